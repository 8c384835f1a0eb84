package dev.mooring.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The loop that a good engineer writes by hand: reads a batch of the outbox, posts it, reads the answer, and in one transaction deletes the
 * batch and moves the cursor; where the server keeps keys, a hash of what it holds now is noted for each key in the same transaction.
 * sqlite-jdbc runs without its query for generated keys.
 */
final class HandOutbox implements AutoCloseable {
    private final Connection db;

    /** What waits to be sent. */
    record Row(long seq, String id, String key, String payload) {}

    HandOutbox(Path file) throws SQLException {
        db = DriverManager.getConnection("jdbc:sqlite:" + file + Todos.LEAN);
        try (Statement statement = db.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=NORMAL");
            statement.execute(
                    "CREATE TABLE outbox(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, key TEXT NOT NULL,"
                            + " payload TEXT NOT NULL)");
            statement.execute("CREATE TABLE held(key TEXT PRIMARY KEY, hash INTEGER NOT NULL) WITHOUT ROWID");
            statement.execute("CREATE TABLE cursor(token TEXT NOT NULL)");
            statement.execute("INSERT INTO cursor VALUES ('')");
        }
        db.setAutoCommit(false);
    }

    /** Records a row; {@link #commit} makes it durable. */
    void add(String id, String key, String payload) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO outbox(id, key, payload) VALUES (?, ?, ?)")) {
            insert.setString(1, id);
            insert.setString(2, key);
            insert.setString(3, payload);
            insert.executeUpdate();
        }
    }

    void commit() throws SQLException {
        db.commit();
    }

    /** Sends everything; returns how many rows that were. */
    int drain(Bare bare, HandWire wire) throws Exception {
        int sent = 0;
        String cursor = cursor();
        if (cursor.isEmpty()) {
            cursor = wire.begin(bare);
        }
        for (List<Row> batch = read(wire.batch()); !batch.isEmpty(); batch = read(wire.batch())) {
            cursor = wire.push(bare, batch, cursor);
            settle(batch, cursor, wire.keepsKeys());
            sent += batch.size();
        }
        return sent;
    }

    private String cursor() throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet found = statement.executeQuery("SELECT token FROM cursor")) {
            found.next();
            return found.getString(1);
        }
    }

    private List<Row> read(int limit) throws SQLException {
        List<Row> rows = new ArrayList<>(limit);
        try (Statement statement = db.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT seq, id, key, payload FROM outbox ORDER BY seq LIMIT " + limit)) {
            while (found.next()) {
                rows.add(new Row(found.getLong(1), found.getString(2), found.getString(3), found.getString(4)));
            }
        }
        return rows;
    }

    private void settle(List<Row> batch, String cursor, boolean keepsKeys) throws SQLException {
        if (keepsKeys) {
            try (PreparedStatement note = db.prepareStatement("INSERT OR REPLACE INTO held(key, hash) VALUES (?, ?)")) {
                for (Row row : batch) {
                    note.setString(1, row.key());
                    note.setLong(2, row.payload().hashCode());
                    note.addBatch();
                }
                note.executeBatch();
            }
        }
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM outbox WHERE seq <= ?");
                PreparedStatement move = db.prepareStatement("UPDATE cursor SET token = ?")) {
            delete.setLong(1, batch.get(batch.size() - 1).seq());
            delete.executeUpdate();
            move.setString(1, cursor);
            move.executeUpdate();
        }
        db.commit();
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
