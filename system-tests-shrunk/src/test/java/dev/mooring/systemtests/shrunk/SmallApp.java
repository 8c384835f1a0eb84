package dev.mooring.systemtests.shrunk;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.metrics.Meters;
import dev.mooring.sync.metrics.SyncMetrics;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * An app with one synced table. It writes the rows that it is told to, syncs, and says what it has then. Only {@link #main} is kept when it
 * is shrunk.
 *
 * <p>Its arguments: the server's kind, the server's address, a database file, a device, and the title of a row to write, or nothing.
 */
public final class SmallApp {
    static final String USER = "u1";
    static final String ROW_USER = "a70ead77-2dcc-4f12-b543-f24c9b4c0812";

    private SmallApp() {}

    public static void main(String[] args) throws SQLException {
        String kind = args[0];
        Set<String> told = Collections.synchronizedSet(new TreeSet<>());
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(Path.of(args[2]))
                .onOpen(db -> run(db, ddl(kind)))
                .syncedTables(tables(kind))
                .build();
        OkHttpTransport transport = OkHttpTransport.builder(args[1], dialect(kind, args[3]))
                .credentials(Credentials.bearer(kind.equals("row-sync") ? "token" : "t1"))
                .serverName("server")
                .build();
        try (SyncClient<Connection> client = SyncClient.builder(storage, transport)
                .conflicts(ConflictPolicy.rebase())
                .listener(new SyncMetrics(new Told(told)))
                .build()) {
            client.open();
            if (args.length > 4) {
                client.write((db, outbox) -> insert(db, kind, args[4]));
            }
            SyncReport report = client.flush(Duration.ofSeconds(30)).join();
            say("report", report instanceof SyncReport.Synced ? "synced" : report.toString());
            say("light", client.status().light().name().toLowerCase(Locale.ROOT));
            say("pending", Long.toString(client.status().pending()));
            say("titles", client.writeReturning((db, outbox) -> titles(db)).toString());
        }
        say("synced once", Boolean.toString(told.contains("sync.synced")));
        say("pushed", Boolean.toString(told.contains("mutations.acked")));
    }

    private static void say(String what, String how) {
        System.out.println(what + ": " + how);
    }

    static Dialect dialect(String kind, String device) {
        return switch (kind) {
            case "event-log" -> EventLogDialect.builder(USER).device(device).build();
            case "op-log" -> OpLogDialect.builder(device).build();
            case "row-sync" ->
                RowSyncDialect.builder(ROW_USER)
                        .table(RowTable.builder("tune")
                                .softDelete("deleted")
                                .columns("title", "privateFor")
                                .build())
                        .build();
            default -> EntitySyncDialect.builder(device).user(USER).build();
        };
    }

    static String ddl(String kind) {
        return "CREATE TABLE IF NOT EXISTS item (id TEXT PRIMARY KEY, title TEXT"
                + (kind.equals("row-sync") ? ", private_for TEXT, deleted INTEGER NOT NULL DEFAULT 0)" : ")");
    }

    static SyncedTables tables(String kind) {
        SyncedTable item = SyncedTable.named("item").key("id");
        return switch (kind) {
            case "event-log", "op-log" -> SyncedTables.builder().table(item).build();
            case "row-sync" ->
                SyncedTables.builder()
                        .format(RowFormat.ROWS)
                        .table(item.collection("tune").softDelete("deleted").booleans("deleted"))
                        .build();
            default ->
                SyncedTables.builder()
                        .format(RowFormat.ENTITIES)
                        .table(item.collection("goals"))
                        .build();
        };
    }

    private static void insert(Connection db, String kind, String title) throws SQLException {
        String id = "00000000-0000-4000-8000-" + String.format(Locale.ROOT, "%012x", title.hashCode() & 0xffffffffL);
        String sql = kind.equals("row-sync")
                ? "INSERT INTO item (id, title, private_for) VALUES (?, ?, '" + ROW_USER + "')"
                : "INSERT INTO item (id, title) VALUES (?, ?)";
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            statement.setString(1, id);
            statement.setString(2, title);
            statement.executeUpdate();
        }
    }

    private static TreeSet<String> titles(Connection db) throws SQLException {
        TreeSet<String> titles = new TreeSet<>();
        try (Statement statement = db.createStatement();
                ResultSet rows = statement.executeQuery("SELECT title FROM item")) {
            while (rows.next()) {
                titles.add(rows.getString(1));
            }
        }
        return titles;
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private record Told(Set<String> names) implements Meters {
        @Override
        public void count(String name, long more) {
            names.add(name);
        }

        @Override
        public void time(String name, Duration took) {
            names.add(name);
        }

        @Override
        public void gauge(String name, double value) {}
    }
}
