package dev.mooring.benchmarks;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncListener;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One device that writes and others whose channels are open, all at rest between two writes. */
final class LiveDevices implements AutoCloseable {
    private final BenchDialect family;
    private final Arrivals arrivals;
    private final CountDownLatch open;
    private final List<SyncClient<Connection>> clients = new ArrayList<>();
    private int runs;
    private long last;

    /**
     * Opens them, and waits until they are live and have pulled.
     *
     * @param debounce of the writer; null for the library's own
     */
    LiveDevices(
            Path folder,
            BenchDialect family,
            Devices.LiveDialects dialects,
            String url,
            Arrivals arrivals,
            int listeners,
            @Nullable Duration debounce)
            throws Exception {
        this.family = family;
        this.arrivals = arrivals;
        this.open = new CountDownLatch(listeners);
        for (int i = 0; i <= listeners; i++) {
            String name = "d" + i;
            clients.add(client(
                    folder.resolve(name + ".db"), family, dialects.of(name, url), url, debounce, listener(i - 1)));
        }
        if (!open.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the channels did not open");
        }
        for (SyncClient<Connection> client : clients) {
            Devices.sync(client);
        }
        rest();
    }

    /** Started, with the table of the notes. */
    static SyncClient<Connection> client(
            Path file,
            BenchDialect family,
            Dialect dialect,
            String url,
            @Nullable Duration debounce,
            SyncListener listener)
            throws Exception {
        var builder = SyncClient.builder(
                        JdbcSqliteStorage.at(file).build(), Devices.transport(family, dialect, url), new Notes())
                .listener(listener);
        SyncClient<Connection> client =
                debounce == null ? builder.build() : builder.debounce(debounce).build();
        Devices.createTable(client);
        client.start();
        return client;
    }

    private SyncListener listener(int who) {
        return event -> {
            if (event instanceof SyncEvent.Started) {
                count(1);
            } else if (event instanceof SyncEvent.Finished) {
                count(-1);
            } else if (event instanceof SyncEvent.Woken) {
                count(0);
            } else if (who >= 0 && event instanceof SyncEvent.Applied) {
                arrivals.arrived(who);
            } else if (who >= 0 && isLive(event)) {
                open.countDown();
            }
        };
    }

    static boolean isLive(SyncEvent event) {
        return event instanceof SyncEvent.ChannelChanged changed
                && changed.status().state() == ChannelStatus.State.LIVE;
    }

    private synchronized void count(int change) {
        runs += change;
        last = System.nanoTime();
        notifyAll();
    }

    /** Waits until no device runs: a write during a run of its own client goes along with that one, and waits for no debounce. */
    private synchronized void rest() throws InterruptedException {
        while (runs > 0) {
            wait();
        }
    }

    /** Waits until no device has run or was woken for so long. */
    synchronized void quiet(Duration time) throws InterruptedException {
        long left = 1;
        while (runs > 0 || left > 0) {
            wait(runs > 0 ? 0 : left);
            left = time.minusNanos(System.nanoTime() - last).toMillis();
        }
    }

    /** Writes, and waits until all have it and are at rest. The clock runs from the moment at which the write is durable. */
    void write(int i) throws Exception {
        Mutation mutation = family.mutation(i);
        clients.get(0).write((db, outbox) -> {
            try (var insert = db.prepareStatement(Notes.REPLACE)) {
                Notes.insert(insert, mutation.key(), mutation.payload());
                outbox.add(mutation);
            }
            arrivals.begin(); // A little before the commit, as what follows may be faster than this thread.
        });
        arrivals.await();
        rest();
    }

    @Override
    public void close() {
        clients.forEach(SyncClient::close);
    }
}
