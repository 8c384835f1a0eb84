package dev.mooring.sync.internal.rows;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Transition.Parked;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.order.UnreadableChanges;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.outbox.UnsettledByKey;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.spi.storage.ComparingHandler;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes transitions into the storage and the app's tables so that after every commit the app's rows are what the server confirmed
 * with what is {@link Overlay} in them: the unsettled mutations, and the refused ones unless they are to be taken back.
 *
 * <p>How these are in the rows is known to one {@link PendingInRows}, which is chosen once. When it asks the handler to take something
 * back, the log already holds what was confirmed, so the handler can rebuild a row from it.
 */
public final class AppRows<DB> {
    private final HandlerCalls<DB> handler;
    private final PendingInRows<DB> pending;
    private final Settings settings;
    private final Drafts drafts;
    private final boolean keyed;
    private final boolean stays;

    public AppRows(
            ServerOrder order,
            ChangeHandler<DB> handler,
            Settings settings,
            Drafts drafts,
            Function<Throwable, @Nullable StorageException> faults) {
        this.handler = new HandlerCalls<>(handler, faults);
        this.settings = settings;
        this.drafts = drafts;
        this.keyed = order.keepsRows();
        this.stays = settings.refusedWrites() == RefusedWrites.STAY;
        this.pending = order.layers() ? new LayeredRows<>(this.handler, drafts, keyed) : new CellRows<>(drafts);
    }

    /** For a write transaction that is not to take long. */
    public FoldedKeys<DB> folds() {
        return handler.folds();
    }

    /** Writes one transition, however long that takes. */
    public void write(StorageTx<DB> tx, Transition transition) {
        write(tx, transition, null);
    }

    /**
     * Writes one transition.
     *
     * @throws FoldedKeys.Missing if a key has very many unsettled mutations that were not read before
     */
    public void write(StorageTx<DB> tx, Transition transition, @Nullable FoldedKeys<DB> folds) {
        List<OutboxEntry> inPlace = new ArrayList<>(transition.acked());
        inPlace.removeAll(transition.overtaken());
        log(tx, without(transition.confirmed(), transition.applied()));
        tx.outbox().settle(Overlay.seqs(inPlace));
        List<Parked> leaving = new ArrayList<>(transition.superseded());
        if (!stays) {
            leaving.addAll(transition.rejected());
        }
        pending.settle(tx, transition, leaving, folds);
        park(tx, transition);
        log(tx, keyed ? Collections.emptyList() : transition.applied());
        writeKeys(tx, transition.keys());
        if (!transition.state().equals(tx.cursor().state())) {
            tx.cursor().state(transition.state());
        }
    }

    /** Whether what is refused stays in the rows. */
    public boolean stays() {
        return stays;
    }

    /** Takes out of the outbox what leaves it unconfirmed, and touches no row. */
    public void park(StorageTx<DB> tx, Transition transition) {
        if (transition.superseded().isEmpty() && transition.rejected().isEmpty()) {
            return;
        }
        Instant now = parking(tx, settings.scheduler().now());
        for (Parked each : transition.superseded()) {
            tx.parked().park(each.entry().seq(), MutationState.SUPERSEDED, each.reason(), now);
        }
        for (Parked each : transition.rejected()) {
            refuse(tx, each.entry().seq(), each.reason(), now);
        }
    }

    /** Quarantines an entry. It is in the rows if refused ones stay there, else it is not. */
    public void refuse(StorageTx<DB> tx, long seq, String reason, Instant at) {
        if (stays) {
            tx.parked().refuse(seq, reason, at);
        } else {
            tx.parked().park(seq, MutationState.QUARANTINED, reason, at);
        }
    }

    /**
     * A mutation that is parked during a rebuild gets a time after its beginning, whatever the clock says, as the plan may drop
     * those parked before.
     */
    public static Instant parking(StorageTx<?> tx, Instant at) {
        Rebuild rebuild = OptionalRoles.rebuild(tx);
        return rebuild == null || at.isAfter(rebuild.begunAt())
                ? at
                : rebuild.begunAt().plusNanos(1);
    }

    private void writeKeys(StorageTx<DB> tx, Transition.KeyNews keys) {
        if (!keys.rows().isEmpty()) {
            tx.confirmed().put(keys.rows());
        }
        long listing = keys.seen().isEmpty() ? 0 : tx.cursor().state().listing();
        for (Map.Entry<String, Set<String>> some : Key.byCollection(keys.seen()).entrySet()) {
            tx.confirmed().seen(some.getKey(), some.getValue(), listing);
        }
        for (Confirmed own : keys.defended()) {
            Change change = own.change();
            Instant stamp = own.stamp();
            // It keeps its stamp: sent again, it must not win over what was written after it.
            Mutation draft = Drafts.of(change);
            Mutation mutation = stamp == null ? drafts.recorded(draft) : drafts.recorded(draft, stamp);
            // It is in the rows already, below what was refused since.
            List<List<Long>> refused = new UnsettledByKey(tx).chunks(Collections.singleton(Key.of(change)));
            tx.outbox().append(mutation, drafts.weigh(mutation));
            refused.forEach(tx.outbox()::renumber);
        }
    }

    /** Puts a snapshot in place of everything, with the unsettled mutations on top that stay. */
    public void reset(StorageTx<DB> tx, Snapshot snapshot) {
        handler.reset(tx, snapshot);
        tx.confirmed().forget();
        if (!keyed) {
            UnreadableChanges.forget(tx);
        }
        pending.forgetCells(tx);
    }

    /** The handler, if the server keeps keys and it can reset some of them alone. */
    public @Nullable ComparingHandler<DB> comparing() {
        return keyed ? handler.comparing() : null;
    }

    /** The storage meets the server as another one, where that is told by the clocks. */
    public void renamed(StorageTx<DB> tx) {
        pending.renamed(tx);
    }

    /** How much of what is here a snapshot shows, as far as the handler can tell. */
    public long inCommon(StorageTx<DB> tx, Snapshot snapshot) {
        return handler.inCommon(tx, snapshot);
    }

    /** Whether the handler has a reset. */
    public boolean canReset() {
        return handler.canReset();
    }

    /** Whether the handler can say its rows anew. */
    public boolean canRestate() {
        return handler.canRestate();
    }

    /** Has the handler say its rows anew. */
    public void restate(StorageTx<DB> tx, Consumer<Mutation> to) {
        handler.restate(tx, to);
    }

    /** Takes everything back that lies on top. */
    public void undoAll(StorageTx<DB> tx) {
        List<List<Long>> chunks = new ArrayList<>();
        long after = 0;
        while (true) {
            List<OutboxEntry> chunk = Overlay.after(tx, after);
            if (chunk.isEmpty()) {
                break;
            }
            chunks.add(Overlay.seqs(chunk));
            after = chunk.get(chunk.size() - 1).seq();
        }
        handler.undo(tx, chunks);
    }

    /** Writes down what was confirmed, and touches no row. */
    public void confirm(StorageTx<DB> tx, Transition transition) {
        tx.outbox().settle(Overlay.seqs(transition.acked()));
        log(tx, transition.confirmed());
        writeKeys(tx, transition.keys());
        if (!transition.state().equals(tx.cursor().state())) {
            tx.cursor().state(transition.state());
        }
    }

    /** Applies changes to rows that nothing unsettled lies upon. */
    public void apply(StorageTx<DB> tx, List<Change> changes) {
        pending.apply(tx, changes);
    }

    /** Writes mutations of the outbox again that are not in the rows. */
    public void redo(StorageTx<DB> tx, List<Mutation> mutations) {
        handler.redo(tx, mutations);
    }

    /** Writes everything into rows that hold nothing of it. */
    public void redoAll(StorageTx<DB> tx) {
        pending.redoAll(tx);
    }

    /** Appends a mutation that is recorded already, and writes it into the rows. Returns it as it is in the outbox now. */
    public Mutation add(StorageTx<DB> tx, Mutation mutation) {
        return pending.add(tx, mutation);
    }

    /**
     * The same for one of many.
     *
     * @param size of it in the outbox
     * @param unwritten gets the mutation if the caller has to {@linkplain #redo write it into the rows} still, with others
     */
    public void append(StorageTx<DB> tx, Mutation mutation, int size, List<Mutation> unwritten) {
        pending.append(tx, mutation, size, unwritten);
    }

    /** Takes unsettled mutations out of the outbox that nobody wants any more. The rows are about to be written anew. */
    public void forget(StorageTx<DB> tx, List<OutboxEntry> entries) {
        pending.forget(tx, entries);
    }

    /** Where the storage keeps what it had before and the server has shown what it has now: appends the rest. Returns how much that is. */
    public long resend(StorageTx<DB> tx) {
        return pending.resend(tx);
    }

    /**
     * Takes a mutation that is not in the rows back into the outbox, and before those of its key that were written later and have
     * waited for it: they go behind it.
     */
    public void readmit(StorageTx<DB> tx, Mutation mutation) {
        pending.putBelowLater(tx, mutation, drafts.weigh(mutation));
    }

    /** Takes a refused mutation that is in the rows back into the outbox, where it goes before those that have waited for it. */
    public void requeue(StorageTx<DB> tx, OutboxEntry refused) {
        pending.requeue(tx, refused);
    }

    /** Takes in a mutation that is refused already and stays in the rows, below those of its key that were written later. */
    public void addRefused(StorageTx<DB> tx, Mutation mutation, String reason, Instant at) {
        refuse(tx, pending.putBelowLater(tx, mutation, mutation.payload().length()), reason, at);
    }

    /** Takes a refused mutation out of the rows that is in them; the caller forgets it. */
    public void takeBack(StorageTx<DB> tx, OutboxEntry refused) {
        pending.takeBack(tx, refused);
    }

    private void log(StorageTx<DB> tx, List<Change> changes) {
        boolean placed = !changes.isEmpty() && changes.get(0).position() != Change.NO_POSITION;
        if (settings.keepLog() && placed) {
            tx.confirmed().log(changes);
        }
    }

    private static List<Change> without(List<Change> changes, List<Change> some) {
        if (changes.size() == some.size()) {
            return Collections.emptyList();
        }
        // Identity, not equality: another writer may have said the very same.
        Set<Change> left = Collections.newSetFromMap(new IdentityHashMap<>());
        left.addAll(some);
        List<Change> others = new ArrayList<>(changes);
        others.removeIf(left::contains);
        return others;
    }
}
