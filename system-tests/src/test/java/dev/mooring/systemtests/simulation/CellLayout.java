package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.testing.changeset.PackedKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The same rows as tables of SQLite. An app's schema lets no item have the number 8, which others write now and then: such a row is set aside
 * until it has another one.
 */
final class CellLayout implements Layout {
    @Override
    public List<String> create() {
        return List.of(CellRows.SCHEMA
                .replace("DEFAULT 0", "DEFAULT 0 CHECK (n <> 8)")
                .replace(", extra TEXT", "")
                .split(";\n"));
    }

    @Override
    public List<String> update() {
        return List.of("ALTER TABLE item ADD COLUMN " + CellRows.EXTRA + " TEXT");
    }

    @Override
    public SyncedTables tables() {
        return SyncedTables.builder()
                .format(RowFormat.CELLS)
                .table(SyncedTable.named(CellRows.ITEM))
                .table(SyncedTable.named(CellRows.MARK).key("a", "b"))
                .build();
    }

    @Override
    public List<String> write(Connection db, Mutation mutation) throws SQLException {
        String table = mutation.collection();
        String key = mutation.key();
        boolean there = !inTable(db, table, key).isEmpty();
        CellRows.Edit edit = CellRows.edit(mutation, there);
        if (edit.delete() && there) {
            run(db, "DELETE FROM " + table + where(table), key(key));
        }
        if (edit.values() == null) {
            return List.of();
        }
        Map<String, Object> values = new LinkedHashMap<>(edit.values());
        if (!isUpdated(db)) {
            values.remove(CellRows.EXTRA);
        }
        List<Object> bound = new ArrayList<>(values.values());
        bound.addAll(key(key));
        if (there && !edit.delete()) {
            String sets = String.join(" = ?, ", values.keySet()) + " = ?";
            run(db, "UPDATE " + table + " SET " + sets + where(table), bound);
        } else {
            List<String> columns = new ArrayList<>(values.keySet());
            columns.addAll(keyColumns(table));
            String marks = "?, ".repeat(columns.size() - 1) + "?";
            run(db, "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (" + marks + ")", bound);
        }
        return edit.labels();
    }

    private static List<String> keyColumns(String table) {
        return table.equals(CellRows.MARK) ? List.of("a", "b") : List.of("id");
    }

    private static String where(String table) {
        return " WHERE " + String.join(" = ? AND ", keyColumns(table)) + " = ?";
    }

    private static List<@Nullable Object> key(String key) {
        return PackedKey.read(CellJson.key(key));
    }

    private static void run(Connection db, String sql, List<? extends @Nullable Object> values) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            statement.executeUpdate();
        }
    }

    /** What is captured is asked of the storage. */
    @Override
    public List<Mutation> waiting(Connection db) {
        return List.of();
    }

    private static boolean isUpdated(Connection db) throws SQLException {
        try (PreparedStatement get =
                db.prepareStatement("SELECT 1 FROM pragma_table_info('item') WHERE name = '" + CellRows.EXTRA + "'")) {
            return get.executeQuery().next();
        }
    }

    /** One that is set aside counts as the row, and what the table has no column for as a column. */
    @Override
    public String get(Connection db, String collection, String key) throws SQLException {
        String row = inTable(db, collection, key);
        String whole = row.isEmpty() ? aside(db, collection, key) : row;
        String extra = kept(db, "SELECT fields FROM mooring_extra WHERE collection = ? AND key = ?", collection, key);
        return whole.isEmpty() || extra == null ? whole : CellJson.merged(whole, extra);
    }

    private static String aside(Connection db, String collection, String key) throws SQLException {
        String image = kept(db, "SELECT row FROM mooring_aside WHERE collection = ? AND key = ?", collection, key);
        return image == null || image.equals("null") ? "" : CellJson.shown(image, keyColumns(collection));
    }

    private static @Nullable String kept(Connection db, String sql, String collection, String key) throws SQLException {
        try (PreparedStatement get = db.prepareStatement(sql)) {
            get.setString(1, collection);
            get.setString(2, key);
            try (ResultSet row = get.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private static String inTable(Connection db, String collection, String key) throws SQLException {
        try (PreparedStatement get = db.prepareStatement("SELECT * FROM " + collection + where(collection))) {
            List<@Nullable Object> values = key(key);
            for (int i = 0; i < values.size(); i++) {
                get.setObject(i + 1, values.get(i));
            }
            try (ResultSet row = get.executeQuery()) {
                if (!row.next()) {
                    return "";
                }
                Map<String, @Nullable Object> columns = new HashMap<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    String name = row.getMetaData().getColumnName(i);
                    if (!keyColumns(collection).contains(name)) {
                        Object value = row.getObject(i);
                        columns.put(name, value instanceof Integer number ? (Object) number.longValue() : value);
                    }
                }
                return CellJson.shown(columns);
            }
        }
    }
}
