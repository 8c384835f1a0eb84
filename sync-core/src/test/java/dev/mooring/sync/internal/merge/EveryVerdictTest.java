package dev.mooring.sync.internal.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.RefusedBelow;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.SyncState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every kind of change with every number of pending mutations and every verdict on them. */
final class EveryVerdictTest {
    private static final SyncState STATE = new SyncState(new Cursor("2"), 2);
    private static final Cursor AFTER = new Cursor("after");
    private static final int MOST = 3;

    private static Candidate candidate(int seq) {
        Mutation mutation = Mutation.of("todo", "a", "set", "" + seq).recorded(new UUID(7, seq), Instant.EPOCH);
        return new Candidate(new OutboxEntry(seq, mutation, 1), "own" + seq, Instant.ofEpochSecond(seq));
    }

    private static List<Candidate> pending(int number) {
        List<Candidate> pending = new ArrayList<>();
        for (int seq = 1; seq <= number; seq++) {
            pending.add(candidate(seq));
        }
        return pending;
    }

    private static List<Resolution> verdicts(int number, int bits) {
        List<Resolution> verdicts = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            verdicts.add((bits >> i & 1) == 0 ? Resolution.RESEND : Resolution.SUPERSEDE);
        }
        return verdicts;
    }

    private static Set<Long> superseded(Transition t) {
        Set<Long> seqs = new HashSet<>();
        t.superseded().forEach(parked -> assertTrue(seqs.add(parked.entry().seq())));
        return seqs;
    }

    private static void cannotBeChanged(Transition t) {
        for (List<?> list : List.of(
                t.acked(),
                t.overtaken(),
                t.superseded(),
                t.rejected(),
                t.applied(),
                t.confirmed(),
                t.keys().rows(),
                t.keys().seen(),
                t.keys().defended(),
                t.keys().aged())) {
            assertThrows(UnsupportedOperationException.class, () -> list.add(null));
        }
    }

    @Test
    void inOneSequenceEachForeignChangeMeetsTheNextMutationThatIsNotThere() {
        for (int head = 0; head <= MOST; head++) {
            for (int kinds = 0; kinds < 64; kinds++) {
                List<Incoming> slice = slice(kinds);
                Matched matched = Merge.match(2, pending(head), slice, true, RefusedBelow.NONE);
                int conflicts = matched.conflicts().size();
                assertTrue(conflicts + matched.acked().size() <= head);
                for (int bits = 0; bits < 1 << conflicts; bits++) {
                    Transition t = Merge.slice(STATE, matched, AFTER, verdicts(conflicts, bits));
                    assertEquals(Integer.bitCount(bits), superseded(t).size());
                    t.acked().forEach(entry -> assertTrue(!superseded(t).contains(entry.seq())));
                    assertEquals(new SyncState(AFTER, 5), t.state());
                    cannotBeChanged(t);
                }
                assertThrows(
                        IllegalStateException.class,
                        () -> Merge.slice(STATE, matched, AFTER, verdicts(conflicts + 1, 0)));
            }
        }
    }

    /** Three changes, each of which is another writer's, one that cannot be read, or one of the first two mutations. */
    private static List<Incoming> slice(int kinds) {
        List<Incoming> slice = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int kind = kinds >> (2 * i) & 3;
            slice.add(
                    kind == 1
                            ? Incoming.unreadable(3 + i, "todo", "garbage")
                            : new Incoming(
                                    new Change(3 + i, "todo", "x", "set", "1", false, 1, "", "other"),
                                    kind == 0 ? "" : "own" + (kind - 1)));
        }
        return slice;
    }

    @Test
    void whereTheServerKeepsKeysEachPendingMutationHasOneFate() {
        Key key = new Key("todo", "a");
        for (KeyRule rule : List.of(
                new KeyRule(false, false),
                new KeyRule(true, false),
                new KeyRule(false, true),
                new KeyRule(true, true))) {
            for (int waiting = 0; waiting <= MOST; waiting++) {
                for (int known = 0; known < 3; known++) {
                    for (String echo : List.of("before", "own1", "own3", "other")) {
                        for (int stamp = 0; stamp < 3; stamp++) {
                            each(key, rule, waiting, known, echo, Instant.ofEpochSecond(stamp * 9L));
                        }
                    }
                }
            }
        }
    }

    private static void each(Key key, KeyRule rule, int waiting, int known, String echo, Instant stamp) {
        Change change = Change.of(candidate(9).entry().mutation(), Change.NO_POSITION, "other");
        Map<Key, Confirmed> confirmed = new HashMap<>();
        if (known > 0) {
            confirmed.put(key, new Confirmed(change, "before", Instant.ofEpochSecond(9), known == 2, 1));
        }
        Map<Key, List<Candidate>> pending = Map.of(key, pending(waiting));
        int conflicts = merge(confirmed, pending, rule)
                .judge(new Incoming(change, echo, stamp))
                .conflicts()
                .size();
        assertTrue(conflicts == 0 || conflicts == waiting);
        for (int bits = 0; bits < 1 << conflicts; bits++) {
            KeyMerge merge = merge(confirmed, pending, rule);
            merge.take(merge.judge(new Incoming(change, echo, stamp)), verdicts(conflicts, bits));
            Transition t = merge.end(AFTER);
            assertEquals(Integer.bitCount(bits), superseded(t).size());
            t.acked().forEach(entry -> assertTrue(!superseded(t).contains(entry.seq())));
            assertTrue(t.acked().isEmpty() || conflicts == 0);
            cannotBeChanged(t);
            // The same change once more is no news, whatever was decided before.
            assertTrue(
                    merge.judge(new Incoming(change, echo, stamp)).conflicts().isEmpty()
                            || t.keys().rows().isEmpty());
        }
    }

    private static KeyMerge merge(Map<Key, Confirmed> known, Map<Key, List<Candidate>> pending, KeyRule rule) {
        return new KeyMerge(STATE, Set.of(), known, pending, rule, RefusedBelow.NONE);
    }
}
