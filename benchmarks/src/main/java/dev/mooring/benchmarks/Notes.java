package dev.mooring.benchmarks;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The app of the benchmarks: one table of notes, and the rows that both sides write. */
final class Notes implements ChangeHandler<Connection> {
    static final String CREATE = "CREATE TABLE IF NOT EXISTS note(id TEXT PRIMARY KEY, body TEXT NOT NULL)";
    static final String INSERT = "INSERT INTO note(id, body) VALUES (?, ?)";
    static final String REPLACE = "INSERT OR REPLACE INTO note(id, body) VALUES (?, ?)";

    static String key(int i) {
        return String.format("n%09d", i);
    }

    static String payload(int i) {
        return "{\"text\":\"buy item number " + i + "\",\"done\":false,\"tags\":[\"home\",\"list\"]}";
    }

    /** The id in a payload of the server's own making; both sides cut it out in the same way. */
    static String id(String payload) {
        int from = payload.indexOf("\"id\":\"") + 6;
        return payload.substring(from, payload.indexOf('"', from));
    }

    static Mutation mutation(int i) {
        return Mutation.of("note", key(i), "put", payload(i));
    }

    static void insert(PreparedStatement statement, String key, String body) throws SQLException {
        statement.setString(1, key);
        statement.setString(2, body);
        statement.executeUpdate();
    }

    @Override
    public void apply(Connection db, List<Change> changes) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement(REPLACE)) {
            for (Change change : changes) {
                insert(insert, change.key(), change.payload());
            }
        }
    }

    @Override
    public void undo(Connection db, List<Mutation> mutations) throws SQLException {
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM note WHERE id = ?")) {
            for (Mutation mutation : mutations) {
                delete.setString(1, mutation.key());
                delete.executeUpdate();
            }
        }
    }
}
