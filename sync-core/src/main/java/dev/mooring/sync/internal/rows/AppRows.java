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
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes transitions into the storage and the app's tables so that after every commit the app's rows are what the server confirmed
 * with what is {@link Overlay} on top: the unsettled mutations, and the refused ones unless they are to be taken back.
 *
 * <p>A foreign change of a key with unsettled mutations would lie on top of them here, and below them at the server. So all
 * mutations on the rows of such a key are taken back first, newest first, and those that stay are written again after the change.
 * The same is done for a key whose mutation leaves without being confirmed, and for one whose mutation is confirmed above a refused
 * one. When the handler is asked to take something back, the log already holds what was confirmed, so the handler can rebuild a row
 * from it. Where the server keeps keys, this class applies the confirmed state of the key again.
 */
public final class AppRows<DB> {
    private final HandlerCalls<DB> handler;
    private final Readmission<DB> readmission;
    private final Settings settings;
    private final Drafts drafts;
    private final boolean keyed;
    private final boolean stays;
    private final @Nullable CellRows cells;

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
        this.cells = order.layers() ? null : new CellRows(drafts);
        this.readmission = new Readmission<>(this.handler, drafts, cells);
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
        tx.outbox().settle(seqs(inPlace));
        List<Parked> parked = new ArrayList<>(transition.superseded());
        if (!stays) {
            parked.addAll(transition.rejected());
        }
        if (cells != null) {
            parked.forEach(each -> CellRows.takeBack(tx, each.entry().mutation()));
        } else if (!transition.applied().isEmpty() || !parked.isEmpty()) {
            writeAround(tx, transition, parked, folds);
        } else {
            tx.outbox().settle(seqs(transition.overtaken()));
        }
        park(tx, transition);
        log(tx, keyed ? Collections.emptyList() : transition.applied());
        writeKeys(tx, transition.keys());
        if (!transition.state().equals(tx.cursor().state())) {
            tx.cursor().state(transition.state());
        }
    }

    /** Whether what is pending lies on top of what is confirmed, and is written into the rows apart from the outbox. */
    public boolean layers() {
        return cells == null;
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
        for (Key key : keys.seen()) {
            tx.confirmed().seen(key.collection(), key.key(), listing);
        }
        for (Confirmed own : keys.defended()) {
            Change change = own.change();
            Instant stamp = own.stamp();
            // It keeps its stamp: sent again, it must not win over what was written after it.
            Mutation draft = Drafts.of(change);
            append(tx, stamp == null ? drafts.recorded(draft) : drafts.recorded(draft, stamp));
        }
    }

    /** Puts a snapshot in place of everything, with the unsettled mutations on top that stay. */
    public void reset(StorageTx<DB> tx, Snapshot snapshot) {
        handler.reset(tx, snapshot);
        tx.confirmed().forget();
        if (!keyed) {
            UnreadableChanges.forget(tx);
        }
        if (cells != null) {
            OptionalRoles.clocks(tx).forget();
        }
    }

    /** The storage meets the server as another one, where that is told by the clocks. */
    public void renamed(StorageTx<DB> tx) {
        if (cells != null) {
            OptionalRoles.clocks(tx).newSite();
        }
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
            chunks.add(seqs(chunk));
            after = chunk.get(chunk.size() - 1).seq();
        }
        handler.undo(tx, chunks);
    }

    /** Writes down what was confirmed, and touches no row. */
    public void confirm(StorageTx<DB> tx, Transition transition) {
        tx.outbox().settle(seqs(transition.acked()));
        log(tx, transition.confirmed());
        writeKeys(tx, transition.keys());
        if (!transition.state().equals(tx.cursor().state())) {
            tx.cursor().state(transition.state());
        }
    }

    /** Applies changes to rows that nothing unsettled lies upon. Cells are there by their merge. */
    public void apply(StorageTx<DB> tx, List<Change> changes) {
        if (cells == null) {
            handler.apply(tx, changes);
        }
    }

    /** Writes mutations of the outbox again that are not in the rows. */
    public void redo(StorageTx<DB> tx, List<Mutation> mutations) {
        handler.redo(tx, mutations);
    }

    /** Appends a mutation that is recorded already, and writes it into the rows. Returns it as it is in the outbox now. */
    public Mutation add(StorageTx<DB> tx, Mutation mutation) {
        if (cells != null) {
            return cells.add(tx, mutation);
        }
        append(tx, mutation);
        redo(tx, Collections.singletonList(mutation));
        return mutation;
    }

    /** Takes an unsettled mutation out of the outbox that nobody wants any more. The rows are about to be written anew. */
    public void forget(StorageTx<DB> tx, List<OutboxEntry> entries) {
        if (cells == null) {
            tx.outbox().settle(seqs(entries));
        } else {
            entries.forEach(entry -> CellRows.forget(tx, entry));
        }
    }

    /** Where the storage keeps what it had before and the server has shown what it has now: appends the rest. Returns how much that is. */
    public long resend(StorageTx<DB> tx) {
        return Objects.requireNonNull(cells).resend(tx);
    }

    /** The way back into the outbox. */
    public Readmission<DB> readmission() {
        return readmission;
    }

    /** Takes a refused mutation out of the rows that is in them; the caller forgets it. */
    public void takeBack(StorageTx<DB> tx, OutboxEntry refused) {
        if (cells != null) {
            CellRows.takeBack(tx, refused.mutation());
            return;
        }
        Transition nothing = Transition.refuse(tx.cursor().state(), Collections.emptyList());
        writeAround(tx, nothing, Collections.singletonList(new Parked(refused, "")), null);
    }

    private void writeAround(
            StorageTx<DB> tx, Transition transition, List<Parked> parked, @Nullable FoldedKeys<DB> folds) {
        Set<Long> leaving = new HashSet<>(seqs(transition.acked()));
        parked.forEach(each -> leaving.add(each.entry().seq()));
        Set<Key> keys = new HashSet<>();
        transition.applied().forEach(change -> keys.add(Key.of(change)));
        List<Change> written = new ArrayList<>(transition.applied());
        for (Parked each : parked) {
            Key key = Key.of(each.entry().mutation());
            if (keys.add(key) && keyed) {
                written.add(confirmed(tx, key));
            }
        }
        Set<Key> folded = new LinkedHashSet<>();
        List<List<Long>> touched = new UnsettledByKey(tx).chunks(keys, key -> {
            if (folds == null || !folds.folds(key)) {
                return false;
            }
            if (!folds.holds(tx, key)) {
                throw new FoldedKeys.Missing(key);
            }
            return folded.add(key);
        });
        handler.undo(tx, touched);
        for (Key key : folded) {
            handler.undoAll(tx, Overlay.mutations(tx.outbox().unsettled(key.collection(), key.key(), 0, 1, 1)));
        }
        // They were taken out of the rows, and come back as changes.
        tx.outbox().settle(seqs(transition.overtaken()));
        handler.apply(tx, written);
        for (List<Long> chunk : touched) {
            chunk.removeAll(leaving);
            handler.redo(tx, Overlay.mutations(Overlay.entries(tx, chunk)));
        }
        if (folds != null) {
            folded.forEach(key -> handler.redo(tx, folds.rest(tx, key, leaving)));
        }
    }

    /** The state that a key falls back to. */
    private static Change confirmed(StorageTx<?> tx, Key key) {
        Confirmed row = tx.confirmed().get(key.collection(), key.key());
        return row != null ? row.change() : Change.gone(key.collection(), key.key());
    }

    /** Writes everything that lies on top into rows that hold nothing of it. */
    public void redoAll(StorageTx<DB> tx) {
        if (cells != null) {
            cells.addAll(tx);
            return;
        }
        long after = 0;
        while (true) {
            List<OutboxEntry> chunk = Overlay.after(tx, after);
            if (chunk.isEmpty()) {
                return;
            }
            after = chunk.get(chunk.size() - 1).seq();
            handler.redo(tx, Overlay.mutations(chunk));
        }
    }

    /** Appends a mutation that is recorded already. */
    public void append(StorageTx<DB> tx, Mutation mutation) {
        tx.outbox().append(mutation, drafts.weigh(mutation));
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

    private static List<Long> seqs(Collection<OutboxEntry> entries) {
        List<Long> seqs = new ArrayList<>(entries.size());
        for (OutboxEntry entry : entries) {
            seqs.add(entry.seq());
        }
        return seqs;
    }
}
