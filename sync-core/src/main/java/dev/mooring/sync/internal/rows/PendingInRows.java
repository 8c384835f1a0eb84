package dev.mooring.sync.internal.rows;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Transition.Parked;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How what is pending is held in the app's rows. {@link LayeredRows} has it on top of what is confirmed, and {@link CellRows} has both
 * in the same cells. {@link AppRows} chooses one of them, and nobody asks later which one it is.
 */
interface PendingInRows<DB> {
    /**
     * Brings the rows in line with a transition, and settles the entries that come back as changes of the server.
     *
     * @param leaving what leaves the rows unconfirmed; the caller parks it
     * @param folds what was read before of keys with very many unsettled mutations; null to read them now
     * @throws FoldedKeys.Missing if such a key was not read before
     */
    void settle(StorageTx<DB> tx, Transition transition, List<Parked> leaving, @Nullable FoldedKeys<DB> folds);

    /** Applies changes to rows that nothing unsettled lies upon. */
    void apply(StorageTx<DB> tx, List<Change> changes);

    /** Appends a mutation that is recorded already, and writes it into the rows. Returns it as it is in the outbox now. */
    Mutation add(StorageTx<DB> tx, Mutation mutation);

    /**
     * The same for one of many.
     *
     * @param size of it in the outbox
     * @param unwritten gets the mutation if the caller has to {@linkplain AppRows#redo write it into the rows} still, with others
     */
    void append(StorageTx<DB> tx, Mutation mutation, int size, List<Mutation> unwritten);

    /** Appends a mutation that is not in the rows, and writes it below those of its key that were written later. Returns its number. */
    long putBelowLater(StorageTx<DB> tx, Mutation mutation, int size);

    /** Takes a refused mutation that is in the rows back into the outbox, where it goes before those that have waited for it. */
    void requeue(StorageTx<DB> tx, OutboxEntry refused);

    /** Takes a refused mutation out of the rows that is in them; the caller forgets it. */
    void takeBack(StorageTx<DB> tx, OutboxEntry refused);

    /** Takes unsettled mutations out of the outbox that nobody wants any more. The rows are about to be written anew. */
    void forget(StorageTx<DB> tx, List<OutboxEntry> entries);

    /** Writes everything that is unsettled or refused into rows that hold nothing of it. */
    void redoAll(StorageTx<DB> tx);

    /** The rows were reset: what is known of the cells in them goes too. */
    void forgetCells(StorageTx<DB> tx);

    /** The storage meets the server as another one, where that is told by the clocks. */
    void renamed(StorageTx<DB> tx);

    /** Appends what stayed in the rows and the server has not shown, if anything stays there. Returns how much that is. */
    long resend(StorageTx<DB> tx);
}
