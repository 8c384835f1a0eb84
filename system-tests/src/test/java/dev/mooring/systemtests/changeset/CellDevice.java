package dev.mooring.systemtests.changeset;

import static org.junit.jupiter.api.Assertions.fail;

import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.changeset.ChangesetDialect;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A device of a person: one file, one client. */
final class CellDevice implements AutoCloseable {
    static final String ROOM = "notes.sqlite3";
    static final String SCHEMA =
            "CREATE TABLE note (id TEXT PRIMARY KEY NOT NULL, title TEXT, colour TEXT, n INTEGER NOT NULL DEFAULT 0);";

    final SyncClient<Connection> client;
    /** Every state that it was in, as it was told. */
    final List<SyncStatus.State> states = new CopyOnWriteArrayList<>();

    final List<SyncEvent> events = new CopyOnWriteArrayList<>();
    private final BlockingQueue<SyncEvent> told = new LinkedBlockingQueue<>();
    private final Path file;

    CellDevice(Path file, String url) {
        this(file, url, Live.OFF, SCHEMA, builder -> builder);
    }

    CellDevice(Path file, String url, Live live, String schema, UnaryOperator<SyncClientBuilder<Connection>> more) {
        this.file = file;
        ChangesetDialect dialect =
                ChangesetDialect.builder(ROOM).schema("init", schema).build();
        SyncClientBuilder<Connection> builder = SyncClient.builder(
                        JdbcSqliteStorage.at(file)
                                .syncedTables(SyncedTables.builder()
                                        .format(RowFormat.CELLS)
                                        .table(SyncedTable.named("note"))
                                        .build())
                                .onOpen(db -> run(db, SCHEMA.replace("TABLE note", "TABLE IF NOT EXISTS note")))
                                .build(),
                        OkHttpTransport.builder(url, dialect).build())
                .live(live)
                .retries(new RetryPolicy(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofMinutes(1)))
                .listener(this::heed);
        client = more.apply(builder).build();
    }

    private void heed(SyncEvent event) {
        if (event instanceof SyncEvent.StatusChanged changed) {
            states.add(changed.status().state());
        }
        events.add(event);
        told.add(event);
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    void write(String sql) {
        client.write((db, outbox) -> run(db, sql));
    }

    SyncReport sync() {
        return client.syncNow().join();
    }

    /** What a query finds, one row a line, its columns with a bar between them. */
    String read(String sql) {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            StringBuilder text = new StringBuilder();
            while (row.next()) {
                text.append(text.length() == 0 ? "" : "\n").append(row.getString(1));
                for (int i = 2; i <= row.getMetaData().getColumnCount(); i++) {
                    text.append('|').append(row.getString(i));
                }
            }
            return text.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Looks after each event. */
    void await(String what, BooleanSupplier there) throws InterruptedException {
        while (!there.getAsBoolean()) {
            if (told.poll(20, TimeUnit.SECONDS) == null && !there.getAsBoolean()) {
                fail(what + ": " + client.status());
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
