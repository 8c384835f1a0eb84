package dev.mooring.sync.internal.client;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.internal.lease.Captures;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.recovery.AsideRow;
import dev.mooring.sync.recovery.Comparison;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.recovery.Unsettled;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.CaptureTx;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows what the storage holds, page by page, on the app's own threads. The storage is open. */
final class Inspecting<DB> {
    private static final long PAGE_BYTES = 4 << 20;

    private final Storage<DB> storage;
    private final Captures<DB> captures;
    private final ServerOrder order;

    Inspecting(Storage<DB> storage, Captures<DB> captures, ServerOrder order) {
        this.storage = storage;
        this.captures = captures;
        this.order = order;
    }

    List<Unsettled> unsettled(long after, int limit, Consumer<Captures<DB>.Writing> ended) {
        captures.tryTakeIn(ended);
        return storage.<List<Unsettled>, RuntimeException>read(tx -> {
            Batch batch = tx.outbox().batch();
            Set<Long> sent = new HashSet<>(batch == null ? Collections.emptyList() : batch.members());
            List<Unsettled> page = new ArrayList<>();
            for (OutboxEntry entry : tx.outbox().unsettled(after, limit, PAGE_BYTES)) {
                boolean inFlight = sent.contains(entry.seq());
                page.add(new Unsettled(
                        entry.seq(), entry.mutation(), inFlight ? MutationState.IN_FLIGHT : MutationState.PENDING));
            }
            return page;
        });
    }

    List<ParkedMutation> parked(MutationState state, long skip, int limit) {
        return storage.<List<ParkedMutation>, RuntimeException>read(
                tx -> tx.parked().list(state, skip, limit));
    }

    @Nullable
    Comparison compare(Mutation mutation) {
        return storage.<Optional<Comparison>, RuntimeException>read(tx -> Optional.ofNullable(compare(tx, mutation)))
                .orElse(null);
    }

    private @Nullable Comparison compare(StorageTx<DB> tx, Mutation mutation) {
        if (!order.keepsRows()) {
            CaptureTx rows = tx.captures();
            return rows == null || !order.layers() ? null : rows.compare(mutation);
        }
        Confirmed row = tx.confirmed().get(mutation.collection(), mutation.key());
        return new Comparison(
                row == null || row.change().tombstone() ? null : row.change().payload(),
                mutation.kind().equals(Mutation.DELETE) ? null : mutation.payload());
    }

    List<AsideRow> setAside(int limit) {
        return storage.<List<AsideRow>, RuntimeException>read(tx -> tx.aside().list(limit));
    }
}
