package dev.mooring.sync.testing.rowsync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the database refuses. Only those parts are shown that are there, in the live server's order. */
final class SqlError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Map<String, String> parts = new LinkedHashMap<>();

    SqlError(String code) {
        super(code, null, false, false);
        parts.put("code", code);
    }

    static SqlError invalidText() {
        return new SqlError("22P02");
    }

    static SqlError outOfRange() {
        return new SqlError("22003");
    }

    static SqlError notNull(TableSpec table, Column column, String row) {
        return new SqlError("23502")
                .with("table", table.name())
                .with("column", Words.snake(column.name()))
                .with("detail", "Failing row contains (" + row + ").");
    }

    static SqlError duplicate(TableSpec table, String constraint, List<String> columns, List<String> values) {
        return new SqlError("23505")
                .with("table", table.name())
                .with("constraint", constraint)
                .with("detail", "Key " + pair(columns, values) + " already exists.");
    }

    static SqlError noParent(TableSpec table, Parent parent, String value) {
        return new SqlError("23503")
                .with("table", table.name())
                .with("constraint", parent.constraint())
                .with(
                        "detail",
                        "Key " + pair(List.of(parent.column()), List.of(value)) + " is not present in table \""
                                + parent.table() + "\".");
    }

    SqlError with(String part, String value) {
        parts.put(part, value);
        return this;
    }

    String words() {
        List<String> shown = new ArrayList<>();
        parts.forEach((name, value) -> shown.add(name + "=" + value));
        return String.join(" | ", shown);
    }

    private static String pair(List<String> columns, List<String> values) {
        List<String> snake = columns.stream().map(Words::snake).toList();
        return "(" + String.join(", ", snake) + ")=(" + String.join(", ", values) + ")";
    }
}
