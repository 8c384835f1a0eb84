package dev.mooring.sync.testing.storage;

import static dev.mooring.sync.testing.storage.StorageContract.STAMP;
import static dev.mooring.sync.testing.storage.StorageContract.mutation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ParkedMutation;
import dev.mooring.sync.spi.OutboxCounts;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Order, bounds, settling and parking. */
abstract class OutboxContract<DB> extends TransactionContract<DB> {
    @Test
    void aNewStorageIsEmpty() throws Exception {
        read(tx -> {
            assertEquals(List.of(), StorageContract.all(tx));
            assertEquals(new OutboxCounts(0, 0, 0), tx.outbox().counts());
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
        read(tx -> assertEquals(new OutboxCounts(3, 0, 0), tx.outbox().counts()));
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
        read(tx -> assertEquals(new OutboxCounts(2, 0, 1), tx.outbox().counts()));
    }

    @Test
    void parkedMutationsAreKeptInTheOrderOfParking() throws Exception {
        append(1, 5);
        List<Long> seqs = seqs();
        write(tx -> {
            tx.parked().park(seqs.get(3), MutationState.SUPERSEDED, "lost to 7", STAMP);
            tx.parked().park(seqs.get(0), MutationState.SUPERSEDED, "lost to 8", STAMP.minusSeconds(5));
            tx.parked().park(seqs.get(2), MutationState.QUARANTINED, "refused: ünfit", STAMP);
        });
        assertEquals(List.of(seqs.get(1), seqs.get(4)), seqs());
        read(tx -> {
            assertEquals(
                    List.of(
                            new ParkedMutation(mutation(4), MutationState.SUPERSEDED, "lost to 7", STAMP),
                            new ParkedMutation(
                                    mutation(1), MutationState.SUPERSEDED, "lost to 8", STAMP.minusSeconds(5))),
                    tx.parked().list(MutationState.SUPERSEDED, 10));
            assertEquals(
                    mutation(4),
                    tx.parked().list(MutationState.SUPERSEDED, 1).get(0).mutation());
            assertEquals(1, tx.parked().list(MutationState.SUPERSEDED, 1).size());
            assertEquals(
                    List.of(new ParkedMutation(mutation(3), MutationState.QUARANTINED, "refused: ünfit", STAMP)),
                    tx.parked().list(MutationState.QUARANTINED, 10));
            assertEquals(new OutboxCounts(2, 2, 1), tx.outbox().counts());
        });
    }

    /** And it is whole when it is read again, checksums included. */
    @Test
    void aReasonOfOutsideIsKeptAsALineOfBoundedLength() throws Exception {
        append(1, 1);
        long seq = seqs().get(0);
        String evil = "no\n\u001b[31m" + "x".repeat(5000);
        write(tx -> tx.parked().park(seq, MutationState.QUARANTINED, evil, STAMP));
        read(tx -> assertEquals(
                List.of(new ParkedMutation(mutation(1), MutationState.QUARANTINED, Shown.words(evil), STAMP)),
                tx.parked().list(MutationState.QUARANTINED, 10)));
    }

    @Test
    void parkingWhatIsNotThereIsRefused() throws Exception {
        append(1, 1);
        long seq = seqs().get(0);
        write(tx -> tx.parked().park(seq, MutationState.SUPERSEDED, "", STAMP));
        assertThrows(
                IllegalStateException.class,
                () -> write(tx -> tx.parked().park(seq, MutationState.QUARANTINED, "again", STAMP)));
        read(tx -> assertEquals(new OutboxCounts(0, 1, 0), tx.outbox().counts()));
    }

    @Test
    void unparkForgetsAndReturnsWhatWasParked() throws Exception {
        append(1, 2);
        long seq = seqs().get(0);
        write(tx -> tx.parked().park(seq, MutationState.QUARANTINED, "no", STAMP));
        write(tx -> {
            assertNull(tx.parked().unpark(mutation(2).id()), "pending is not parked");
            assertNull(tx.parked().unpark(new UUID(7, 7)));
            assertEquals(
                    new ParkedMutation(mutation(1), MutationState.QUARANTINED, "no", STAMP),
                    tx.parked().unpark(mutation(1).id()));
            assertNull(tx.parked().unpark(mutation(1).id()));
        });
        read(tx -> assertEquals(new OutboxCounts(1, 0, 0), tx.outbox().counts()));
    }

    @Test
    void aParkedMutationCanGoBackToTheEndUnderItsOwnId() throws Exception {
        append(1, 2);
        long seq = seqs().get(0);
        write(tx -> tx.parked().park(seq, MutationState.QUARANTINED, "no", STAMP));
        write(tx -> {
            ParkedMutation parked =
                    Objects.requireNonNull(tx.parked().unpark(mutation(1).id()));
            tx.outbox().append(parked.mutation(), 10);
        });
        assertEquals(
                List.of(mutation(2), mutation(1)),
                all().stream().map(OutboxEntry::mutation).toList());
        long again = seqs().get(1);
        write(tx -> tx.parked().park(again, MutationState.SUPERSEDED, "lost", STAMP));
        read(tx -> assertEquals(new OutboxCounts(1, 1, 0), tx.outbox().counts()));
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

    private List<Long> seqs() {
        return seqs(all());
    }

    private static List<Long> seqs(List<OutboxEntry> entries) {
        return entries.stream().map(OutboxEntry::seq).toList();
    }
}
