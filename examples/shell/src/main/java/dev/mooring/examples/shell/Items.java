package dev.mooring.examples.shell;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shell's own table: the current value of every key. {@link #reduce} is the one place that writes it, for local
 * mutations, for the server's changes, and when a key is rebuilt from the confirmed log.
 */
final class Items implements ChangeHandler.Resetting<Connection> {
    private static final String SNAPSHOT = "snapshot";
    private static final String COLUMNS = "SELECT collection, key, kind, payload FROM items WHERE collection = ?";

    /** A row of the table. */
    record Item(String collection, String key, String kind, String payload) {}

    static void createTable(Connection db) throws SQLException {
        execute(
                db,
                "CREATE TABLE IF NOT EXISTS items (collection TEXT NOT NULL, key TEXT NOT NULL,"
                        + " kind TEXT NOT NULL, payload TEXT NOT NULL, PRIMARY KEY (collection, key)) WITHOUT ROWID");
    }

    /** What a local mutation makes of its row. */
    static void write(Connection db, Mutation mutation) throws SQLException {
        reduce(db, Change.of(mutation, Change.NO_POSITION, ""));
    }

    @Override
    public void apply(Connection db, List<Change> changes) throws SQLException {
        for (Change change : changes) {
            reduce(db, change);
        }
    }

    /** What a snapshot means is the business of the app that made it: it is kept as an item, and the items begin anew. */
    @Override
    public void reset(Connection db, Snapshot snapshot) throws SQLException {
        execute(db, "DELETE FROM items");
        if (!snapshot.text().isEmpty()) {
            put(db, SNAPSHOT, SNAPSHOT, SNAPSHOT, Json.quoted(snapshot.text()), false);
        }
    }

    /** The confirmed log holds what the server has of each key: that is what is left without the mutations. */
    @Override
    public void undo(Connection db, List<Mutation> mutations) throws SQLException {
        execute(db, "CREATE INDEX IF NOT EXISTS items_confirmed ON mooring_log (collection, key)");
        Set<List<String>> rebuilt = new HashSet<>();
        for (Mutation mutation : mutations) {
            if (rebuilt.add(List.of(mutation.collection(), mutation.key()))) {
                rebuild(db, mutation.collection(), mutation.key());
            }
        }
    }

    private static void reduce(Connection db, Change change) throws SQLException {
        put(db, change.collection(), change.key(), change.kind(), change.payload(), change.tombstone());
    }

    private static void put(Connection db, String collection, String key, String kind, String payload, boolean gone)
            throws SQLException {
        if (gone) {
            execute(db, "DELETE FROM items WHERE collection = ? AND key = ?", collection, key);
        } else {
            execute(db, "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?)", collection, key, kind, payload);
        }
    }

    private static void rebuild(Connection db, String collection, String key) throws SQLException {
        execute(db, "DELETE FROM items WHERE collection = ? AND key = ?", collection, key);
        String last = "SELECT kind, payload, tombstone FROM mooring_log WHERE collection = ? AND key = ?"
                + " ORDER BY position DESC LIMIT 1";
        try (PreparedStatement query = db.prepareStatement(last)) {
            query.setString(1, collection);
            query.setString(2, key);
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    put(db, collection, key, row.getString(1), row.getString(2), row.getBoolean(3));
                }
            }
        }
    }

    static @Nullable Item get(Connection db, String collection, String key) throws SQLException {
        List<Item> found = read(db, COLUMNS + " AND key = ?", collection, key);
        return found.isEmpty() ? null : found.get(0);
    }

    static List<Item> list(Connection db, String collection) throws SQLException {
        return read(db, COLUMNS + " ORDER BY key", collection);
    }

    private static List<Item> read(Connection db, String sql, String... values) throws SQLException {
        try (PreparedStatement query = db.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setString(i + 1, values[i]);
            }
            List<Item> items = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    items.add(new Item(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
                }
            }
            return items;
        }
    }

    private static void execute(Connection db, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
