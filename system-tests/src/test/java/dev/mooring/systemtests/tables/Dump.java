package dev.mooring.systemtests.tables;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is in tables, to the byte: each row a line, each cell its storage class and its bytes. */
final class Dump {
    static final String CELLS = " | ";

    private Dump() {}

    /** Table to its rows, ordered by their text, which begins with the key. */
    static Map<String, List<String>> of(Connection db, List<Table> tables) throws SQLException {
        Map<String, List<String>> dump = new TreeMap<>();
        for (Table table : tables) {
            dump.put(table.name(), rows(db, table.name(), table.allColumns()));
        }
        return dump;
    }

    static List<String> rows(Connection db, String table, List<String> columns) throws SQLException {
        String cells = columns.stream()
                .map(column -> "typeof(" + column + "), hex(CAST(" + column + " AS BLOB)), " + column)
                .collect(Collectors.joining(", "));
        List<String> rows = new ArrayList<>();
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + cells + " FROM " + table)) {
            while (row.next()) {
                String[] line = new String[columns.size()];
                for (int i = 0; i < line.length; i++) {
                    line[i] = cell(row, 3 * i + 1);
                }
                rows.add(String.join(CELLS, line));
            }
        }
        Collections.sort(rows);
        return rows;
    }

    private static String cell(ResultSet row, int at) throws SQLException {
        String type = row.getString(at);
        return switch (type) {
            case "null" -> type;
            case "integer" -> type + ":" + row.getLong(at + 2);
            case "real" -> real(row.getDouble(at + 2));
            default -> type + ":" + row.getString(at + 1);
        };
    }

    static String real(double number) {
        return "real:" + Long.toHexString(Double.doubleToRawLongBits(number)) + "=" + number;
    }

    static String text(String text) {
        return "text:" + HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** All cells of all tables. */
    static List<String> cells(Map<String, List<String>> dump) {
        return dump.values().stream()
                .flatMap(List::stream)
                .flatMap(row -> Arrays.stream(row.split(Pattern.quote(CELLS))))
                .toList();
    }

    /** The rows of one dump that the other has not, table by table; empty if they are equal. */
    static String difference(Map<String, List<String>> one, Map<String, List<String>> other) {
        StringBuilder difference = new StringBuilder();
        for (String table : one.keySet()) {
            lacking(difference, table + " < ", one.get(table), other.getOrDefault(table, List.of()));
            lacking(difference, table + " > ", other.getOrDefault(table, List.of()), one.get(table));
        }
        return difference.toString();
    }

    private static void lacking(StringBuilder difference, String mark, List<String> rows, List<String> in) {
        List<String> lacking = new ArrayList<>(rows);
        in.forEach(lacking::remove);
        lacking.forEach(row -> difference.append(mark).append(shortened(row)).append('\n'));
    }

    private static String shortened(String row) {
        return Arrays.stream(row.split(Pattern.quote(CELLS)))
                .map(cell -> cell.length() > 60 ? cell.substring(0, 50) + "..." + cell.length() : cell)
                .collect(Collectors.joining(CELLS));
    }
}
