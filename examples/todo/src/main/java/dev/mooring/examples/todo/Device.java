package dev.mooring.examples.todo;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;

/** A device of the story: its file, its network, and the app while it runs. */
final class Device implements AutoCloseable {
    static final String USER = "ada";

    /** So small that there is something in between to be told. The default is 500. */
    private static final int BATCH = 2;

    private static final Duration MOMENT = Duration.ofSeconds(5);

    final String name;
    final Network network = new Network();
    final TodoList list;

    private Device(String name, TodoListFactory factory) throws SQLException {
        this.name = name;
        this.list = factory.open(network);
    }

    private interface TodoListFactory {
        TodoList open(Network network) throws SQLException;
    }

    static Device start(String name, Path file, String serverUrl) throws SQLException {
        return new Device(
                name,
                network -> TodoList.open(
                        file,
                        transport(name, serverUrl, network),
                        network,
                        () -> UUID.randomUUID().toString()));
    }

    private static Transport transport(String device, String serverUrl, Network network) {
        EventLogDialect dialect = EventLogDialect.builder(USER)
                .device(device)
                .promises(device) // A real app names each installation by a random id.
                .maxBatchCount(BATCH)
                .build();
        OkHttpClient http = new OkHttpClient.Builder().addInterceptor(network).build();
        return OkHttpTransport.builder(serverUrl, dialect).client(http).build();
    }

    SyncReport sync() {
        return list.client().syncNow().join();
    }

    /** Leaves the screen: sends what it can within a moment, gives the right to write back, and is switched off. */
    SyncReport leave() {
        CompletableFuture<Void> given = network.nextLease();
        SyncReport report = list.client().flushAndStop(MOMENT).join();
        if (report instanceof SyncReport.Synced) {
            given.completeOnTimeout(null, MOMENT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
        return report;
    }

    /** Syncs by itself from now on. The report is that of the next sync after which so much is pending. */
    CompletableFuture<SyncReport> syncsByItself(long pending) {
        CompletableFuture<SyncReport> done = new CompletableFuture<>();
        list.client().listen(event -> {
            if (event instanceof SyncEvent.Finished finished && status().pending() == pending) {
                done.complete(finished.report());
            }
        });
        list.client().start();
        return done;
    }

    SyncStatus status() {
        return list.client().status();
    }

    List<Todo> todos() throws SQLException {
        return list.all();
    }

    @Override
    public void close() throws SQLException {
        list.close();
    }
}
