package dev.mooring.systemtests.trust;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.VirtualScheduler;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import okhttp3.Interceptor;

/** An app that keeps notes in a synced table, polls, and shows its user one light; in virtual time. */
final class NoteApp implements AutoCloseable {
    static final Duration POLL = Duration.ofSeconds(10);

    final VirtualScheduler time;
    final Network network;
    final Path file;
    final SyncClient<Connection> client;
    final List<SyncEvent> events = new ArrayList<>();

    NoteApp(Path file, VirtualScheduler time, Network network, Dialect dialect, Interceptor server) {
        this.file = file;
        this.time = time;
        this.network = network;
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                .onOpen(db -> run(db, "CREATE TABLE IF NOT EXISTS note (id TEXT PRIMARY KEY, text TEXT)"))
                .syncedTables(
                        SyncedTables.builder().table(SyncedTable.named("note")).build())
                .watchEvery(Duration.ZERO)
                .build();
        OkHttpTransport transport = OkHttpTransport.builder("http://localhost/", dialect)
                .client(network.to(server))
                .build();
        client = SyncClient.builder(storage, transport)
                .conflicts(ConflictPolicy.rebase())
                .pollEvery(POLL)
                .scheduler(time.lane(file.hashCode()))
                .listener(events::add)
                .build();
    }

    NoteApp start() {
        client.start();
        pass(Duration.ofSeconds(1));
        return this;
    }

    void write(String id, String text) {
        client.write((db, outbox) -> run(db, "INSERT OR REPLACE INTO note VALUES (?, ?)", id, text));
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("SELECT id || ' ' || text FROM note ORDER BY id")) {
            while (row.next()) {
                notes.add(row.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return notes;
    }

    void pass(Duration duration) {
        time.sleep(duration);
    }

    /** Lets time pass until the light is this one; fails after a quarter of an hour. */
    void await(State state) {
        if (!time.sleep(Duration.ofMinutes(15), () -> status().state() == state)) {
            throw new AssertionError("not " + state + " but " + status());
        }
    }

    <T> T await(CompletableFuture<T> future) {
        time.sleep(Duration.ofMinutes(5), future::isDone);
        return future.getNow(null);
    }

    SyncReport sync() {
        return await(client.syncNow());
    }

    SyncStatus status() {
        return client.status();
    }

    /** The lights that a listener has seen, in order, each once in a row. */
    List<State> lights() {
        List<State> lights = new ArrayList<>();
        for (SyncEvent event : events) {
            if (event instanceof SyncEvent.StatusChanged changed) {
                State state = changed.status().state();
                if (lights.isEmpty() || lights.get(lights.size() - 1) != state) {
                    lights.add(state);
                }
            }
        }
        return lights;
    }

    private static void run(Connection db, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
