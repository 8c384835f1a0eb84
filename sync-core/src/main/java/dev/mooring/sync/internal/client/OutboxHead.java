package dev.mooring.sync.internal.client;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.lease.Captures;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Lists what is still to be sent, in order, on the app's own thread. The storage is open. */
final class OutboxHead<DB> {
    private static final int READ_CHUNK = 256;
    private static final long READ_BYTES = 4 << 20;

    private final Storage<DB> storage;
    private final Captures<DB> captures;

    OutboxHead(Storage<DB> storage, Captures<DB> captures) {
        this.storage = storage;
        this.captures = captures;
    }

    List<Mutation> read(int limit, Consumer<Captures<DB>.Writing> ended) {
        boolean taken = captures.tryTakeIn(ended);
        return storage.<List<Mutation>, RuntimeException>read(tx -> {
            List<Mutation> mutations = new ArrayList<>();
            long after = 0;
            while (mutations.size() < limit) {
                List<OutboxEntry> chunk =
                        tx.outbox().unsettled(after, Math.min(READ_CHUNK, limit - mutations.size()), READ_BYTES);
                if (chunk.isEmpty()) {
                    break;
                }
                for (OutboxEntry entry : chunk) {
                    mutations.add(entry.mutation());
                    after = entry.seq();
                }
            }
            int left = limit - mutations.size();
            if (!taken && left > 0) {
                captures.peek(tx, left, mutation -> {
                    if (mutations.size() < limit) {
                        mutations.add(mutation);
                    }
                });
            }
            return mutations;
        });
    }
}
