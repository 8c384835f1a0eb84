package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tables whose row changes go into a log: rows k0 to k2 are lists, k3 and k4 are items of the list k0. An edit sets one of two
 * columns to its label, so that the edits of two devices come together in one row; one that deletes does so before. A
 * row reads as both columns, with a dash for NULL.
 */
final class LogLayout implements Layout {
    private static final String NONE = "-";
    private static final Set<String> OPS = Set.of("insert", "update", "delete");

    static String table(String key) {
        return key.compareTo("k3") < 0 ? "list" : "item";
    }

    /** What stands for an edit until it is captured. */
    static Mutation mutation(String key, String label, boolean delete) {
        return Mutation.of(table(key), key, delete ? Mutation.DELETE : "put", label);
    }

    @Override
    public List<String> create() {
        return List.of(
                "CREATE TABLE list (key TEXT PRIMARY KEY, a TEXT, b TEXT)",
                "CREATE TABLE item (key TEXT PRIMARY KEY, a TEXT, b TEXT, list TEXT NOT NULL DEFAULT 'k0' REFERENCES list)");
    }

    @Override
    public SyncedTables tables() {
        return SyncedTables.builder()
                .table(SyncedTable.named("list").key("key"))
                .table(SyncedTable.named("item").key("key").parent("list", "list"))
                .build();
    }

    // ---- the app

    @Override
    public List<String> write(Connection db, Mutation mutation) throws SQLException {
        String label = mutation.payload();
        boolean delete = mutation.kind().equals(Mutation.DELETE);
        String column = delete || label.hashCode() % 2 == 0 ? "a" : "b";
        boolean there = run(
                db, "UPDATE " + mutation.collection() + " SET " + column + " = ? WHERE key = ?", label, mutation.key());
        if (delete && there) {
            run(db, "DELETE FROM " + mutation.collection() + " WHERE key = ?", mutation.key());
        }
        return there
                        || !delete
                                && run(
                                        db,
                                        "INSERT INTO " + mutation.collection() + " (" + column + ", key) VALUES (?, ?)",
                                        label,
                                        mutation.key())
                ? List.of(label)
                : List.of();
    }

    /** Whether a row was touched; no foreign key stops the app. */
    private static boolean run(Connection db, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
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
        return Captured.waiting(db).stream().map(LogLayout::mutation).toList();
    }

    private static Mutation mutation(Captured captured) {
        Map<String, String> row = captured.row();
        Map<String, String> before = captured.before();
        if (row == null) {
            String key = Objects.requireNonNull(before).get("key");
            return Mutation.of(captured.table(), key, Mutation.DELETE, "{\"op\":\"delete\"}");
        }
        String changed = Stream.of("a", "b")
                .filter(column -> before == null || !Objects.equals(row.get(column), before.get(column)))
                .map(column -> "\"" + column + "\"")
                .collect(Collectors.joining(","));
        String op = before == null ? "insert" : "update";
        return Mutation.of(
                captured.table(),
                row.get("key"),
                op,
                "{\"op\":\"" + op + "\",\"row\":{" + member(row, "a") + "," + member(row, "b") + "},\"changed\":["
                        + changed + "]}");
    }

    private static String member(Map<String, String> row, String column) {
        String value = row.get(column);
        return "\"" + column + "\":" + (value == null ? "null" : "\"" + value + "\"");
    }

    @Override
    public String get(Connection db, String collection, String key) throws SQLException {
        if (!collection.equals("list") && !collection.equals("item")) {
            return "";
        }
        try (PreparedStatement aside =
                db.prepareStatement("SELECT row FROM mooring_aside WHERE collection = ? AND key = ?")) {
            aside.setString(1, collection);
            aside.setString(2, key);
            try (ResultSet row = aside.executeQuery()) {
                if (row.next() && !Captured.isWritten(db, collection, "key", key)) {
                    String image = row.getString(1);
                    return image == null ? "" : text(value(image, "a"), value(image, "b"));
                }
            }
        }
        try (PreparedStatement get = db.prepareStatement("SELECT a, b FROM " + collection + " WHERE key = ?")) {
            get.setString(1, key);
            try (ResultSet row = get.executeQuery()) {
                return row.next() ? text(row.getString(1), row.getString(2)) : "";
            }
        }
    }

    private static String text(String a, String b) {
        return (a == null ? NONE : a) + " " + (b == null ? NONE : b);
    }

    // ---- payloads

    /** The label of an edit; a deletion has none of its own. */
    static String label(String payload) {
        String op = op(payload);
        if (op.isEmpty()) {
            return payload;
        }
        if (op.equals("delete")) {
            return "~";
        }
        // A row that was deleted and inserted again is an update of both columns, of which one is NULL.
        boolean inA = op.equals("insert") || changed(payload).contains("\"a\"");
        String a = inA ? value(payload, "a") : null;
        return a == null ? String.valueOf(value(payload, "b")) : a;
    }

    /** The row after a change. */
    static String after(String row, String payload) {
        String op = op(payload);
        if (op.isEmpty()) {
            return row;
        }
        if (op.equals("delete")) {
            return "";
        }
        String image = text(value(payload, "a"), value(payload, "b"));
        if (op.equals("insert") || row.isEmpty()) {
            return image;
        }
        String changed = changed(payload);
        String a = changed.contains("\"a\"") ? image.split(" ")[0] : row.split(" ")[0];
        String b = changed.contains("\"b\"") ? image.split(" ")[1] : row.split(" ")[1];
        return a + " " + b;
    }

    /** Empty where there is none. */
    private static String op(String payload) {
        String op = Member.text(payload, "op");
        return op != null && OPS.contains(op) ? op : "";
    }

    private static String changed(String payload) {
        return Member.array(payload, "changed");
    }

    private static String value(String payload, String column) {
        return Member.text(payload, column);
    }

    /** A change of a row by another client, in the same format. */
    static String payload(String key, String label) {
        String column = label.hashCode() % 2 == 0 ? "a" : "b";
        String other = column.equals("a") ? "b" : "a";
        String list = table(key).equals("item") ? ",\"list\":\"k0\"" : "";
        return "{\"op\":\"update\",\"row\":{\"key\":\"" + key + "\",\"" + column + "\":\"" + label + "\",\"" + other
                + "\":null" + list + "},\"changed\":[\"" + column + "\"]}";
    }
}
