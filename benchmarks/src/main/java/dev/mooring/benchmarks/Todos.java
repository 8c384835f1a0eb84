package dev.mooring.benchmarks;

import dev.mooring.sync.Change;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.transport.CallsTransport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The app of the benchmarks of synced tables: one table of five columns, and the rows that all sides write. */
final class Todos {
    static final String CREATE =
            "CREATE TABLE IF NOT EXISTS todo(id TEXT PRIMARY KEY, title TEXT, body TEXT, done INTEGER,"
                    + " updated_at TEXT)";
    static final String INSERT = "INSERT INTO todo(id, title, body, done, updated_at) VALUES (?, ?, ?, ?, ?)";
    static final String UPDATE = "UPDATE todo SET done = ?, updated_at = ? WHERE id = ?";
    static final String UPSERT =
            INSERT + " ON CONFLICT (id) DO UPDATE SET title = excluded.title, body = excluded.body,"
                    + " done = excluded.done, updated_at = excluded.updated_at";

    static final String BODY =
            "Bring the long ladder, two buckets of white paint and the receipts from last week's shopping.";
    static final String CREATED = "2026-11-20T10:00:00.000Z";
    static final String EDITED = "2026-11-20T11:00:00.000Z";

    /** sqlite-jdbc as it comes. */
    static final String AS_SHIPPED = "";

    /** Without the query for generated keys that it makes after every insert. */
    static final String LEAN = "?jdbc.get_generated_keys=false";

    private Todos() {}

    /** Cheap, so that the sides are compared by what they write. */
    static String key(int i) {
        return "t" + (1_000_000_000 + i);
    }

    static String title(int i) {
        return "buy item number " + i;
    }

    static void insert(PreparedStatement statement, int i) throws SQLException {
        bind(statement, i, 0, CREATED);
        statement.executeUpdate();
    }

    static void bind(PreparedStatement statement, int i, int done, String at) throws SQLException {
        statement.setString(1, key(i));
        statement.setString(2, title(i));
        statement.setString(3, BODY);
        statement.setInt(4, done);
        statement.setString(5, at);
    }

    static void update(PreparedStatement statement, int i) throws SQLException {
        statement.setInt(1, 1);
        statement.setString(2, EDITED);
        statement.setString(3, key(i));
        statement.executeUpdate();
    }

    /** The row as JSON, put together as cheaply as can be: nothing in it needs escaping. */
    static String row(int i, int done, String at) {
        return "{\"id\":\"" + key(i) + "\",\"title\":\"" + title(i) + "\",\"body\":\"" + BODY + "\",\"done\":" + done
                + ",\"updated_at\":\"" + at + "\"}";
    }

    static String inserted(int i) {
        return "{\"op\":\"insert\",\"row\":" + row(i, 0, CREATED) + "}";
    }

    static String updated(int i) {
        return "{\"op\":\"update\",\"row\":" + row(i, 1, EDITED) + ",\"changed\":[\"done\",\"updated_at\"]}";
    }

    /** A connection of the app's own, with the same pragmas as Mooring's. */
    static Connection connect(Path file, String options) throws SQLException {
        Connection db = DriverManager.getConnection("jdbc:sqlite:" + file + options);
        try (Statement statement = db.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = NORMAL");
            statement.execute(CREATE);
        }
        db.setAutoCommit(false);
        return db;
    }

    /** A client whose table syncs. */
    static SyncClient<Connection> client(Path file, Transport transport) {
        SyncedTables tables = SyncedTables.builder()
                .table(SyncedTable.named("todo").key("id"))
                .build();
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                .syncedTables(tables)
                .onOpen(Todos::create)
                .build();
        return SyncClient.builder(storage, transport).build();
    }

    private static void create(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(CREATE);
        }
    }

    /** A log that takes whatever comes; in this process, without a network. */
    static Transport transport(CallsTransport.PullCall pull) {
        Capabilities can = Capabilities.arrival("bench", new ServerIdentity("bench", "anna"))
                .resendSafe()
                .build();
        return CallsTransport.of(can, batch -> List.of(), pull);
    }

    /** A server that keeps keys and takes whatever comes; in this process, without a network. */
    static Transport keys(CallsTransport.PullCall pull) {
        Capabilities can = Capabilities.keys("bench", new ServerIdentity("bench", "anna"))
                .resendSafe()
                .recognisesOwn()
                .coalesces()
                .batchesOf(500, 1 << 20)
                .build();
        return CallsTransport.of(
                can,
                push -> {
                    List<Outcome> outcomes = new ArrayList<>();
                    push.mutations().forEach(each -> outcomes.add(new Outcome.Accepted(each.id(), Change.NO_POSITION)));
                    return outcomes;
                },
                pull);
    }

    /** A server that has nothing. */
    static Transport nothing() {
        return transport((from, sink) -> new Page(from, false));
    }
}
