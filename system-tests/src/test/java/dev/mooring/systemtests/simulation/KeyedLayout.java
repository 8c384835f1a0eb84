package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tables whose rows a server keeps. An edit sets a column of its row to its label; one that deletes does that, too, and sets the mark
 * of deleted rows or removes the row. A row reads as its label.
 */
final class KeyedLayout implements Layout {
    private static final Pattern TIME = Pattern.compile("\"(?:structure|createdDate)\":\"([^\"]*)\"");

    private final List<Kind> kinds;
    private final Labels labels;
    private final boolean marks;

    /**
     * A table.
     *
     * @param synced what the library is told of it
     * @param collection of its mutations
     * @param table its name
     * @param columns besides the key and the mark of deleted rows
     * @param label the column of the label
     * @param time the column of the time of the edit, or empty
     * @param fixed columns that are the same in all rows, with their values
     */
    record Kind(
            SyncedTable synced,
            String collection,
            String table,
            String columns,
            String label,
            String time,
            Map<String, String> fixed) {}

    /** Finds the label in a mutation that the simulation made up. */
    @FunctionalInterface
    interface Labels {
        String of(String payload);
    }

    /** Deleted rows are marked, or removed. */
    KeyedLayout(List<Kind> kinds, Labels labels, boolean marks) {
        this.kinds = kinds;
        this.labels = labels;
        this.marks = marks;
    }

    @Override
    public List<String> create() {
        return kinds.stream()
                .map(kind -> "CREATE TABLE " + kind.table() + " (id TEXT PRIMARY KEY, " + kind.columns()
                        + (marks ? ", deleted INTEGER NOT NULL DEFAULT 0)" : ")"))
                .toList();
    }

    @Override
    public SyncedTables tables() {
        SyncedTables.Builder tables = SyncedTables.builder().format(RowFormat.ROWS);
        for (Kind kind : kinds) {
            SyncedTable table = kind.synced().collection(kind.collection());
            tables.table(marks ? table.softDelete("deleted").booleans("deleted") : table);
        }
        return tables.build();
    }

    private Kind kind(String collection) {
        return kinds.stream()
                .filter(kind -> kind.collection().equals(collection))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public List<String> write(Connection db, Mutation mutation) throws SQLException {
        Kind kind = kind(mutation.collection());
        String label = labels.of(mutation.payload());
        boolean delete = mutation.kind().equals(Mutation.DELETE);
        Map<String, String> values = new LinkedHashMap<>(Map.of(kind.label(), label));
        if (marks) {
            values.put("deleted", delete ? "1" : "0");
        }
        Matcher time = TIME.matcher(mutation.payload());
        if (!kind.time().isEmpty() && time.find()) {
            values.put(kind.time(), time.group(1));
        }
        boolean there = update(db, kind.table(), mutation.key(), values);
        if (!there && !delete) {
            values.put("id", mutation.key());
            values.putAll(kind.fixed());
            there = insert(db, kind.table(), values);
        }
        if (there && delete && !marks) {
            run(db, "DELETE FROM " + kind.table() + " WHERE id = ?", List.of(mutation.key()));
        }
        return there ? List.of(label) : List.of();
    }

    private static boolean update(Connection db, String table, String key, Map<String, String> values)
            throws SQLException {
        String sets = values.keySet().stream().map(column -> column + " = ?").collect(Collectors.joining(", "));
        List<String> bound = new ArrayList<>(values.values());
        bound.add(key);
        return run(db, "UPDATE " + table + " SET " + sets + " WHERE id = ?", bound);
    }

    private static boolean insert(Connection db, String table, Map<String, String> values) throws SQLException {
        String marks = values.keySet().stream().map(column -> "?").collect(Collectors.joining(", "));
        String sql = "INSERT INTO " + table + " (" + String.join(", ", values.keySet()) + ") VALUES (" + marks + ")";
        return run(db, sql, List.copyOf(values.values()));
    }

    /** Whether a row was touched; no foreign key stops the app. */
    private static boolean run(Connection db, String sql, List<String> values) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            return statement.executeUpdate() > 0;
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("FOREIGN KEY")) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public List<Mutation> waiting(Connection db) throws SQLException {
        List<Mutation> waiting = new ArrayList<>();
        for (Captured captured : Captured.waiting(db)) {
            Map<String, String> row = captured.row() == null ? captured.before() : captured.row();
            boolean delete = captured.row() == null || "1".equals(row.get("deleted"));
            Kind kind = kinds.stream()
                    .filter(each -> each.table().equals(captured.table()))
                    .findFirst()
                    .orElseThrow();
            waiting.add(Mutation.of(
                    kind.collection(),
                    row.get("id"),
                    delete ? Mutation.DELETE : "update",
                    "{\"title\":\"" + row.get(kind.label()) + "\"}"));
        }
        return waiting;
    }

    @Override
    public String get(Connection db, String collection, String key) throws SQLException {
        Kind kind = kind(collection);
        try (PreparedStatement aside =
                db.prepareStatement("SELECT row FROM mooring_aside WHERE collection = ? AND key = ?")) {
            aside.setString(1, collection);
            aside.setString(2, key);
            try (ResultSet row = aside.executeQuery()) {
                if (row.next() && !Captured.isWritten(db, kind.table(), "id", key)) {
                    String image = row.getString(1);
                    return image == null || image.contains("\"deleted\":1") ? "" : value(image, kind.label());
                }
            }
        }
        try (PreparedStatement get = db.prepareStatement("SELECT " + kind.label() + " FROM " + kind.table()
                + " WHERE id = ?" + (marks ? " AND deleted = 0" : ""))) {
            get.setString(1, key);
            try (ResultSet row = get.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }

    private static String value(String image, String column) {
        String value = Member.text(image, column);
        return value == null ? "" : value;
    }
}
