package dev.mooring.systemtests.lane;

import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a device keeps its cells: one table with a whole number as key, and two columns {@code a} and {@code b}. A row is a JSON object of
 * the columns that are not null.
 */
interface CellHome<DB> {
    AtomicLong NEXT = new AtomicLong();

    Storage<DB> storage();

    /** The same data, as another process finds them. */
    CellHome<DB> reopened();

    /** A backup. */
    CellHome<DB> copied();

    void put(DB db, String key, String row) throws Exception;

    void remove(DB db, String key) throws Exception;

    @Nullable
    String get(DB db, String key) throws Exception;

    /** In memory. */
    record Memory(InMemoryStorage storage) implements CellHome<MemoryTables> {
        static Memory fresh(VirtualScheduler time) {
            return new Memory(new InMemoryStorage()
                    .capturing(time::now, "cells")
                    .withClocks(() -> new UUID(NEXT.incrementAndGet(), 1)));
        }

        @Override
        public CellHome<MemoryTables> reopened() {
            return new Memory(storage.reopen());
        }

        @Override
        public CellHome<MemoryTables> copied() {
            return new Memory(storage.copy());
        }

        @Override
        public void put(MemoryTables tables, String key, String row) {
            tables.put("cells", key, row);
        }

        @Override
        public void remove(MemoryTables tables, String key) {
            tables.remove("cells", key);
        }

        @Override
        public @Nullable String get(MemoryTables tables, String key) {
            return tables.get("cells", key);
        }
    }

    /** In a file of SQLite. */
    record File(Path path, Storage<Connection> storage) implements CellHome<Connection> {
        private static final Pattern MEMBER = Pattern.compile("\"([ab])\":(?:\"([^\"]*)\"|(\\d+))");

        static File in(Path directory) {
            return at(directory.resolve("cells-" + NEXT.incrementAndGet() + ".db"));
        }

        private static File at(Path path) {
            return new File(
                    path,
                    JdbcSqliteStorage.at(path)
                            .onOpen(File::create)
                            .syncedTables(SyncedTables.builder()
                                    .format(RowFormat.CELLS)
                                    .table(SyncedTable.named("cells"))
                                    .build())
                            .build());
        }

        private static void create(Connection db) throws SQLException {
            try (Statement create = db.createStatement()) {
                create.execute("CREATE TABLE IF NOT EXISTS cells (id INTEGER PRIMARY KEY, a, b)");
            }
        }

        @Override
        public CellHome<Connection> reopened() {
            return at(path);
        }

        @Override
        public CellHome<Connection> copied() {
            Path copy = path.resolveSibling("copy-" + NEXT.incrementAndGet() + ".db");
            try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + path);
                    Statement backup = db.createStatement()) {
                backup.executeUpdate("backup to " + copy);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return at(copy);
        }

        private static long id(String key) {
            return Long.parseLong(key.substring(1, key.length() - 1));
        }

        @Override
        public void put(Connection db, String key, String row) throws SQLException {
            Object[] columns = {null, null};
            for (Matcher member = MEMBER.matcher(row); member.find(); ) {
                columns[member.group(1).charAt(0) - 'a'] =
                        member.group(2) != null ? member.group(2) : (Object) Long.valueOf(member.group(3));
            }
            try (PreparedStatement update = db.prepareStatement("UPDATE cells SET a = ?, b = ? WHERE id = ?");
                    PreparedStatement insert = db.prepareStatement("INSERT INTO cells (a, b, id) VALUES (?, ?, ?)")) {
                for (PreparedStatement each : new PreparedStatement[] {update, insert}) {
                    each.setObject(1, columns[0]);
                    each.setObject(2, columns[1]);
                    each.setLong(3, id(key));
                    if (each.executeUpdate() == 1) {
                        return;
                    }
                }
            }
        }

        @Override
        public void remove(Connection db, String key) throws SQLException {
            try (PreparedStatement delete = db.prepareStatement("DELETE FROM cells WHERE id = ?")) {
                delete.setLong(1, id(key));
                delete.executeUpdate();
            }
        }

        @Override
        public @Nullable String get(Connection db, String key) throws SQLException {
            try (PreparedStatement query = db.prepareStatement("SELECT a, b FROM cells WHERE id = ?")) {
                query.setLong(1, id(key));
                try (ResultSet row = query.executeQuery()) {
                    if (!row.next()) {
                        return null;
                    }
                    StringJoiner members = new StringJoiner(",", "{", "}");
                    for (String column : new String[] {"a", "b"}) {
                        Object value = row.getObject(column);
                        if (value != null) {
                            members.add(
                                    "\"" + column + "\":" + (value instanceof String ? "\"" + value + "\"" : value));
                        }
                    }
                    return members.toString();
                }
            }
        }
    }
}
