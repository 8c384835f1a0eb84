package dev.mooring.systemtests.lane;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
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
import java.util.function.UnaryOperator;

/** A device whose app has neither outbox nor handler: the storage captures what is written to one table. */
final class Slate {
    static final String TODO = "todo";

    final VirtualScheduler time;
    final VirtualScheduler.Lane lane;
    final InMemoryStorage storage;
    final SyncClient<MemoryTables> client;
    final List<SyncEvent> events = new ArrayList<>();

    Slate(Transport transport, VirtualScheduler time) {
        this(transport, time, storage(time), builder -> builder);
    }

    Slate(
            Transport transport,
            VirtualScheduler time,
            InMemoryStorage storage,
            UnaryOperator<SyncClientBuilder<MemoryTables>> wiring) {
        this(transport, time.lane(storage.hashCode()), time, storage, storage, wiring);
    }

    /** The client goes through a storage of its own to the one that holds the data. */
    Slate(
            Transport transport,
            VirtualScheduler.Lane lane,
            VirtualScheduler time,
            InMemoryStorage storage,
            Storage<MemoryTables> through,
            UnaryOperator<SyncClientBuilder<MemoryTables>> wiring) {
        this.time = time;
        this.storage = storage;
        this.lane = lane;
        client = wiring.apply(
                        SyncClient.builder(through, transport).scheduler(lane).listener(events::add))
                .build();
    }

    static InMemoryStorage storage(VirtualScheduler time) {
        return new InMemoryStorage().capturing(time::now, TODO);
    }

    /** A write through the client that says nothing to the outbox. */
    void set(String key, String payload) {
        client.write((tables, outbox) -> tables.put(TODO, key, payload));
    }

    /** Another connection to the same data, such as the app's own. */
    InMemoryStorage connection() {
        InMemoryStorage other = storage.reopen();
        other.open(new ServerIdentity("here", "u"), false);
        return other;
    }

    /** A write past the client. */
    static void set(InMemoryStorage connection, String key, String payload) {
        connection.<String, RuntimeException>write(tx -> {
            tx.handle().put(TODO, key, payload);
            return "";
        });
    }

    SyncReport sync() {
        var future = client.syncNow();
        time.sleep(Duration.ofMinutes(1), future::isDone);
        return future.getNow(null);
    }

    Map<String, String> rows() {
        return storage.<Map<String, String>, RuntimeException>read(
                tx -> new TreeMap<>(tx.handle().rows(TODO)));
    }

    <E extends SyncEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
