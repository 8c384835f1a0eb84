package dev.mooring.sync.okhttp.oplog;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;

/** A device whose rows are the operations of each resource, in order, on top of the snapshot. */
final class OpLogPhone implements ChangeHandler.Resetting<MemoryTables>, AutoCloseable {
    static final Interceptor GOOD_LINE = chain -> chain.proceed(chain.request());

    private static final String ROWS = "rows";
    private static final String SNAPSHOT = "snapshot";

    final SyncClient<MemoryTables> client;
    final InMemoryStorage storage;
    final List<Change> applied = new ArrayList<>();
    boolean handlerFails;
    private final VirtualScheduler time;

    OpLogPhone(VirtualScheduler time, int number, String url, Interceptor line) {
        this(time, number, url, line, new InMemoryStorage(), OpLogDialect.builder("phone" + number));
    }

    OpLogPhone(
            VirtualScheduler time,
            int number,
            String url,
            Interceptor line,
            InMemoryStorage storage,
            OpLogDialectBuilder dialect) {
        this(time, number, url, line, storage, dialect, 16L << 20);
    }

    OpLogPhone(
            VirtualScheduler time,
            int number,
            String url,
            Interceptor line,
            InMemoryStorage storage,
            OpLogDialectBuilder dialect,
            long maxValueBytes) {
        this.time = time;
        this.storage = storage;
        OkHttpTransport transport = OkHttpTransport.builder(url, dialect.build())
                .client(new OkHttpClient.Builder().addInterceptor(line).build())
                .maxValueBytes(maxValueBytes)
                .build();
        client = SyncClient.builder(storage, transport, this)
                .conflicts(ConflictPolicy.serverWins())
                .scheduler(time.lane(number))
                .build();
    }

    Mutation put(String key, String payload) {
        return client.writeReturning((tables, outbox) -> {
            Mutation mutation = Mutation.of("list", key, "op", payload);
            add(tables, key, payload);
            return outbox.add(mutation);
        });
    }

    Mutation delete(String key) {
        return client.writeReturning((tables, outbox) -> {
            add(tables, key, "null");
            return outbox.add(Mutation.delete("list", key));
        });
    }

    SyncReport.Synced synced() {
        return assertInstanceOf(SyncReport.Synced.class, sync());
    }

    SyncReport sync() {
        return await(client.syncNow());
    }

    <T> T await(CompletableFuture<T> future) {
        assertTrue(time.runUntil(future::isDone, Duration.ofMinutes(1)), "no end within a minute");
        return future.join();
    }

    /** Syncs until nothing is pending. */
    void settle() {
        for (int i = 0; client.status().pending() > 0; i++) {
            assertTrue(i < 12, "still pending");
            sync();
            time.advance(Duration.ofMinutes(5));
        }
    }

    Map<String, String> rows() {
        return storage.<Map<String, String>, RuntimeException>read(
                tx -> new TreeMap<>(tx.handle().rows(ROWS)));
    }

    @Override
    public void apply(MemoryTables tables, List<Change> changes) {
        if (handlerFails) {
            throw new IllegalStateException("the app's handler fails");
        }
        for (Change change : changes) {
            applied.add(change);
            add(tables, change.key(), change.payload());
        }
    }

    @Override
    public void reset(MemoryTables tables, Snapshot snapshot) {
        if (snapshot.text().equals("unreadable")) {
            throw new IllegalArgumentException("the app cannot read the snapshot");
        }
        for (String key : new ArrayList<>(tables.rows(ROWS).keySet())) {
            tables.remove(ROWS, key);
        }
        if (!snapshot.text().isEmpty()) {
            tables.put(ROWS, SNAPSHOT, snapshot.text());
        }
    }

    @Override
    public void undo(MemoryTables tables, List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            String row = tables.get(ROWS, mutation.key());
            if (row != null) {
                int at = row.lastIndexOf(mutation.payload());
                tables.put(
                        ROWS,
                        mutation.key(),
                        row.substring(0, at)
                                + row.substring(at + mutation.payload().length()));
            }
        }
    }

    private static void add(MemoryTables tables, String key, String payload) {
        String row = tables.get(ROWS, key);
        tables.put(ROWS, key, row == null ? payload : row + payload);
    }

    @Override
    public void close() {
        client.close();
    }
}
