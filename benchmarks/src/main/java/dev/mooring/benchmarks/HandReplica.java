package dev.mooring.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The loop that a good engineer writes by hand to take in what the server has: 500 rows a transaction, upserted into the app's table, with
 * the cursor moved in the same transaction. A log is kept beside them if the app wants it. Where the server keeps keys, a hash of each row
 * is noted by key, and a row that has the same hash as before is not written again. sqlite-jdbc runs without its query for generated keys.
 */
final class HandReplica implements RowSink, AutoCloseable {
    private static final int BATCH = 500;

    private final Connection db;
    private final Keeps keeps;
    private final List<String[]> batch = new ArrayList<>(BATCH);
    private final PreparedStatement upsert;
    private final PreparedStatement append;
    private final PreparedStatement note;
    private final PreparedStatement move;
    private long position;
    private int changed;

    /** What is kept beside the app's rows. */
    enum Keeps {
        NOTHING,
        LOG,
        HASHES
    }

    HandReplica(Path file, Keeps keeps) throws SQLException {
        this.keeps = keeps;
        db = DriverManager.getConnection("jdbc:sqlite:" + file + Todos.LEAN);
        try (Statement statement = db.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=NORMAL");
            statement.execute(Notes.CREATE);
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS log(seq INTEGER PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL)");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS held(id TEXT PRIMARY KEY, hash INTEGER NOT NULL) WITHOUT ROWID");
            statement.execute("CREATE TABLE IF NOT EXISTS cursor(one INTEGER PRIMARY KEY, position INTEGER NOT NULL)");
        }
        db.setAutoCommit(false);
        upsert = db.prepareStatement(
                Notes.INSERT + " ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE body <> excluded.body");
        append = db.prepareStatement("INSERT INTO log(seq, id, body) VALUES (?, ?, ?)");
        note = db.prepareStatement("INSERT OR REPLACE INTO held(id, hash) VALUES (?, ?)");
        move = db.prepareStatement("INSERT OR REPLACE INTO cursor(one, position) VALUES (1, ?)");
    }

    @Override
    public void add(String id, String body) throws SQLException {
        batch.add(new String[] {id, body});
        if (batch.size() == BATCH) {
            commit();
        }
    }

    void commit() throws SQLException {
        Map<String, Integer> known = keeps == Keeps.HASHES ? held() : Map.of();
        for (String[] row : batch) {
            position++;
            int hash = row[1].hashCode();
            if (keeps == Keeps.HASHES && Integer.valueOf(hash).equals(known.get(row[0]))) {
                continue;
            }
            changed++;
            upsert.setString(1, row[0]);
            upsert.setString(2, row[1]);
            upsert.addBatch();
            if (keeps == Keeps.LOG) {
                append.setLong(1, position);
                append.setString(2, row[0]);
                append.setString(3, row[1]);
                append.addBatch();
            } else if (keeps == Keeps.HASHES) {
                note.setString(1, row[0]);
                note.setInt(2, hash);
                note.addBatch();
            }
        }
        upsert.executeBatch();
        append.executeBatch();
        note.executeBatch();
        move.setLong(1, position);
        move.executeUpdate();
        db.commit();
        batch.clear();
    }

    private Map<String, Integer> held() throws SQLException {
        Map<String, Integer> held = new HashMap<>();
        String places = "?" + ", ?".repeat(Math.max(0, batch.size() - 1));
        try (PreparedStatement read = db.prepareStatement("SELECT id, hash FROM held WHERE id IN (" + places + ")")) {
            for (int i = 0; i < batch.size(); i++) {
                read.setString(i + 1, batch.get(i)[0]);
            }
            try (ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    held.put(rows.getString(1), rows.getInt(2));
                }
            }
        }
        return held;
    }

    /** How many rows were new or another since the last time that this was asked. */
    int changed() {
        int was = changed;
        changed = 0;
        return was;
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
