package dev.mooring.systemtests.lane;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A device whose table has cells with clocks. */
final class CellDevice<DB> {
    final VirtualScheduler time;
    final CellHome<DB> home;
    final SyncClient<DB> client;
    final List<SyncEvent> events = new ArrayList<>();
    private final Storage<DB> storage;

    CellDevice(CellServer server, VirtualScheduler time, CellHome<DB> home) {
        this(server, time, home, RefusedWrites.STAY);
    }

    CellDevice(CellServer server, VirtualScheduler time, CellHome<DB> home, RefusedWrites way) {
        this(server, time, home, home.storage(), way);
    }

    /** The client goes through a storage of its own to the one that holds the data. */
    CellDevice(CellServer server, VirtualScheduler time, CellHome<DB> home, Storage<DB> through, RefusedWrites way) {
        this.time = time;
        this.home = home;
        this.storage = home.storage();
        client = SyncClient.builder(through, server.transport())
                .scheduler(new Ahead(time.lane(home.hashCode()), Duration.ZERO))
                .refusedWrites(way)
                .listener(events::add)
                .build();
    }

    void set(String key, String row) {
        setAll(List.of(key), row);
    }

    /** In one transaction. */
    void setAll(List<String> keys, String row) {
        client.write((db, outbox) -> {
            for (String key : keys) {
                home.put(db, key, row);
            }
        });
    }

    void delete(String key) {
        client.write((db, outbox) -> home.remove(db, key));
    }

    @Nullable
    String row(String key) {
        try {
            return storage.<Optional<String>, Exception>read(tx -> Optional.ofNullable(home.get(tx.handle(), key)))
                    .orElse(null);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
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

    String cursor() {
        return storage.<String, RuntimeException>read(
                tx -> tx.cursor().state().cursor().token());
    }
}
