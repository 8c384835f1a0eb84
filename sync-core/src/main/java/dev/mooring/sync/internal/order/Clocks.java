package dev.mooring.sync.internal.order;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.merge.Merge;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Transition.CellNews;
import dev.mooring.sync.internal.merge.Verdicts;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.outbox.RefusedBelow;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * No log: cells with clocks. The storage merges them one by one, so an edit can lose a cell, and a mutation nothing: it is sent all the same,
 * and the server's answer settles it.
 */
record Clocks(Transport transport) implements ServerOrder {
    @Override
    public boolean pullsFirst(boolean atStart, boolean doubtful) {
        return atStart || doubtful; // The handshake is in the pull. It shows which server this is.
    }

    @Override
    public boolean sendsUnread() {
        return true;
    }

    @Override
    public void check(StorageTx<?> tx) {
        OptionalRoles.clocks(tx);
        OptionalRoles.staging(tx);
    }

    @Override
    public void beginning(StorageTx<?> tx) {
        transport.named(OptionalRoles.clocks(tx).site());
    }

    @Override
    public boolean isOutgrown(StorageTx<?> tx, long held) {
        return held > OptionalRoles.clocks(tx).version();
    }

    @Override
    public boolean layers() {
        return false;
    }

    @Override
    public List<Incoming> readable(StorageTx<?> tx, List<Incoming> slice) {
        return UnreadableChanges.keep(tx, slice, Collections.emptySet());
    }

    @Override
    public List<Transition> merge(
            StorageTx<?> tx,
            List<Incoming> slice,
            @Nullable Cursor after,
            Verdicts verdicts,
            Bounds bounds,
            Consumer<Transition> writing) {
        List<Change> cells = new ArrayList<>(slice.size());
        long bytes = 0;
        for (Incoming incoming : slice) {
            cells.add(incoming.change());
            bytes += incoming.change().payload().length();
        }
        CellNews news = cells.isEmpty()
                ? CellNews.NONE
                : new CellNews(OptionalRoles.clocks(tx).merge(Collections.unmodifiableList(cells)), bytes);
        SyncState state = tx.cursor().state();
        Transition transition = Transition.merged(news, after == null ? state : state.moved(after, state.position()));
        writing.accept(transition);
        return Collections.singletonList(transition);
    }

    /** The cursor is moved with it, as it says how far the server has what is ours. */
    @Override
    public Transition settle(
            StorageTx<?> tx,
            List<OutboxEntry> members,
            List<OutboxEntry> sent,
            List<Outcome> outcomes,
            Cursor behind,
            RefusedBelow buried) {
        return Merge.settle(
                tx.cursor().state(), members, outcomes, behind, transport.capabilities(), false, RefusedBelow.NONE);
    }
}
