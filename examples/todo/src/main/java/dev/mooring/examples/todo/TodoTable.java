package dev.mooring.examples.todo;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The app's table and its reducer: {@link #reduce} is the one place where a kind of mutation meets a row, whether this
 * device made it, another one did, or a row is rebuilt from the confirmed log. So all devices end with the same rows.
 */
final class TodoTable implements ChangeHandler<Connection> {
    static final String COLLECTION = "todo";
    static final String ADDED = "added";
    static final String MARKED = "marked";

    static void create(Connection db) throws SQLException {
        run(db, "CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY, title TEXT NOT NULL, done INTEGER NOT NULL)");
        run(db, "CREATE INDEX IF NOT EXISTS todo_confirmed ON mooring_log (collection, key)"); // For undo.
    }

    /** What one mutation does to the table. Payloads are read by SQLite; one that is not JSON changes nothing. */
    static void reduce(Connection db, String id, String kind, String payload) throws SQLException {
        switch (kind) {
            case ADDED ->
                run(
                        db,
                        "INSERT OR REPLACE INTO todo (id, title, done)"
                                + " SELECT ?1, coalesce(json_extract(?2, '$.title'), ''), 0 WHERE json_valid(?2)",
                        id,
                        payload);
            case MARKED ->
                run(
                        db,
                        "UPDATE todo SET done = coalesce(json_extract(?2, '$.done'), done) WHERE id = ?1 AND json_valid(?2)",
                        id,
                        payload);
            case Mutation.DELETE -> run(db, "DELETE FROM todo WHERE id = ?", id);
            default -> {} // A newer version of the app wrote it.
        }
    }

    @Override
    public void apply(Connection db, List<Change> changes) throws SQLException {
        for (Change change : changes) {
            if (change.collection().equals(COLLECTION)) {
                reduce(db, change.key(), change.kind(), change.payload());
            }
        }
    }

    /** Rebuilds each row from what the server has confirmed of it. */
    @Override
    public void undo(Connection db, List<Mutation> mutations) throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        for (Mutation mutation : mutations) {
            ids.add(mutation.key());
        }
        for (String id : ids) {
            run(db, "DELETE FROM todo WHERE id = ?", id);
            try (PreparedStatement confirmed = db.prepareStatement(
                    "SELECT kind, payload FROM mooring_log WHERE collection = ? AND key = ? ORDER BY position")) {
                confirmed.setString(1, COLLECTION);
                confirmed.setString(2, id);
                try (ResultSet row = confirmed.executeQuery()) {
                    while (row.next()) {
                        reduce(db, id, row.getString(1), row.getString(2));
                    }
                }
            }
        }
    }

    static List<Todo> all(Connection db) throws SQLException {
        List<Todo> todos = new ArrayList<>();
        try (PreparedStatement select = db.prepareStatement("SELECT id, title, done FROM todo ORDER BY title, id");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                todos.add(new Todo(row.getString(1), row.getString(2), row.getBoolean(3)));
            }
        }
        return todos;
    }

    /** A JSON object with one text in it, quoted by SQLite. */
    static String json(Connection db, String name, String text) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT json_object(?, ?)")) {
            select.setString(1, name);
            select.setString(2, text);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static void run(Connection db, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
