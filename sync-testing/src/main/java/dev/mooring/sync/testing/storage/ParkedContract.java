package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.text.Shown;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What has left the outbox and the rows: kept with its reason until the app decides. */
abstract class ParkedContract<DB> extends KeyContract<DB> {
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
            assertEquals(new OutboxCounts(2, 0, 2, 1), tx.outbox().counts());
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
        read(tx -> assertEquals(new OutboxCounts(0, 0, 1, 0), tx.outbox().counts()));
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
        read(tx -> assertEquals(new OutboxCounts(1, 0, 0, 0), tx.outbox().counts()));
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
        read(tx -> assertEquals(new OutboxCounts(1, 0, 1, 0), tx.outbox().counts()));
    }

    @Test
    void parkedMutationsAreReadInParts() throws Exception {
        append(1, 5);
        write(tx -> {
            for (long seq : List.of(2L, 1L, 4L)) {
                tx.parked().park(seq, MutationState.SUPERSEDED, "lost", STAMP);
            }
            tx.parked().park(3, MutationState.QUARANTINED, "refused", STAMP);
        });
        read(tx -> {
            assertEquals(3, tx.parked().list(MutationState.SUPERSEDED, 0, 9).size());
            assertEquals(
                    mutation(1),
                    tx.parked().list(MutationState.SUPERSEDED, 1, 1).get(0).mutation());
            assertEquals(
                    mutation(4),
                    tx.parked().list(MutationState.SUPERSEDED, 2, 9).get(0).mutation());
            assertEquals(List.of(), tx.parked().list(MutationState.SUPERSEDED, 3, 9));
        });
    }
}
