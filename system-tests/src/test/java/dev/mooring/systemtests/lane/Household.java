package dev.mooring.systemtests.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A device that several people use one after the other: one database, and the app's side of it. Rows are the last state of a key. */
abstract class Household<DB> implements ChangeHandler.Resetting<DB> {
    /** Another opening of the same database. */
    abstract Storage<DB> storage();

    abstract void put(DB db, String key, String value) throws Exception;

    abstract void remove(DB db, String key) throws Exception;

    abstract Map<String, String> rows(DB db) throws Exception;

    @Override
    public void apply(DB db, List<Change> changes) throws Exception {
        for (Change change : changes) {
            if (change.tombstone()) {
                remove(db, change.key());
            } else {
                put(db, change.key(), KeyServer.bare(change.payload()));
            }
        }
    }

    @Override
    public void undo(DB db, List<Mutation> mutations) throws Exception {
        for (Mutation mutation : mutations) {
            remove(db, mutation.key());
        }
    }

    @Override
    public void reset(DB db, Snapshot snapshot) throws Exception {
        for (String key : new ArrayList<>(rows(db).keySet())) {
            remove(db, key);
        }
    }

    static final class InMemory extends Household<MemoryTables> {
        private final InMemoryStorage disk = new InMemoryStorage();

        @Override
        Storage<MemoryTables> storage() {
            return disk.reopen();
        }

        @Override
        void put(MemoryTables db, String key, String value) {
            db.put("todo", key, value);
        }

        @Override
        void remove(MemoryTables db, String key) {
            db.remove("todo", key);
        }

        @Override
        Map<String, String> rows(MemoryTables db) {
            return new TreeMap<>(db.rows("todo"));
        }
    }

    static final class InSqlite extends Household<Connection> {
        private final Path file;

        InSqlite(Path file) {
            this.file = file;
        }

        @Override
        Storage<Connection> storage() {
            return JdbcSqliteStorage.at(file)
                    .onOpen(db -> {
                        try (Statement statement = db.createStatement()) {
                            statement.execute("CREATE TABLE IF NOT EXISTS todo (k TEXT PRIMARY KEY, v TEXT)");
                        }
                    })
                    .build();
        }

        @Override
        void put(Connection db, String key, String value) throws SQLException {
            run(db, "INSERT OR REPLACE INTO todo (k, v) VALUES (?, ?)", key, value);
        }

        @Override
        void remove(Connection db, String key) throws SQLException {
            run(db, "DELETE FROM todo WHERE k = ?", key);
        }

        static void run(Connection db, String sql, String... values) throws SQLException {
            try (PreparedStatement statement = db.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setString(i + 1, values[i]);
                }
                statement.executeUpdate();
            }
        }

        @Override
        Map<String, String> rows(Connection db) throws SQLException {
            Map<String, String> rows = new TreeMap<>();
            try (Statement statement = db.createStatement();
                    ResultSet all = statement.executeQuery("SELECT k, v FROM todo")) {
                while (all.next()) {
                    rows.put(all.getString(1), all.getString(2));
                }
            }
            return rows;
        }
    }
}
