package dev.mooring.systemtests.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A device whose rows are the last state of each key. It takes nothing back by itself: core puts the confirmed state back. */
final class Tablet implements ChangeHandler.Resetting<MemoryTables>, ChangeHandler.Restating<MemoryTables> {
    static final String ROWS = "rows";

    final VirtualScheduler time;
    final InMemoryStorage storage;
    final Ahead clock;
    final SyncClient<MemoryTables> client;
    final List<SyncEvent> events = new ArrayList<>();
    final List<String> applied = new ArrayList<>();
    boolean cannotRead;

    /** What happens as it applies changes. */
    Runnable applying = () -> {};

    /** Whether it looks what a snapshot has in common with its rows. */
    boolean compares;

    /** For a log whose keys are written once each. */
    boolean removesWhatItTakesBack;

    Tablet(Transport transport, VirtualScheduler time, ConflictPolicy policy) {
        this(transport, time, new InMemoryStorage(), policy);
    }

    Tablet(Transport transport, VirtualScheduler time, InMemoryStorage storage, ConflictPolicy policy) {
        this(transport, time, storage, storage, policy);
    }

    /** The client goes through a storage of its own to the one that holds the data. */
    Tablet(
            Transport transport,
            VirtualScheduler time,
            InMemoryStorage storage,
            Storage<MemoryTables> through,
            ConflictPolicy policy) {
        this(transport, time, storage, through, policy, RefusedWrites.STAY);
    }

    /** Takes refused writes back, or not. */
    Tablet(Transport transport, VirtualScheduler time, RefusedWrites way) {
        this(transport, time, new InMemoryStorage(), way);
    }

    private Tablet(Transport transport, VirtualScheduler time, InMemoryStorage storage, RefusedWrites way) {
        this(transport, time, storage, storage, ConflictPolicy.serverWins(), way);
    }

    private Tablet(
            Transport transport,
            VirtualScheduler time,
            InMemoryStorage storage,
            Storage<MemoryTables> through,
            ConflictPolicy policy,
            RefusedWrites way) {
        this.time = time;
        this.storage = storage;
        clock = new Ahead(time.lane(storage.hashCode()), Duration.ZERO);
        client = SyncClient.builder(through, transport, this)
                .scheduler(clock)
                .conflicts(policy)
                .refusedWrites(way)
                .listener(events::add)
                .build();
    }

    Mutation set(String key, String payload) {
        return client.writeReturning((tables, outbox) -> {
            tables.put(ROWS, key, payload);
            return outbox.add(Mutation.of("todo", key, "set", KeyServer.quoted(payload)));
        });
    }

    Mutation delete(String key) {
        return client.writeReturning((tables, outbox) -> {
            tables.remove(ROWS, key);
            return outbox.add(Mutation.delete("todo", key));
        });
    }

    SyncReport sync() {
        var future = client.syncNow();
        time.sleep(Duration.ofMinutes(1), future::isDone);
        return future.getNow(null);
    }

    String row(String key) {
        return rows().get(key);
    }

    Map<String, String> rows() {
        return storage.<Map<String, String>, RuntimeException>read(
                tx -> new TreeMap<>(tx.handle().rows(ROWS)));
    }

    @Override
    public void apply(MemoryTables tables, List<Change> changes) {
        applying.run();
        for (Change change : changes) {
            applied.add(change.key());
            if (change.tombstone()) {
                tables.remove(ROWS, change.key());
            } else {
                tables.put(ROWS, change.key(), KeyServer.bare(change.payload()));
            }
        }
    }

    @Override
    public void undo(MemoryTables tables, List<Mutation> mutations) {
        if (removesWhatItTakesBack) {
            mutations.forEach(mutation -> tables.remove(ROWS, mutation.key()));
        }
    }

    @Override
    public long inCommon(MemoryTables tables, Snapshot snapshot) {
        Map<String, String> rows = tables.rows(ROWS);
        return compares
                ? rows.entrySet().stream()
                        .filter(row ->
                                List.of(snapshot.text().split(",")).contains(row.getKey() + "=" + row.getValue()))
                        .count()
                : UNKNOWN;
    }

    @Override
    public void restate(MemoryTables tables, Consumer<Mutation> to) {
        new TreeMap<>(tables.rows(ROWS))
                .forEach((key, value) -> to.accept(Mutation.of("todo", key, "set", KeyServer.quoted(value))));
    }

    @Override
    public void reset(MemoryTables tables, Snapshot snapshot) {
        if (cannotRead) {
            throw new IllegalArgumentException("not a snapshot of ours");
        }
        new ArrayList<>(tables.rows(ROWS).keySet()).forEach(key -> tables.remove(ROWS, key));
        for (String pair : snapshot.text().split(",")) {
            if (!pair.isEmpty()) {
                tables.put(ROWS, pair.split("=")[0], pair.split("=")[1]);
            }
        }
    }
}
