package dev.mooring.systemtests.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Random statements that update or delete. */
final class Changes {
    private final Chance chance;

    Changes(Chance chance) {
        this.chance = chance;
    }

    // ---- which rows

    List<String> key(Table table) {
        return table.keyColumns().stream().map(column -> column.literal(chance)).toList();
    }

    /** By its key, or the next best one. */
    private String one(Table table) {
        if (chance.oneIn(2)) {
            return " WHERE " + table.isRow(key(table));
        }
        return " WHERE (" + String.join(", ", table.keyNames()) + ") = " + table.nth(chance.between(0, 3));
    }

    private String many(Table table) {
        Column column = chance.pick(table.columns());
        String name = column.name();
        return chance.pick(
                "",
                " WHERE " + name + " IS NOT NULL",
                " WHERE typeof(" + name + ") = '" + chance.pick("text", "integer", "real", "blob", "null") + "'",
                " WHERE " + table.keyNames().get(0) + " >= " + key(table).get(0),
                " WHERE " + table.keyNames().get(0) + " < " + key(table).get(0));
    }

    // ---- what becomes of them

    String update(String verb, Table table, boolean one) {
        String sets = chance.some(table.values()).stream()
                .map(column -> column.name() + " = " + value(table, column))
                .collect(Collectors.joining(", "));
        return verb + " " + table.name() + " SET " + sets + (one ? one(table) : many(table));
    }

    private String value(Table table, Column column) {
        return chance.oneIn(6) && !column.unique()
                ? chance.pick(table.written()).name()
                : column.literal(chance);
    }

    /** SQLite has its own form for that since 3.33. */
    String updateFrom(Table table, Table other) {
        Column column = chance.pick(table.values());
        String value = "o." + chance.pick(other.allColumns());
        String from = " FROM " + other.name() + " AS o WHERE typeof(o."
                + other.keyNames().get(0) + ") = typeof(" + table.name() + "."
                + table.keyNames().get(0) + ")";
        String update = "UPDATE " + table.name() + " SET " + column.name() + " = ";
        return TestedSqlite.is(TestedSqlite.UPDATE_FROM)
                ? update + value + from
                : update + "(SELECT " + value + from + ") WHERE EXISTS (SELECT 1" + from + ")";
    }

    String updateTypes(Table table) {
        Column column = chance.pick(table.values());
        String name = column.name();
        return "UPDATE " + table.name() + " SET " + name + " = CASE typeof(" + name + ") WHEN 'integer' THEN CAST("
                + name + " AS REAL) WHEN 'text' THEN CAST(" + name + " AS BLOB) WHEN 'blob' THEN CAST(" + name
                + " AS TEXT) WHEN 'real' THEN CAST(" + name + " AS INTEGER) END";
    }

    String updateNothing(Table table) {
        List<String> sets = new ArrayList<>();
        chance.some(table.written()).forEach(column -> sets.add(column.name() + " = " + column.name()));
        return "UPDATE " + table.name() + " SET " + String.join(", ", sets) + (chance.oneIn(2) ? many(table) : "");
    }

    String delete(Table table, boolean one) {
        return "DELETE FROM " + table.name() + (one ? one(table) : many(table));
    }

    // ---- keys

    String changeKey(String verb, Table table) {
        String to = chance.oneIn(3) ? table.nth(chance.between(0, 3)) : "(" + String.join(", ", key(table)) + ")";
        return setKey(verb, table, to) + one(table);
    }

    private static String setKey(String verb, Table table, String to) {
        return verb + " " + table.name() + " SET (" + String.join(", ", table.keyNames()) + ") = " + to;
    }

    private static String move(Table table, List<String> from, List<String> to) {
        return setKey("UPDATE", table, "(" + String.join(", ", to) + ")") + " WHERE " + table.isRow(from);
    }

    String changeKeys(String verb, Table table) {
        return verb + " " + table.name() + " SET " + table.key().change(chance) + many(table);
    }

    /** Over a third key. */
    List<String> swapKeys(Table table) {
        List<String> one = key(table);
        List<String> other = key(table);
        List<String> between = table.keyNames().stream().map(name -> "'77'").toList();
        return List.of(move(table, one, between), move(table, other, one), move(table, between, other));
    }

    /** The unique values of two rows, over NULL. */
    List<String> swapValues(Table table) {
        Column column = chance.pick(table.uniqueValues());
        List<String> one = key(table);
        List<String> other = key(table);
        String first = column.literal(chance);
        String second = column.literal(chance);
        return List.of(
                set(table, column, first, one),
                set(table, column, second, other),
                set(table, column, "NULL", one),
                set(table, column, first, other),
                set(table, column, second, one));
    }

    private static String set(Table table, Column column, String literal, List<String> key) {
        return String.format(
                Locale.ROOT, "UPDATE %s SET %s = %s WHERE %s", table.name(), column.name(), literal, table.isRow(key));
    }
}
