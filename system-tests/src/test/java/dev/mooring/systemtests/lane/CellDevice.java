package dev.mooring.systemtests.lane;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A device whose table has cells with clocks. */
final class CellDevice {
    private static final AtomicLong SITES = new AtomicLong();

    final VirtualScheduler time;
    final InMemoryStorage storage;
    final SyncClient<MemoryTables> client;
    final List<SyncEvent> events = new ArrayList<>();

    CellDevice(CellServer server, VirtualScheduler time) {
        this(server, time, memory(time), RefusedWrites.STAY);
    }

    CellDevice(CellServer server, VirtualScheduler time, InMemoryStorage storage, RefusedWrites way) {
        this(server, time, storage, storage, way);
    }

    /** The client goes through a storage of its own to the one that holds the data. */
    CellDevice(
            CellServer server,
            VirtualScheduler time,
            InMemoryStorage storage,
            Storage<MemoryTables> through,
            RefusedWrites way) {
        this.time = time;
        this.storage = storage;
        client = SyncClient.builder(through, server.transport())
                .scheduler(new Ahead(time.lane(storage.hashCode()), Duration.ZERO))
                .refusedWrites(way)
                .listener(events::add)
                .build();
    }

    static InMemoryStorage memory(VirtualScheduler time) {
        return new InMemoryStorage()
                .capturing(time::now, "cells")
                .withClocks(() -> new UUID(SITES.incrementAndGet(), 1));
    }

    void set(String key, String row) {
        client.write((tables, outbox) -> tables.put("cells", key, row));
    }

    void delete(String key) {
        client.write((tables, outbox) -> {
            tables.remove("cells", key);
        });
    }

    @Nullable
    String row(String key) {
        return storage.<List<@Nullable String>, RuntimeException>read(
                        tx -> Arrays.asList(tx.handle().get("cells", key)))
                .get(0);
    }

    SyncReport sync() {
        var future = client.syncNow();
        time.sleep(Duration.ofMinutes(5), future::isDone);
        return future.getNow(null);
    }

    <E extends SyncEvent> List<E> told(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    String site() {
        return storage.<String, RuntimeException>read(
                tx -> HexFormat.of().formatHex(tx.clocks().site()));
    }
}
