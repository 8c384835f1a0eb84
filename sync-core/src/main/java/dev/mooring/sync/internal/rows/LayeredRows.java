package dev.mooring.sync.internal.rows;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Transition.Parked;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.outbox.UnsettledByKey;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows are what the server confirmed with what is {@link Overlay} on top.
 *
 * <p>A foreign change of a key with unsettled mutations would lie on top of them here, and below them at the server. So all
 * mutations on the rows of such a key are taken back first, newest first, and those that stay are written again after the change.
 * The same is done for a key whose mutation leaves without being confirmed, and for one whose mutation is confirmed above a refused
 * one. Where the server keeps keys, this class applies the confirmed state of the key again.
 */
final class LayeredRows<DB> implements PendingInRows<DB> {
    private final HandlerCalls<DB> handler;
    private final Readmission<DB> readmission;
    private final Drafts drafts;
    private final boolean keyed;

    LayeredRows(HandlerCalls<DB> handler, Drafts drafts, boolean keyed) {
        this.handler = handler;
        this.readmission = new Readmission<>(handler, drafts);
        this.drafts = drafts;
        this.keyed = keyed;
    }

    @Override
    public void settle(StorageTx<DB> tx, Transition transition, List<Parked> leaving, @Nullable FoldedKeys<DB> folds) {
        if (!transition.applied().isEmpty() || !leaving.isEmpty()) {
            writeAround(tx, transition, leaving, folds);
        } else {
            tx.outbox().settle(Overlay.seqs(transition.overtaken()));
        }
    }

    private void writeAround(
            StorageTx<DB> tx, Transition transition, List<Parked> parked, @Nullable FoldedKeys<DB> folds) {
        Set<Long> leaving = new HashSet<>(Overlay.seqs(transition.acked()));
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
        tx.outbox().settle(Overlay.seqs(transition.overtaken()));
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

    @Override
    public void apply(StorageTx<DB> tx, List<Change> changes) {
        handler.apply(tx, changes);
    }

    @Override
    public Mutation add(StorageTx<DB> tx, Mutation mutation) {
        tx.outbox().append(mutation, drafts.weigh(mutation));
        handler.redo(tx, Collections.singletonList(mutation));
        return mutation;
    }

    @Override
    public void append(StorageTx<DB> tx, Mutation mutation, int size, List<Mutation> unwritten) {
        tx.outbox().append(mutation, size);
        unwritten.add(mutation);
    }

    @Override
    public long putBelowLater(StorageTx<DB> tx, Mutation mutation, int size) {
        return readmission.putBelowLater(tx, mutation, size);
    }

    @Override
    public void requeue(StorageTx<DB> tx, OutboxEntry refused) {
        readmission.requeue(tx, refused);
    }

    @Override
    public void takeBack(StorageTx<DB> tx, OutboxEntry refused) {
        Transition nothing = Transition.refuse(tx.cursor().state(), Collections.emptyList());
        writeAround(tx, nothing, Collections.singletonList(new Parked(refused, "")), null);
    }

    @Override
    public void forget(StorageTx<DB> tx, List<OutboxEntry> entries) {
        tx.outbox().settle(Overlay.seqs(entries));
    }

    @Override
    public void redoAll(StorageTx<DB> tx) {
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

    @Override
    public void forgetCells(StorageTx<DB> tx) {
        // There are none.
    }

    @Override
    public void renamed(StorageTx<DB> tx) {
        // The binding of the storage says who it is.
    }

    @Override
    public long resend(StorageTx<DB> tx) {
        return 0; // The rows were reset, so nothing has stayed.
    }
}
