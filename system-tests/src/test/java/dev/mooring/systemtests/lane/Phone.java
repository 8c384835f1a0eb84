package dev.mooring.systemtests.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * A device with an app whose rows grow by every change (key to the payloads in order, so that a wrong order or a second
 * application shows), in virtual time.
 */
final class Phone implements ChangeHandler<MemoryTables> {
    static final String ROWS = "rows";

    final VirtualScheduler time;
    final InMemoryStorage storage;
    final SyncClient<MemoryTables> client;
    final List<SyncEvent> events = new ArrayList<>();
    final List<Long> applied = new ArrayList<>();
    boolean refuses;

    Phone(LogServer server, VirtualScheduler time) {
        this(server, time, new InMemoryStorage(), builder -> builder);
    }

    Phone(
            LogServer server,
            VirtualScheduler time,
            InMemoryStorage storage,
            UnaryOperator<SyncClientBuilder<MemoryTables>> wiring) {
        this.time = time;
        this.storage = storage;
        client = wiring.apply(SyncClient.builder(storage, server.transport(), this)
                        .scheduler(time.lane(++server.phones))
                        .listener(events::add))
                .build();
    }

    Mutation set(String key, String payload) {
        return client.writeReturning((tables, outbox) -> {
            append(tables, key, payload);
            return outbox.add(Mutation.of("todo", key, "set", payload));
        });
    }

    SyncReport sync() {
        return await(client.syncNow());
    }

    /** Lets time pass until the future is complete, for a minute at most. */
    <T> T await(CompletableFuture<T> future) {
        time.sleep(Duration.ofMinutes(1), future::isDone);
        return future.getNow(null);
    }

    <T extends CallReport> T await(CompletableFuture<CallReport> future, Class<T> type) {
        return type.cast(await(future));
    }

    SyncStatus status() {
        return client.status();
    }

    /** Why it is not green; null where there is no reason. */
    SyncStatus.Cause cause() {
        SyncStatus.Reason reason = status().reason();
        return reason == null ? null : reason.cause();
    }

    <E extends SyncEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    String row(String key) {
        return storage.<String, RuntimeException>read(
                tx -> String.valueOf(tx.handle().get(ROWS, key)));
    }

    @Override
    public void apply(MemoryTables tables, List<Change> changes) {
        if (refuses) {
            throw new IllegalStateException("the app cannot take it");
        }
        for (Change change : changes) {
            applied.add(change.position());
            append(tables, change.key(), change.payload());
        }
    }

    @Override
    public void undo(MemoryTables tables, List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            String row = String.valueOf(tables.get(ROWS, mutation.key()));
            if (!row.endsWith(mutation.payload())) {
                throw new IllegalStateException("undo of " + mutation + " is not the newest of " + row);
            }
            tables.put(
                    ROWS,
                    mutation.key(),
                    row.substring(0, row.length() - mutation.payload().length()));
        }
    }

    @Override
    public void redo(MemoryTables tables, List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            append(tables, mutation.key(), mutation.payload());
        }
    }

    private static void append(MemoryTables tables, String key, String payload) {
        String row = tables.get(ROWS, key);
        tables.put(ROWS, key, (row == null ? "" : row) + payload);
    }
}
