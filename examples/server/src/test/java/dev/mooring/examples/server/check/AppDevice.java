package dev.mooring.examples.server.check;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import okhttp3.OkHttpClient;

/** A device with the library's own client, in virtual time, over real HTTP. Its rows are what was written last to each key. One thread. */
final class AppDevice implements ChangeHandler.Resetting<MemoryTables>, AutoCloseable {
    private static final String COLLECTION = "todo";
    private static final int KEYS = 20;

    final String user;
    final String name;
    final Recorder recorder;

    /** The ids of what was written here, in order. */
    final List<String> written = new ArrayList<>();

    private final VirtualScheduler time;
    private final SyncClient<MemoryTables> client;
    private final Map<String, String> rows = new LinkedHashMap<>();
    private int resets;

    AppDevice(String user, String name, List<Integer> ports, OkHttpClient http, VirtualScheduler time) {
        this.user = user;
        this.name = name;
        this.time = time;
        recorder = new Recorder(name, ports);
        EventLogDialect dialect =
                EventLogDialect.builder(user).device(name).promises(name).build();
        OkHttpTransport transport = OkHttpTransport.builder("http://127.0.0.1:" + ports.get(0), dialect)
                .serverName("cluster")
                .client(http.newBuilder().addInterceptor(recorder).build())
                .callTimeout(Duration.ofSeconds(10))
                .build();
        client = SyncClient.builder(new InMemoryStorage(), transport, this)
                .conflicts(ConflictPolicy.rebase())
                .pollEvery(Duration.ofMinutes(1))
                .scheduler(time.lane(name.hashCode()))
                .build();
        client.start();
    }

    void write() {
        String key = "k" + (written.size() * 7 + name.hashCode() & 0xff) % KEYS;
        String payload = "\"" + name + "-" + (written.size() + 1) + "\"";
        rows.put(key, payload);
        client.write((tables, outbox) -> written.add(
                outbox.add(Mutation.of(COLLECTION, key, "set", payload)).id().toString()));
    }

    /** Syncs until nothing is pending, or for some minutes of virtual time. */
    SyncReport sync() {
        CompletableFuture<SyncReport> report = client.syncNow();
        if (!time.runUntil(report::isDone, Duration.ofMinutes(10))) {
            throw new AssertionError(name + " does not come to an end");
        }
        return report.join();
    }

    long pending() {
        return client.status().counts().pending();
    }

    /** How much of the log is here. */
    int size() {
        return client.log(0, Integer.MAX_VALUE).size();
    }

    /** All that is wrong here: compared with the log, and in the rows. */
    List<String> wrong(List<Seen> log) {
        List<String> wrong = new ArrayList<>();
        if (resets > 0 || client.status().counts().superseded() > 0) {
            wrong.add(name + ": " + resets + " resets, " + client.status().counts());
        }
        List<Change> own = client.log(0, Integer.MAX_VALUE);
        if (own.size() != log.size()) {
            wrong.add(name + " has " + own.size() + " changes, the log " + log.size());
        }
        Map<String, String> expected = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(own.size(), log.size()); i++) {
            Change change = own.get(i);
            if (change.position() != i + 1 || !log.get(i).payload().contains(inPayload(change))) {
                wrong.add(name + " has " + change + " at " + (i + 1) + ", the log " + log.get(i));
                break;
            }
            if (change.collection().equals(COLLECTION)) {
                expected.put(change.key(), change.payload());
            }
        }
        if (!rows.equals(expected)) {
            wrong.add(name + " has the rows " + rows + ", the log makes " + expected);
        }
        return wrong;
    }

    private static String inPayload(Change change) {
        return change.collection().equals(COLLECTION) ? change.payload() : "trigger";
    }

    @Override
    public void reset(MemoryTables tables, Snapshot snapshot) {
        resets++;
        rows.clear();
    }

    @Override
    public void redo(MemoryTables tables, List<Mutation> mutations) {
        mutations.forEach(mutation -> rows.put(mutation.key(), mutation.payload()));
    }

    @Override
    public void apply(MemoryTables tables, List<Change> changes) {
        for (Change change : changes) {
            if (change.collection().equals(COLLECTION)) {
                rows.put(change.key(), change.payload());
            }
        }
    }

    @Override
    public void undo(MemoryTables tables, List<Mutation> mutations) {}

    @Override
    public void close() {
        client.close();
    }
}
