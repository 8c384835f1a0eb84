package dev.mooring.sync.internal.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.RefusedBelow;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.SyncState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MergeTest {
    private static final Capabilities PHONE = Capabilities.sequence("test", new ServerIdentity("s", "u"))
            .origin("phone")
            .build();
    private static final SyncState AT_TWO = new SyncState(new Cursor("2"), 2);
    private static final Cursor AFTER = new Cursor("after");

    @Test
    void anEchoAcknowledgesAndIsNotHandedToTheApp() {
        Transition t = slice(entries(1, 2), ConflictPolicy.serverWins(), own(3, 1), own(4, 2));

        assertEquals(List.of(1L, 2L), seqs(t.acked()));
        assertTrue(t.applied().isEmpty());
        assertEquals(2, t.confirmed().size());
        assertEquals(new SyncState(AFTER, 4), t.state());
    }

    @Test
    void serverWinsSupersedesJustThoseWhosePlaceIsTaken() {
        Transition t = slice(entries(1, 2, 3), ConflictPolicy.serverWins(), foreign(3), foreign(4));

        assertEquals(List.of(1L, 2L), lost(t));
        assertEquals(2, t.foreign());
    }

    @Test
    void anEntryThatCannotBeReadTakesAPlaceAndSupersedesNothing() {
        Transition t = slice(
                entries(1, 2, 3),
                ConflictPolicy.serverWins(),
                Incoming.unreadable(3, "todo", "no payload"),
                foreign(4));

        assertEquals(List.of(2L), lost(t));
        assertEquals(1, t.applied().size());
        assertEquals(new SyncState(AFTER, 4), t.state());
    }

    @Test
    void aChangeThatWasPassedInAnEarlierHistoryMeetsNothing() {
        Transition t = slice(
                entries(1, 2),
                ConflictPolicy.serverWins(),
                foreign(3).passedBefore(),
                foreign(4),
                foreign(5).passedBefore());

        assertEquals(List.of(1L), lost(t));
        assertEquals(3, t.foreign());
        assertEquals(new SyncState(AFTER, 5), t.state());
    }

    @Test
    void whatASequenceHadAndHasDroppedIsSuperseded() {
        List<OutboxEntry> batch = entries(1, 2).stream().map(Candidate::entry).toList();
        Transition t = Merge.settle(
                AT_TWO, batch, List.of(new Outcome.Duplicate(id(2))), AT_TWO.cursor(), PHONE, true, RefusedBelow.NONE);

        assertEquals(List.of(2L), lost(t));
        assertEquals(List.of(), t.acked());
        assertEquals(AT_TWO, t.state());
    }

    @Test
    void aPartlyStoredBatchIsMatchedBeforeAnythingIsInConflict() {
        Transition t = slice(entries(1, 2, 3), ConflictPolicy.serverWins(), own(3, 1), foreign(4));

        assertEquals(List.of(1L), seqs(t.acked()));
        assertEquals(List.of(2L), lost(t));
    }

    @Test
    void anOwnChangeBehindAForeignOneOfItsKeyIsAppliedInItsPlace() {
        Incoming behind = new Incoming(new Change(4, "todo", "x", "set", "2", false, 1, "", "me"), id(1).toString());

        Transition t = slice(entries(1, 2), ConflictPolicy.rebase(), foreign(3), behind, own(5, 2));

        assertEquals(List.of(1L, 2L), seqs(t.acked()));
        assertEquals(List.of(1L, 2L), seqs(t.overtaken()));
        assertEquals(
                List.of(3L, 4L, 5L), t.applied().stream().map(Change::position).collect(Collectors.toList()));
        assertEquals(1, t.foreign());
    }

    @Test
    void rebaseSupersedesNothing() {
        Transition t = slice(entries(1, 2), ConflictPolicy.rebase(), foreign(3), foreign(4), foreign(5));

        assertTrue(t.superseded().isEmpty());
        assertEquals(3, t.foreign());
    }

    @Test
    void theAppDecidesOneByOneAndSeesWhatTookThePlace() {
        List<Long> taken = new ArrayList<>();
        ConflictPolicy secondOnly = ConflictPolicy.decide(conflict -> {
            taken.add(conflict.change().position());
            return conflict.mutation().key().equals("2") ? Resolution.SUPERSEDE : Resolution.RESEND;
        });

        Transition t = slice(entries(1, 2, 3), secondOnly, foreign(3), foreign(4));

        assertEquals(List.of(2L), lost(t));
        assertEquals(List.of(3L, 4L), taken);
    }

    @Test
    void withoutAnOrderNothingTakesAPlace() {
        Matched matched = Merge.match(2, entries(1), List.of(foreign(3)), false, RefusedBelow.NONE);
        Transition t = Merge.slice(AT_TWO, matched, AFTER, List.of());

        assertTrue(t.superseded().isEmpty());
    }

    @Test
    void aHistoryInSlicesLosesTheSameAsInOnePiece() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            int pending = random.nextInt(8);
            int news = 1 + random.nextInt(8);
            int cut = random.nextInt(news + 1);
            List<Incoming> page = new ArrayList<>();
            for (int i = 0; i < news; i++) {
                page.add(foreign(3 + i));
            }
            List<Candidate> outbox = entries(Stream.iterate(1, n -> n + 1)
                    .limit(pending)
                    .mapToInt(Integer::intValue)
                    .toArray());

            List<Long> whole = lost(slice(outbox, ConflictPolicy.serverWins(), page.toArray(Incoming[]::new)));

            List<Long> pieces = new ArrayList<>();
            List<Candidate> left = new ArrayList<>(outbox);
            SyncState state = AT_TWO;
            for (List<Incoming> piece : List.of(page.subList(0, cut), page.subList(cut, news))) {
                Transition t = slice(state, left, piece, AFTER, ConflictPolicy.serverWins(), RefusedBelow.NONE);
                pieces.addAll(lost(t));
                left.removeIf(c -> pieces.contains(c.entry().seq()));
                state = t.state();
            }
            assertEquals(whole, pieces, "round " + round);
        }
    }

    @Test
    void twinsWithoutIdsAreMatchedOldestFirstAndOnceEach() {
        List<Candidate> twins = List.of(candidate(1, "same"), candidate(2, "same"));

        Transition one = slice(twins, ConflictPolicy.serverWins(), new Incoming(change(3), "same"));
        assertEquals(List.of(1L), seqs(one.acked()));

        Transition both = slice(
                twins,
                ConflictPolicy.serverWins(),
                new Incoming(change(3), "same"),
                new Incoming(change(4), "same"),
                new Incoming(change(5), "same"));
        assertEquals(List.of(1L, 2L), seqs(both.acked()));
        assertEquals(1, both.foreign());
    }

    @Test
    void aChangeThatIsAppliedAlreadyIsRefused() {
        assertThrows(ProtocolException.class, () -> slice(entries(1), ConflictPolicy.serverWins(), foreign(2)));
        assertThrows(
                ProtocolException.class, () -> slice(entries(1), ConflictPolicy.serverWins(), foreign(4), foreign(4)));
    }

    @Test
    void withoutATruePositionTheCursorStays() {
        Transition t =
                slice(AT_TWO, entries(), List.of(foreign(3)), null, ConflictPolicy.serverWins(), RefusedBelow.NONE);

        assertEquals(AT_TWO, t.state());
    }

    @Test
    void anAnswerSettlesWhatItNamesAndNothingElse() {
        List<OutboxEntry> batch = List.of(entry(1), entry(2), entry(3));
        Transition t = Merge.settle(
                AT_TWO,
                batch,
                List.of(new Outcome.Accepted(id(1), 3), new Outcome.Rejected(id(3), "no")),
                AFTER,
                PHONE,
                true,
                RefusedBelow.NONE);

        assertEquals(List.of(1L), seqs(t.acked()));
        assertEquals("no", t.rejected().get(0).reason());
        assertEquals("phone", t.confirmed().get(0).origin());
        assertEquals(new SyncState(AFTER, 3), t.state());
    }

    @Test
    void whatIsConfirmedAboveARefusedOneIsWrittenAnewBelowIt() {
        List<OutboxEntry> batch = List.of(ofX(1), ofX(2), ofX(3));
        List<Outcome> outcomes = List.of(
                new Outcome.Accepted(id(1), 3), new Outcome.Rejected(id(2), "no"), new Outcome.Accepted(id(3), 4));
        Transition taken = Merge.settle(AT_TWO, batch, outcomes, AFTER, PHONE, true, RefusedBelow.NONE);
        assertEquals(List.of(), taken.overtaken());

        Transition t = Merge.settle(AT_TWO, batch, outcomes, AFTER, PHONE, true, new RefusedBelow(Map.of(), true));
        assertEquals(List.of(1L, 3L), seqs(t.acked()));
        assertEquals(List.of(3L), seqs(t.overtaken()));
        assertEquals(List.of(t.confirmed().get(1)), t.applied());
        assertEquals(0, t.foreign());

        RefusedBelow before = new RefusedBelow(Map.of(new Key("todo", "x"), 2L), false);
        Transition slice = slice(
                AT_TWO,
                List.of(candidateOfX(1), candidateOfX(3)),
                List.of(own(3, 1), own(4, 3)),
                AFTER,
                ConflictPolicy.serverWins(),
                before);
        assertEquals(List.of(1L, 3L), seqs(slice.acked()));
        assertEquals(List.of(3L), seqs(slice.overtaken()));
    }

    /** All of one key. */
    private static OutboxEntry ofX(int seq) {
        return new OutboxEntry(seq, Mutation.of("todo", "x", "set", "1").recorded(id(seq), Instant.EPOCH), 1);
    }

    private static Candidate candidateOfX(int seq) {
        return new Candidate(ofX(seq), id(seq).toString(), Instant.EPOCH);
    }

    @Test
    void anAnswerAboutStrangersOrTwiceIsRefused() {
        List<OutboxEntry> batch = List.of(entry(1));
        Outcome mine = new Outcome.Accepted(id(1), 3);
        Outcome stranger = new Outcome.Accepted(id(9), 3);

        assertThrows(
                ProtocolException.class,
                () -> Merge.settle(AT_TWO, batch, List.of(stranger), AFTER, PHONE, true, RefusedBelow.NONE));
        assertThrows(
                ProtocolException.class,
                () -> Merge.settle(AT_TWO, batch, List.of(mine, mine), AFTER, PHONE, true, RefusedBelow.NONE));
    }

    private static Transition slice(List<Candidate> head, ConflictPolicy policy, Incoming... slice) {
        return slice(AT_TWO, head, List.of(slice), AFTER, policy, RefusedBelow.NONE);
    }

    private static Transition slice(
            SyncState state,
            List<Candidate> head,
            List<Incoming> slice,
            Cursor after,
            ConflictPolicy policy,
            RefusedBelow buried) {
        Matched matched = Merge.match(state.position(), head, slice, true, buried);
        return Merge.slice(state, matched, after, Verdicts.of(policy).on(matched.conflicts()));
    }

    private static Candidate candidate(int seq, String echo) {
        return new Candidate(entry(seq), echo, Instant.EPOCH);
    }

    private static List<Candidate> entries(int... seqs) {
        List<Candidate> entries = new ArrayList<>();
        for (int seq : seqs) {
            entries.add(candidate(seq, id(seq).toString()));
        }
        return entries;
    }

    private static OutboxEntry entry(int seq) {
        Mutation mutation =
                Mutation.of("todo", Integer.toString(seq), "set", "1").recorded(id(seq), Instant.EPOCH);
        return new OutboxEntry(seq, mutation, 1);
    }

    private static UUID id(int seq) {
        return new UUID(7, seq);
    }

    private static Incoming own(long position, int seq) {
        return new Incoming(change(position), id(seq).toString());
    }

    private static Incoming foreign(long position) {
        return new Incoming(change(position), "");
    }

    private static Change change(long position) {
        return new Change(position, "todo", "x", "set", "1", false, 1, "", "other");
    }

    private static List<Long> seqs(List<OutboxEntry> entries) {
        return entries.stream().map(OutboxEntry::seq).collect(Collectors.toList());
    }

    private static List<Long> lost(Transition t) {
        return t.superseded().stream().map(p -> p.entry().seq()).collect(Collectors.toList());
    }
}
