package dev.mooring.systemtests.tables;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A device in virtual time: its client, and connections of the app's own to the same file. */
final class TableDevice implements AutoCloseable {
    private final String name;
    private final Path file;
    private final AppSchema schema;
    private final LogServer server;
    private final VirtualScheduler time;
    private final Connection[] own = new Connection[2];
    private CrashingStorage<Connection> storage;
    private VirtualScheduler.Lane lane;
    private SyncClient<Connection> client;
    private int starts;
    private int commitsToLive = -1;
    private Moment death = Moment.BEFORE_COMMIT;

    TableDevice(String name, Path file, AppSchema schema, LogServer server, VirtualScheduler time) throws SQLException {
        this.name = name;
        this.file = file;
        this.schema = schema;
        this.server = server;
        this.time = time;
        new Play(own(0), Play.Watcher.NONE).executeAll(schema.create());
        // A connection that has not seen the library's tables cannot prepare what fires triggers that read them.
        disconnect();
        open();
        if (!schema.late().isEmpty()) {
            new Play(own(0), Play.Watcher.NONE).executeAll(schema.late());
            reopen();
        }
    }

    // ---- life and death

    private void open() {
        SyncedTables.Builder tables = SyncedTables.builder();
        for (Table table : schema.tables()) {
            tables.table(SyncedTable.named(table.name()).key(table.keyNames().toArray(new String[0])));
        }
        storage = new CrashingStorage<>(JdbcSqliteStorage.on((JdbcSqliteStorage.ConnectionSource) this::connect)
                        .syncedTables(tables.build())
                        .watchEvery(Duration.ZERO)
                        .build())
                .onCommit(this::onCommit);
        // Ids of mutations come from here, so no process may draw like another.
        lane = time.lane(31L * name.hashCode() + ++starts);
        client = SyncClient.builder(storage, server.transport(name))
                .scheduler(lane)
                .keepLog(true)
                .build();
        client.open();
    }

    void reopen() throws SQLException {
        if (storage.crashed()) {
            storage.close();
            // Nobody knows that it is gone but by its lease, which runs out.
            time.advance(Duration.ofMinutes(1));
        } else {
            client.close();
        }
        disconnect();
        open();
    }

    /** At a commit to come. */
    void dieAt(int commit, Moment moment) {
        commitsToLive = commit;
        death = moment;
    }

    private void onCommit(Moment moment, long number) {
        if (commitsToLive >= 0 && moment == death && commitsToLive-- == 0) {
            lane.kill();
            throw new VirtualScheduler.Killed();
        }
    }

    // ---- the app

    private Connection connect() throws SQLException {
        Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
        new Play(db, Play.Watcher.NONE).executeAll(schema.pragmas());
        return db;
    }

    /** A connection of the app's own, 0 or 1. */
    Connection own(int which) throws SQLException {
        if (own[which] == null) {
            own[which] = connect();
        }
        return own[which];
    }

    void disconnect() throws SQLException {
        for (int i = 0; i < own.length; i++) {
            if (own[i] != null) {
                own[i].close();
                own[i] = null;
            }
        }
    }

    /** Through the client; returns whether it was committed. */
    boolean write(Transaction transaction) throws SQLException {
        try {
            client.write((db, outbox) -> {
                new Play(db, Play.Watcher.NONE).steps(transaction);
                if (!transaction.commits()) {
                    throw new RolledBack();
                }
            });
            return true;
        } catch (RolledBack e) {
            return false;
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.CONSTRAINT) {
                return false; // A deferred reference is refused at the commit, which is the storage's.
            }
            throw e;
        }
    }

    /** The app thinks better of it. */
    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    // ---- syncing

    /** Returns null where the process died. */
    @Nullable
    SyncReport sync() {
        CompletableFuture<SyncReport> future = client.syncNow();
        time.runUntil(() -> future.isDone() || storage.crashed(), Duration.ofMinutes(10));
        return storage.crashed() ? null : future.getNow(null);
    }

    boolean isDead() {
        return storage.crashed();
    }

    SyncClient<Connection> client() {
        return client;
    }

    // ---- what it has

    Map<String, List<String>> dump() throws SQLException {
        return Dump.of(own(0), schema.tables());
    }

    /** Rows that the app's schema has no place for, and why. */
    List<String> setAside() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = own(0).createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT collection || '/' || key || ': ' || reason || ', waits for '"
                                + " || blocker_collection || '/' || blocker_key FROM mooring_aside")) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    <T> T look(Function<StorageTx<Connection>, T> look) {
        return Objects.requireNonNull(storage.<T, RuntimeException>read(look::apply));
    }

    @Override
    public void close() throws SQLException {
        if (storage.crashed()) {
            storage.close();
        } else {
            client.close();
        }
        disconnect();
    }
}
