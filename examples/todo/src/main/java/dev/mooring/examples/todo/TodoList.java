package dev.mooring.examples.todo;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The app: a to-do list in its own SQLite file, read and written by plain SQL over its own connection. A write is done when it is
 * committed, network or not; that the table syncs is said once, in {@link #open}.
 */
final class TodoList implements AutoCloseable {
    static final SyncedTables TABLES =
            SyncedTables.builder().table(SyncedTable.named("todo")).build();

    private final SyncClient<Connection> client;
    private final Connection db;
    private final Supplier<String> newId;

    private TodoList(SyncClient<Connection> client, Connection db, Supplier<String> newId) {
        this.client = client;
        this.db = db;
        this.newId = newId;
    }

    /** Opens the list; a real app would call {@code client.start()} here and be synced from then on. */
    static TodoList open(Path file, Transport transport, Connectivity network, Supplier<String> newId)
            throws SQLException {
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                .onOpen(TodoList::createTables)
                .syncedTables(TABLES)
                .build();
        SyncClient<Connection> client = SyncClient.builder(storage, transport, storage.handler(new Notices()))
                .conflicts(ConflictPolicy.decide(TodoList::decision))
                .connectivity(network)
                .build();
        client.open();
        return new TodoList(client, DriverManager.getConnection("jdbc:sqlite:" + file), newId);
    }

    /** What a shop tells is no reason to give up an edit: it goes out behind that. */
    private static ConflictPolicy.Resolution decision(ConflictPolicy.Conflict conflict) {
        return conflict.change().collection().equals(Notices.COLLECTION)
                ? ConflictPolicy.Resolution.RESEND
                : ConflictPolicy.Resolution.SUPERSEDE;
    }

    private static void createTables(Connection db) throws SQLException {
        createTable(db);
        Notices.createTable(db);
    }

    static void createTable(Connection db) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("CREATE TABLE IF NOT EXISTS todo"
                    + " (id TEXT PRIMARY KEY, title TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0)");
        }
    }

    /** Returns the new item's id. */
    String add(String title) throws SQLException {
        String id = newId.get();
        run("INSERT INTO todo (id, title) VALUES (?, ?)", id, title);
        return id;
    }

    void mark(String id, boolean done) throws SQLException {
        run("UPDATE todo SET done = " + (done ? 1 : 0) + " WHERE id = ?", id);
    }

    void delete(String id) throws SQLException {
        run("DELETE FROM todo WHERE id = ?", id);
    }

    private void run(String sql, String... values) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    List<Todo> all() throws SQLException {
        List<Todo> todos = new ArrayList<>();
        try (PreparedStatement select = db.prepareStatement("SELECT id, title, done FROM todo ORDER BY title, id");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                todos.add(new Todo(row.getString(1), row.getString(2), row.getBoolean(3)));
            }
        }
        return todos;
    }

    List<String> notices() throws SQLException {
        return Notices.all(db);
    }

    /** For syncing, and for what a settings page would show: status, and what lost against the server. */
    SyncClient<Connection> client() {
        return client;
    }

    @Override
    public void close() throws SQLException {
        client.close();
        db.close();
    }
}
