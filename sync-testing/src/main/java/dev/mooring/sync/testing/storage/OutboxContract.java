package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is unsettled: kept in order, found, settled, and never numbered twice. */
abstract class OutboxContract<DB> extends TransactionContract<DB> {
    @Test
    void aNewStorageIsEmpty() throws Exception {
        read(tx -> {
            assertEquals(List.of(), StorageContract.all(tx));
            assertEquals(new OutboxCounts(0, 0, 0, 0), tx.outbox().counts());
            assertEquals(List.of(), tx.parked().list(MutationState.SUPERSEDED, 10));
            assertEquals(List.of(), tx.parked().list(MutationState.QUARANTINED, 10));
        });
    }

    @Test
    void entriesComeBackInOrderAndExactlyAsTheyWere() throws Exception {
        List<OutboxEntry> expected = new ArrayList<>();
        write(tx -> {
            for (int n = 1; n <= 20; n++) {
                expected.add(new OutboxEntry(tx.outbox().append(mutation(n), 100 + n), mutation(n), 100 + n));
            }
        });
        assertEquals(expected, all());
        assertTrue(expected.get(0).seq() > 0, "0 means the head, so it is no entry's number");
    }

    @Test
    void everyTextAndTimeSurvives() throws Exception {
        String text = "\u0000 quotes '\" \\ newline \n Ünïcödé 汉字 🚢 \uFFFD " + "x".repeat(70_000);
        Mutation odd =
                new Mutation(new UUID(-1, -1), text, "", text, text, Integer.MAX_VALUE, Instant.EPOCH.minusNanos(1));
        write(tx -> tx.outbox().append(odd, Integer.MAX_VALUE));
        assertEquals(odd, all().get(0).mutation());
        assertEquals(Integer.MAX_VALUE, all().get(0).size());
    }

    @Test
    void unsettledKeepsTheCountBound() throws Exception {
        append(1, 5);
        List<Long> seqs = seqs();
        read(tx -> {
            assertEquals(seqs.subList(0, 3), seqs(tx.outbox().unsettled(0, 3, Long.MAX_VALUE)));
            assertEquals(seqs.subList(2, 5), seqs(tx.outbox().unsettled(seqs.get(1), 3, Long.MAX_VALUE)));
            assertEquals(List.of(), tx.outbox().unsettled(seqs.get(4), 3, Long.MAX_VALUE));
        });
    }

    @Test
    void unsettledKeepsTheByteBoundButGivesAtLeastOne() throws Exception {
        write(tx -> {
            for (int size : new int[] {40, 40, 20, 500, 1}) {
                tx.outbox().append(mutation(size), size);
            }
        });
        List<Long> seqs = seqs();
        read(tx -> {
            assertEquals(seqs.subList(0, 2), seqs(tx.outbox().unsettled(0, 10, 80)));
            assertEquals(seqs.subList(0, 2), seqs(tx.outbox().unsettled(0, 10, 99)));
            assertEquals(seqs.subList(0, 3), seqs(tx.outbox().unsettled(0, 10, 100)));
            assertEquals(seqs.subList(0, 1), seqs(tx.outbox().unsettled(0, 10, 1)));
            assertEquals(seqs.subList(3, 4), seqs(tx.outbox().unsettled(seqs.get(2), 10, 100)));
        });
    }

    @Test
    void entriesGivesThoseThatAreThereInOrder() throws Exception {
        append(1, 6);
        List<Long> seqs = seqs();
        write(tx -> tx.outbox().settle(List.of(seqs.get(2))));
        read(tx -> {
            assertEquals(
                    List.of(seqs.get(0), seqs.get(1), seqs.get(3), seqs.get(5)),
                    seqs(tx.outbox()
                            .entries(List.of(
                                    seqs.get(0), seqs.get(1), seqs.get(2), seqs.get(3), seqs.get(5), 1_000_000L))));
            assertEquals(List.of(), tx.outbox().entries(List.of()));
        });
    }

    @Test
    void settledEntriesAreGoneAndTheOthersStay() throws Exception {
        append(1, 6);
        List<Long> seqs = seqs();
        write(tx -> {
            tx.outbox().settle(List.of());
            tx.outbox().settle(List.of(seqs.get(0), seqs.get(1), seqs.get(4)));
        });
        assertEquals(List.of(seqs.get(2), seqs.get(3), seqs.get(5)), seqs());
        read(tx -> assertEquals(new OutboxCounts(3, 0, 0, 0), tx.outbox().counts()));
    }

    @Test
    void settlingWhatIsNotThereIsRefused() throws Exception {
        append(1, 3);
        List<Long> seqs = seqs();
        write(tx -> tx.outbox().settle(List.of(seqs.get(1))));
        assertThrows(
                IllegalStateException.class, () -> write(tx -> tx.outbox().settle(List.of(seqs.get(0), seqs.get(1)))));
        assertThrows(IllegalStateException.class, () -> write(tx -> tx.outbox().settle(List.of(1_000_000L))));
        assertEquals(List.of(seqs.get(0), seqs.get(2)), seqs());
    }

    @Test
    void sequenceNumbersAreNeverUsedTwice() throws Exception {
        append(1, 3);
        List<Long> seqs = seqs();
        write(tx -> tx.outbox().settle(seqs));
        append(4, 4);
        long fourth = seqs().get(0);
        assertTrue(fourth > seqs.get(2), "settled at the end");
        write(tx -> tx.parked().park(fourth, MutationState.QUARANTINED, "no", STAMP));
        append(5, 5);
        assertTrue(seqs().get(0) > fourth, "parked at the end");
        write(tx -> {
            long sixth = tx.outbox().append(mutation(6), 10);
            tx.outbox().settle(List.of(sixth));
            assertTrue(tx.outbox().append(mutation(7), 10) > sixth, "settled in the same transaction");
        });
        read(tx -> assertEquals(new OutboxCounts(2, 0, 0, 1), tx.outbox().counts()));
    }

    @Test
    void itTellsWhetherAMutationIsHere() throws Exception {
        append(1, 3);
        write(tx -> {
            tx.parked().park(2, MutationState.QUARANTINED, "refused", STAMP);
            tx.outbox().settle(List.of(3L));
            assertTrue(tx.outbox().holds(mutation(1)));
            assertTrue(tx.outbox().holds(mutation(2)));
            assertFalse(tx.outbox().holds(mutation(3)));
            assertFalse(tx.outbox().holds(mutation(4)));
        });
        read(tx -> assertTrue(tx.outbox().holds(mutation(1))));
    }

    @Test
    void aLongOutboxIsReadInSlices() throws Exception {
        append(1, 1500);
        List<Long> seen = new ArrayList<>();
        read(tx -> {
            for (List<OutboxEntry> slice = tx.outbox().unsettled(0, 400, 3990);
                    !slice.isEmpty();
                    slice = tx.outbox().unsettled(seen.get(seen.size() - 1), 400, 3990)) {
                assertTrue(slice.size() <= 399);
                seen.addAll(seqs(slice));
            }
        });
        assertEquals(seqs(), seen);
        write(tx -> tx.outbox()
                .settle(LongStream.range(0, 1000)
                        .mapToObj(i -> seen.get((int) i))
                        .toList()));
        read(tx -> assertEquals(500, tx.outbox().counts().pending()));
    }

    List<Long> seqs() {
        return seqs(all());
    }

    static List<Long> seqs(List<OutboxEntry> entries) {
        return entries.stream().map(OutboxEntry::seq).toList();
    }
}
