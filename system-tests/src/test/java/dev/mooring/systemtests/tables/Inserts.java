package dev.mooring.systemtests.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Random statements that insert. */
final class Inserts {
    private final Chance chance;

    Inserts(Chance chance) {
        this.chance = chance;
    }

    String values(String verb, Table table, int rows) {
        List<Column> columns = columns(table);
        List<String> tuples = new ArrayList<>();
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            List<String> literals =
                    columns.stream().map(column -> column.literal(chance)).toList();
            (comesLast(columns, literals) ? chosen : tuples).add("(" + String.join(", ", literals) + ")");
        }
        tuples.addAll(chosen);
        return into(verb, table, columns) + " VALUES " + String.join(", ", tuples);
    }

    /** Whether it is a row whose key SQLite chooses, where such a row harms those behind it. */
    private static boolean comesLast(List<Column> columns, List<String> literals) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).key() && literals.get(i).equals("NULL")) {
                return !TestedSqlite.has(
                        TestedSqlite.CHOSEN_KEY_FIRST, "random keys that SQLite chooses before ones that are given");
            }
        }
        return false;
    }

    private static String into(String verb, Table table, List<Column> columns) {
        return verb + " INTO " + table.name()
                + columns.stream().map(Column::name).collect(Collectors.joining(", ", " (", ")"));
    }

    /** All of them mostly, in any case the key's. */
    private List<Column> columns(Table table) {
        if (chance.oneIn(4)) {
            List<Column> some = chance.some(table.written());
            return table.written().stream()
                    .filter(column -> column.key() || some.contains(column))
                    .toList();
        }
        return table.written();
    }

    /** From the table itself, or from another one's rows with keys of this one. */
    String select(Table table, Table from) {
        List<Column> columns = table.written();
        String source = from.keyNames().get(0);
        List<String> results = new ArrayList<>();
        for (Column column : columns) {
            String copied = from.allColumns().contains(column.name()) ? column.name() : source;
            boolean copies = !column.key() && chance.oneIn(2) && !column.name().contains("_");
            results.add(copies ? copied : column.key() ? spread(column, source) : column.literal(chance));
        }
        return into(chance.pick("INSERT", "INSERT", "INSERT OR IGNORE", "REPLACE"), table, columns) + " SELECT "
                + String.join(", ", results) + " FROM " + from.name() + " ORDER BY "
                + String.join(", ", from.keyNames())
                + " LIMIT " + chance.between(1, 4);
    }

    /** Different keys for different rows. */
    private String spread(Column column, String source) {
        // Of an empty text, it is NULL, for which SQLite chooses a key.
        String first = TestedSqlite.is(TestedSqlite.CHOSEN_KEY_FIRST)
                ? "unicode(" + source + ")"
                : "coalesce(unicode(" + source + "), 0)";
        return column.definition().startsWith("INTEGER")
                ? "length(" + source + ") * 7 + " + first + " % 5 + " + chance.between(10, 60)
                : "typeof(" + source + ") || " + source;
    }

    String upsert(Table table, boolean updates) {
        String key = String.join(", ", table.keyNames());
        String insert = values("INSERT", table, chance.between(1, 3));
        if (!updates) {
            return insert + " ON CONFLICT" + (chance.oneIn(2) ? " (" + key + ")" : "") + " DO NOTHING";
        }
        Column column = chance.pick(table.values());
        String to = chance.pick("excluded." + column.name(), column.literal(chance));
        String where = chance.oneIn(4) ? " WHERE " + table.name() + "." + column.name() + " IS NOT NULL" : "";
        String more = chance.oneIn(8) ? ", " + table.key().change(chance) : "";
        return insert + " ON CONFLICT (" + key + ") DO UPDATE SET " + column.name() + " = " + to + more + where;
    }

    /** One key twice. */
    String twice(Table table) {
        List<Column> columns = table.written();
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        for (Column column : columns) {
            String literal = column.literal(chance);
            first.add(literal);
            second.add(column.key() ? literal : column.literal(chance));
        }
        return into("INSERT", table, columns) + " VALUES (" + String.join(", ", first) + "), ("
                + String.join(", ", second) + ")";
    }
}
