package dev.mooring.examples.desktop.model;

import dev.mooring.sync.Mutation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The app's own table, in plain SQL over the app's own connection. That it syncs is said in {@link Device}. For one thread. */
public final class TodoTable implements AutoCloseable {
    static final String NAME = "todo";

    /** A changeset server has the very same text. There every column has a default, as a row may come cell by cell. */
    public static final String SCHEMA = "CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY NOT NULL,"
            + " title TEXT NOT NULL DEFAULT '', done INTEGER NOT NULL DEFAULT 0, added_at TEXT NOT NULL DEFAULT '')";

    private final Connection db;

    TodoTable(Path file) throws SQLException {
        db = DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    static void create(Connection db) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute(SCHEMA);
        }
        Notes.createTable(db);
    }

    void add(String id, String title, String at) throws SQLException {
        run("INSERT INTO todo (id, title, added_at) VALUES (?, ?, ?)", id, title, at);
    }

    void rename(String id, String title) throws SQLException {
        run("UPDATE todo SET title = ? WHERE id = ?", title, id);
    }

    /** Adds an item with another title and id in the place of one that the server does not have. Inside {@link #together}. */
    void writeAnew(String id, String next, String title) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT done, added_at FROM todo WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    boolean done = row.getBoolean(1);
                    String at = row.getString(2);
                    delete(id);
                    add(next, title, at);
                    mark(next, done);
                }
            }
        }
    }

    void mark(String id, boolean done) throws SQLException {
        run("UPDATE todo SET done = " + (done ? 1 : 0) + " WHERE id = ?", id);
    }

    void delete(String id) throws SQLException {
        run("DELETE FROM todo WHERE id = ?", id);
    }

    /** Statements that are committed together. */
    interface Statements {
        void run() throws SQLException;
    }

    /** All of them, or none. */
    void together(Statements statements) throws SQLException {
        db.setAutoCommit(false);
        try {
            statements.run();
            db.commit();
        } catch (SQLException | RuntimeException e) {
            db.rollback();
            throw e;
        } finally {
            db.setAutoCommit(true);
        }
    }

    private void run(String sql, String... values) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    /** All items, newest first; whether they wait or were refused is not known here. */
    List<Todo> all() throws SQLException {
        List<Todo> todos = new ArrayList<>();
        try (PreparedStatement select =
                        db.prepareStatement("SELECT id, title, done FROM todo ORDER BY added_at DESC, id");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                todos.add(new Todo(row.getString(1), row.getString(2), row.getBoolean(3), false, ""));
            }
        }
        return todos;
    }

    /** The id of the item that a mutation is about. A table whose cells have clocks has keys such as {@code ["id"]}, and ids have no quotes. */
    static String id(Mutation mutation) {
        String key = mutation.key();
        return key.startsWith("[\"") ? key.substring(2, key.length() - 2) : key;
    }

    static @Nullable Todo find(List<Todo> todos, String id) {
        for (Todo todo : todos) {
            if (todo.id().equals(id)) {
                return todo;
            }
        }
        return null;
    }

    /** What others than devices have told and nobody has waved away, newest first. */
    List<String> notes() throws SQLException {
        List<String> notes = new ArrayList<>();
        try (PreparedStatement select =
                        db.prepareStatement("SELECT text FROM note WHERE NOT read ORDER BY position DESC");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                notes.add(row.getString(1));
            }
        }
        return notes;
    }

    void readNotes() throws SQLException {
        run("UPDATE note SET read = 1");
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
