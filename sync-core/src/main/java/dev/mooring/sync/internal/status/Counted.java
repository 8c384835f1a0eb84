package dev.mooring.sync.internal.status;

import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.StorageTx;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction counts at its end, to be published after its commit. If it is rolled back, nobody hears of it.
 *
 * <p>The number is drawn inside the transaction, and a storage has one writer at a time: so the higher number is the later commit,
 * whichever of two threads comes to the board first.
 *
 * @param number of the count
 * @param pending how many mutations are, with those that are captured
 * @param captured how many of these wait to be taken in
 * @param setAside how many rows are set aside
 * @param all counts of the outbox; null if nothing was parked or brought back, so that these were not read
 */
public record Counted(
        long number,
        long pending,
        long captured,
        long setAside,
        @Nullable OutboxCounts all) {
    /** Whether both are one count. */
    boolean isSame(@Nullable Counted other) {
        return other != null && number == other.number;
    }

    /** Counts everything. */
    public static Counted all(StorageTx<?> tx, long number) {
        OutboxCounts counts = tx.outbox().counts();
        return new Counted(
                number, counts.pending(), counts.captured(), tx.aside().count(), counts);
    }
}
