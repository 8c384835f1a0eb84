package dev.mooring.sync.internal.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Conflict;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.RefusedBelow;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.HeldBack;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.SyncState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class KeyMergeTest {
    private static final SyncState STATE = new SyncState(new Cursor("c"), 0, 7, Instant.EPOCH);
    private static final Key A = new Key("todo", "a");

    private final Map<Key, Confirmed> known = new HashMap<>();
    private final Map<Key, List<Candidate>> pending = new HashMap<>();

    private static Mutation mutation(int seq, String key, String payload) {
        return new Mutation(new UUID(1, seq), "todo", key, "set", payload, 1, Instant.ofEpochSecond(seq));
    }

    private void pending(int seq, String key, String payload) {
        Mutation mutation = mutation(seq, key, payload);
        pending.computeIfAbsent(Key.of(mutation), k -> new ArrayList<>())
                .add(new Candidate(new OutboxEntry(seq, mutation, 1), payload, mutation.createdAt()));
    }

    private void confirmed(String key, String payload, long stamp, boolean own) {
        Change change = Change.of(mutation(0, key, payload), Change.NO_POSITION, "");
        known.put(Key.of(change), new Confirmed(change, payload, Instant.ofEpochSecond(stamp), own, 1));
    }

    private static Incoming incoming(String key, String payload, long stamp) {
        return new Incoming(
                Change.of(mutation(0, key, payload), Change.NO_POSITION, "other"),
                payload,
                Instant.ofEpochSecond(stamp));
    }

    private Transition slice(ConflictPolicy policy, Incoming... slice) {
        return slice(policy, List.of(slice));
    }

    private Transition slice(ConflictPolicy policy, List<Incoming> slice) {
        Verdicts verdicts = Verdicts.of(policy);
        KeyMerge merge = new KeyMerge(
                STATE, Set.of(), known, pending, new KeyRule(verdicts.defends(), false), RefusedBelow.NONE);
        for (Incoming incoming : slice) {
            KeyRule.News news = merge.judge(incoming);
            merge.take(news, verdicts.on(news.conflicts()));
        }
        return merge.end(null);
    }

    private static List<Long> seqs(List<OutboxEntry> entries) {
        return entries.stream().map(OutboxEntry::seq).toList();
    }

    @Test
    void theConfirmedStateIsNoNewsAndOnlyMarked() {
        confirmed("a", "1", 1, false);
        pending(1, "a", "2");
        Transition t = slice(ConflictPolicy.serverWins(), incoming("a", "1", 1));

        assertEquals(List.of(A), t.keys().seen());
        assertTrue(t.applied().isEmpty() && t.superseded().isEmpty());
    }

    @Test
    void aStateThatWasAskedForAcknowledgesAllUpToItAndLeavesTheRest() {
        pending(1, "a", "1");
        pending(2, "a", "2");
        pending(3, "a", "3");
        Transition t = slice(ConflictPolicy.serverWins(), incoming("a", "2", 9));

        assertEquals(List.of(1L, 2L), seqs(t.acked()));
        assertTrue(t.applied().isEmpty() && t.superseded().isEmpty());
        assertTrue(t.keys().rows().get(0).own());
        assertEquals(7, t.keys().rows().get(0).listing());
    }

    @Test
    void theConfirmedStateWithALaterStampIsNoNewsButRemembered() {
        confirmed("a", "1", 1, true);
        Transition t = slice(ConflictPolicy.lastWriteWins(), incoming("a", "1", 9));

        assertEquals(Instant.ofEpochSecond(9), t.keys().rows().get(0).stamp());
        assertTrue(t.keys().rows().get(0).own());
        assertTrue(t.applied().isEmpty());
    }

    @Test
    void whatWasHeldBackAndIsToldToBeGoneIsHeldBackNoMore() {
        confirmed("a", "1", 1, false);
        confirmed("b", "1", 1, false);
        SyncState held = STATE.holding(new HeldBack(2, 6, Instant.EPOCH, 1, 5));
        KeyMerge one = new KeyMerge(held, Set.of(), known, pending, new KeyRule(false, false), RefusedBelow.NONE);
        take(one, new Incoming(Change.gone("todo", "a"), Confirmed.GONE));
        assertEquals(held.held().of(1), one.end(null).state().held());
        KeyMerge both = new KeyMerge(held, Set.of(), known, pending, new KeyRule(false, false), RefusedBelow.NONE);
        take(both, new Incoming(Change.gone("todo", "a"), Confirmed.GONE));
        take(both, new Incoming(Change.gone("todo", "b"), Confirmed.GONE));
        assertEquals(HeldBack.none(5), both.end(new Cursor("d")).state().held());
        assertEquals(new Cursor("d"), both.end(new Cursor("d")).state().cursor());
    }

    @Test
    void whatTheListingStillMissesOrNeverMissedStaysCounted() {
        confirmed("a", "1", 1, false);
        SyncState held = STATE.holding(new HeldBack(2, 1, Instant.EPOCH, 1, 5));
        KeyMerge seenSince = new KeyMerge(held, Set.of(), known, pending, new KeyRule(false, false), RefusedBelow.NONE);
        take(seenSince, new Incoming(Change.gone("todo", "a"), Confirmed.GONE));
        assertEquals(held.held(), seenSince.end(null).state().held());
    }

    @Test
    void rowsOfACollectionThatNoListingShowsAreNotedSo() {
        confirmed("a", "1", 1, false);
        pending(1, "b", "2");
        Set<String> unlisted = Set.of("todo");
        KeyMerge merge = new KeyMerge(STATE, unlisted, known, pending, new KeyRule(false, false), RefusedBelow.NONE);
        take(merge, incoming("a", "1", 1));
        take(merge, incoming("b", "2", 1));
        take(merge, incoming("c", "3", 1));
        Transition t = merge.end(null);
        assertEquals(List.of(), t.keys().seen());
        assertEquals(
                List.of(Confirmed.UNLISTED, Confirmed.UNLISTED),
                t.keys().rows().stream().map(Confirmed::listing).toList());
        Transition settled = KeyMerge.settle(
                STATE,
                unlisted,
                known,
                pending.get(new Key("todo", "b")),
                List.of(new Outcome.Accepted(new UUID(1, 1), Change.NO_POSITION)),
                "me",
                RefusedBelow.NONE);
        assertEquals(Confirmed.UNLISTED, settled.keys().rows().get(0).listing());
    }

    /** Nothing would ever tell why it is older, so it would wait for ever. */
    @Test
    void anOlderStateOfWhatNoListingShowsWaitsForNothing() {
        confirmed("a", "1", 5, false);
        Set<String> unlisted = Set.of("todo");
        KeyMerge merge = new KeyMerge(STATE, unlisted, known, pending, new KeyRule(false, true), RefusedBelow.NONE);
        take(merge, incoming("a", "2", 1));
        Transition t = merge.end(null);
        assertEquals(1, t.applied().size());
        assertEquals(List.of(), t.keys().aged());
        KeyMerge listed = new KeyMerge(STATE, Set.of(), known, pending, new KeyRule(false, true), RefusedBelow.NONE);
        take(listed, incoming("a", "2", 1));
        assertEquals(List.of(), listed.end(null).applied());
    }

    private static void take(KeyMerge merge, Incoming incoming) {
        merge.take(merge.judge(incoming), List.of());
    }

    @Test
    void aTombstoneOfSomethingUnknownIsNothing() {
        Incoming gone = new Incoming(Change.gone("todo", "a"), Confirmed.GONE);
        assertEquals(List.of(), slice(ConflictPolicy.serverWins(), gone).applied());
    }

    @Test
    void theSamePolicyComesToTheSameAnswerOnBothSidesOfAConflict() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            int mine = 1 + random.nextInt(3);
            int theirs = 1 + random.nextInt(3);
            String[] contents = {"x", "y", "z"};
            String m = contents[random.nextInt(3)];
            String c = contents[random.nextInt(3)];
            if (m.equals(c)) {
                continue;
            }
            boolean here = staysPending(mine, m, theirs, c);
            boolean there = staysPending(theirs, c, mine, m);
            assertTrue(here != there, "seed " + seed + ": both or none of " + mine + m + " and " + theirs + c);
        }
    }

    private static boolean staysPending(int seq, String payload, int stamp, String other) {
        KeyMergeTest device = new KeyMergeTest();
        device.pending(seq, "a", payload);
        return device.slice(ConflictPolicy.lastWriteWins(), incoming("a", other, stamp))
                .superseded()
                .isEmpty();
    }

    @Test
    void anUnstampedChangeLeavesThePendingOneTheLater() {
        List<Conflict> seen = new ArrayList<>();
        pending(1, "a", "1");
        slice(
                conflict -> {
                    seen.add(conflict);
                    return ConflictPolicy.Resolution.RESEND;
                },
                new Incoming(incoming("a", "2", 0).change(), "2"));
        assertTrue(seen.get(0).later());
    }

    @Test
    void onlyAnOwnWriteIsDefendedAndOnlyAgainstAnOlderOne() {
        confirmed("a", "mine", 5, true);
        confirmed("b", "theirs", 5, false);
        Transition t = slice(
                ConflictPolicy.lastWriteWins(),
                incoming("a", "late", 4),
                incoming("b", "late", 4),
                incoming("a", "new", 6));

        assertEquals("mine", t.keys().defended().get(0).change().payload());
        assertEquals(1, t.keys().defended().size());
        assertEquals(2, t.applied().size());
    }

    @Test
    void anOwnWriteThatIsRecognisedKeepsItsStampWhereTheServerTellsNone() {
        pending(1, "a", "1");
        Transition t = slice(
                ConflictPolicy.lastWriteWins(),
                new Incoming(incoming("a", "1", 0).change(), "1"));
        assertEquals(1, t.acked().size());
        assertTrue(t.keys().rows().get(0).own());
        assertTrue(t.keys().rows().get(0).stamp() != null);
    }

    @Test
    void anEchoThatIsEmptyIsComparedByText() {
        confirmed("a", "1", 1, false);
        Incoming same = new Incoming(incoming("a", "1", 1).change(), "");
        assertEquals(1, slice(ConflictPolicy.serverWins(), same).keys().seen().size());
    }

    @Test
    void outcomesSettleWhatWasSentAndWhatItStoodFor() {
        confirmed("c", "old", 1, false);
        List<Candidate> members = new ArrayList<>();
        pending(1, "a", "1");
        pending(2, "b", "1");
        pending(3, "a", "2");
        pending(4, "c", "1");
        pending(5, "a", "3");
        pending.values().forEach(members::addAll);
        Transition t = KeyMerge.settle(
                STATE,
                Set.of(),
                known,
                members,
                List.of(
                        new Outcome.Accepted(new UUID(1, 3), Change.NO_POSITION),
                        new Outcome.Rejected(new UUID(1, 2), "no"),
                        new Outcome.Conflict(new UUID(1, 4), "stale")),
                "me",
                RefusedBelow.NONE);

        assertEquals(List.of(1L, 3L), seqs(t.acked()));
        assertEquals("no", t.rejected().get(0).reason());
        assertEquals("", t.keys().rows().get(1).echo());
        assertEquals(STATE, t.state());
    }

    @Test
    void whatIsConfirmedAboveARefusedOneIsAppliedBelowIt() {
        pending(1, "a", "1");
        pending(3, "a", "2");
        pending(4, "b", "1");
        List<Candidate> members = new ArrayList<>();
        pending.values().forEach(members::addAll);
        RefusedBelow buried = new RefusedBelow(Map.of(A, 2L), true);
        List<Outcome> outcomes = List.of(
                new Outcome.Accepted(new UUID(1, 3), Change.NO_POSITION),
                new Outcome.Accepted(new UUID(1, 4), Change.NO_POSITION));

        Transition t = KeyMerge.settle(STATE, Set.of(), known, members, outcomes, "me", buried);

        assertEquals(List.of(1L, 3L, 4L), seqs(t.acked()));
        assertEquals(List.of(3L), seqs(t.overtaken()));
        assertEquals("2", t.applied().get(0).payload());
        assertEquals(0, t.foreign());
    }

    @Test
    void anAnswerAboutStrangersIsRefused() {
        List<Outcome> strangers = List.of(new Outcome.Duplicate(new UUID(9, 9)));
        assertThrows(
                ProtocolException.class,
                () -> KeyMerge.settle(STATE, Set.of(), known, List.of(), strangers, "", RefusedBelow.NONE));
    }

    @Test
    void everyPendingMutationGetsOneFateAtMostAndASliceCutInTwoComesToTheSame() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            KeyMergeTest whole = new KeyMergeTest();
            KeyMergeTest cut = new KeyMergeTest();
            for (int seq = 1; seq <= random.nextInt(6); seq++) {
                String key = "k" + random.nextInt(3);
                String payload = "p" + random.nextInt(4);
                whole.pending(seq, key, payload);
                cut.pending(seq, key, payload);
            }
            List<Incoming> slice = new ArrayList<>();
            for (int i = 0; i < random.nextInt(6); i++) {
                slice.add(incoming("k" + random.nextInt(3), "p" + random.nextInt(4), random.nextInt(6)));
            }
            ConflictPolicy policy = random.nextBoolean() ? ConflictPolicy.lastWriteWins() : ConflictPolicy.serverWins();
            int at = slice.isEmpty() ? 0 : random.nextInt(slice.size());
            Transition one = whole.slice(policy, slice);
            assertEquals(
                    fates(List.of(one)),
                    cut.inTwo(slice.subList(0, at), slice.subList(at, slice.size()), policy),
                    "seed " + seed);
        }
    }

    private Set<String> inTwo(List<Incoming> first, List<Incoming> second, ConflictPolicy policy) {
        Transition one = slice(policy, first);
        one.keys().rows().forEach(row -> known.put(Key.of(row.change()), row));
        Set<Long> gone = new HashSet<>(seqs(one.acked()));
        one.superseded().forEach(parked -> gone.add(parked.entry().seq()));
        pending.values()
                .forEach(
                        list -> list.removeIf(each -> gone.contains(each.entry().seq())));
        return fates(List.of(one, slice(policy, second)));
    }

    private static Set<String> fates(List<Transition> transitions) {
        Set<String> fates = new HashSet<>();
        for (Transition t : transitions) {
            t.acked().forEach(entry -> assertTrue(fates.add("acked " + entry.seq())));
            t.superseded()
                    .forEach(parked ->
                            assertTrue(fates.add("superseded " + parked.entry().seq())));
        }
        return fates;
    }
}
