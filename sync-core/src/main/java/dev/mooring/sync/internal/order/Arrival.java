package dev.mooring.sync.internal.order;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.merge.Candidate;
import dev.mooring.sync.internal.merge.Matched;
import dev.mooring.sync.internal.merge.Merge;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Verdicts;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.outbox.UnsettledByKey;
import dev.mooring.sync.spi.Capabilities.Resend;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One log that takes whatever comes. A pending mutation is never in conflict; the log can only show that it arrived. */
record Arrival(Transport transport) implements Log {
    @Override
    public boolean pullsFirst(boolean atStart, boolean doubtful) {
        return atStart || doubtful;
    }

    @Override
    public boolean sendsUnread() {
        return transport.capabilities().resend() != Resend.UNSAFE;
    }

    @Override
    public List<Transition> merge(
            StorageTx<?> tx,
            List<Incoming> slice,
            @Nullable Cursor after,
            Verdicts verdicts,
            Bounds bounds,
            Consumer<Transition> writing) {
        if (slice.isEmpty()) {
            return Collections.emptyList();
        }
        TreeMap<Long, OutboxEntry> entries = new TreeMap<>();
        Set<String> sent = new HashSet<>();
        Batch batch = tx.outbox().batch();
        for (OutboxEntry entry : batch == null
                ? Collections.<OutboxEntry>emptyList()
                : tx.outbox().entries(batch.members())) {
            entries.put(entry.seq(), entry); // The mutations sent last are the first to turn up.
            sent.add(transport.echo(entry.mutation()));
        }
        List<Incoming> others = new ArrayList<>(slice);
        others.removeIf(incoming -> !incoming.echo().isEmpty() && sent.contains(incoming.echo()));
        UnsettledByKey unsettled = others.isEmpty() ? null : new UnsettledByKey(tx);
        if (unsettled != null && !unsettled.isEmpty()) {
            for (Key key : Candidate.keys(others)) {
                // Entries without a key cannot be told apart by it. The oldest are the ones that were sent.
                int limit = key.key().isEmpty() ? slice.size() : Integer.MAX_VALUE;
                unsettled.of(key, limit).forEach(entry -> entries.put(entry.seq(), entry));
            }
        }
        SyncState state = tx.cursor().state();
        Matched matched = Merge.match(
                state.position(),
                Candidate.all(transport, entries.values()),
                slice,
                false,
                Overlay.buried(tx, entries.values(), false));
        Transition transition = Merge.slice(state, matched, after, Collections.emptyList());
        writing.accept(transition);
        return Collections.singletonList(transition);
    }
}
