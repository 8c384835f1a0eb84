package dev.mooring.sync.internal.order;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.merge.Candidate;
import dev.mooring.sync.internal.merge.Matched;
import dev.mooring.sync.internal.merge.Merge;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Verdicts;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One sequence: every mutation stands for a place behind the cursor, and a change of another writer takes such a place. */
record Sequence(Transport transport) implements Log {
    @Override
    public boolean pullsFirst(boolean atStart, boolean doubtful) {
        return false; // The server refuses a push onto a place that is taken.
    }

    @Override
    public boolean isOutOfPlace(Batch batch, Cursor cursor) {
        return !batch.base().equals(cursor);
    }

    @Override
    public boolean keepsRest() {
        return true;
    }

    @Override
    public boolean goesOn() {
        return true;
    }

    @Override
    public Cursor behind(Cursor at, Cursor told) {
        return told;
    }

    @Override
    public boolean provesCurrent() {
        return true;
    }

    @Override
    public boolean sendsUnread() {
        return false;
    }

    @Override
    public long confirmed(StorageTx<?> tx) {
        return tx.cursor().state().position();
    }

    @Override
    public List<Transition> merge(
            StorageTx<?> tx,
            List<Incoming> slice,
            @Nullable Cursor after,
            Verdicts verdicts,
            Bounds bounds,
            Consumer<Transition> writing) {
        List<Transition> done = new ArrayList<>(1);
        int from = 0;
        while (from < slice.size()) {
            int left = slice.size() - from;
            List<OutboxEntry> head = tx.outbox().sendable(0, left, Chunk.BYTES);
            int part = head.size() < left && hasMore(tx, head) ? head.size() : left;
            Collection<OutboxEntry> entries = withBatch(tx, head);
            SyncState state = tx.cursor().state();
            Matched matched = Merge.match(
                    state.position(),
                    Candidate.all(transport, entries),
                    slice.subList(from, from + part),
                    true,
                    Overlay.buried(tx, entries, false));
            Transition transition =
                    Merge.slice(state, matched, part == left ? after : null, verdicts.on(matched.conflicts()));
            writing.accept(transition);
            done.add(transition);
            from += part;
        }
        return done;
    }

    private static Collection<OutboxEntry> withBatch(StorageTx<?> tx, List<OutboxEntry> head) {
        TreeMap<Long, OutboxEntry> entries = new TreeMap<>();
        for (OutboxEntry entry : head) {
            entries.put(entry.seq(), entry);
        }
        // The batch in flight is read even if its key has a refused capture, and so nothing of it may be sent now.
        Batch batch = tx.outbox().batch();
        if (batch != null && !entries.keySet().containsAll(batch.members())) {
            for (OutboxEntry entry : tx.outbox().entries(batch.members())) {
                entries.put(entry.seq(), entry);
            }
        }
        return entries.values();
    }

    private static boolean hasMore(StorageTx<?> tx, List<OutboxEntry> head) {
        return !head.isEmpty()
                && !tx.outbox().sendable(head.get(head.size() - 1).seq(), 1, 1).isEmpty();
    }
}
