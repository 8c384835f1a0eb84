package dev.mooring.sync.sqlite.internal.clock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One site, small, slow and obviously right: rows and clocks in maps, and the merge in the words of the protocol's description. It shares
 * nothing with the store but the record of a cell.
 */
final class CellOracle {
    /** What a row is there with, whose column nobody has written: by column, by table. */
    private final Map<String, Map<String, @Nullable Object>> tables;

    private final Map<String, Row> rows = new TreeMap<>();
    private final List<Sent> written = new ArrayList<>();
    private long version;
    private long seq;

    CellOracle(Map<String, Map<String, @Nullable Object>> tables) {
        this.tables = tables;
    }

    /** A cell and the key of its row, which is the name of its table and the key in brackets. */
    record Sent(String key, Cell cell) {}

    /** A row that is there, or was. */
    static final class Row {
        long cl;
        final Map<String, @Nullable Object> values = new TreeMap<>();
        final Map<String, Long> versions = new TreeMap<>();
    }

    Map<String, Row> rows() {
        return rows;
    }

    /** What this site wrote, in order. */
    List<Sent> written() {
        return written;
    }

    // ---- what the app does

    void begin() {
        version++;
        seq = 0;
    }

    boolean isThere(String key) {
        Row row = rows.get(key);
        return row != null && row.cl % 2 == 1;
    }

    void insert(String key, Map<String, @Nullable Object> values) {
        Row row = rows.computeIfAbsent(key, any -> new Row());
        row.cl++;
        row.values.clear();
        row.versions.clear();
        row.values.putAll(defaults(key));
        row.values.putAll(values);
        if (row.cl > 1 || row.values.isEmpty()) {
            send(key, new Cell("-1", null, row.cl, version, row.cl, seq++));
        }
        // In the order of the table's columns, which is that of their names here.
        row.values.forEach((column, value) -> {
            row.versions.put(column, 1L);
            send(key, new Cell(column, value, 1, version, row.cl, seq++));
        });
    }

    void update(String key, Map<String, @Nullable Object> values) {
        Row row = rows.get(key);
        new TreeMap<>(values).forEach((column, value) -> {
            if (!same(row.values.get(column), value)) {
                long cv = row.versions.getOrDefault(column, 0L) + 1;
                row.values.put(column, value);
                row.versions.put(column, cv);
                send(key, new Cell(column, value, cv, version, row.cl, seq++));
            }
        });
    }

    void delete(String key) {
        Row row = rows.get(key);
        row.cl++;
        row.values.clear();
        row.versions.clear();
        send(key, new Cell("-1", null, row.cl, version, row.cl, seq++));
    }

    private void send(String key, Cell cell) {
        written.add(new Sent(key, cell));
    }

    // ---- what comes

    void merge(Sent sent) {
        Cell cell = sent.cell();
        version = Math.max(version, cell.dv());
        Row row = rows.computeIfAbsent(sent.key(), any -> new Row());
        if (cell.cl() < row.cl) {
            return;
        }
        if (cell.cl() > row.cl) {
            row.cl = cell.cl();
            row.values.clear();
            row.versions.clear();
            if (cell.cl() % 2 == 1) {
                row.values.putAll(defaults(sent.key()));
            }
        }
        if (cell.cl() % 2 == 0 || cell.column().equals("-1")) {
            return;
        }
        Long here = row.versions.get(cell.column());
        boolean wins = here == null
                || cell.cv() > here
                || (cell.cv() == here && order(cell.value(), row.values.get(cell.column())) > 0);
        if (wins) {
            row.values.put(cell.column(), cell.value());
            row.versions.put(cell.column(), cell.cv());
        }
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return order(one, other) == 0;
    }

    /** INTEGER > REAL > TEXT > BLOB > NULL, then by value. */
    static int order(@Nullable Object one, @Nullable Object other) {
        List<String> types = List.of("NULL", "BLOB", "TEXT", "REAL", "INTEGER");
        int type = types.indexOf(type(one));
        int otherType = types.indexOf(type(other));
        if (type != otherType) {
            return type - otherType;
        }
        return switch (type) {
            case 0 -> 0;
            case 1 -> java.util.Arrays.compareUnsigned((byte[]) one, (byte[]) other);
            case 2 -> java.util.Arrays.compareUnsigned(utf8(one), utf8(other));
            case 3 -> Double.compare((Double) one + 0.0, (Double) other + 0.0);
            default -> Long.compare((Long) one, (Long) other);
        };
    }

    private static byte[] utf8(Object text) {
        return text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String type(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        return value instanceof Long
                ? "INTEGER"
                : value instanceof Double ? "REAL" : value instanceof byte[] ? "BLOB" : "TEXT";
    }

    // ---- what can be compared

    /** A line for each row that is or was there, with the clock of each column. */
    List<String> dump() {
        List<String> lines = new ArrayList<>();
        rows.forEach((key, row) -> {
            StringBuilder line = new StringBuilder(key + " cl " + row.cl);
            row.values.forEach((column, value) ->
                    line.append(", " + column + "=" + shown(value) + "@" + row.versions.getOrDefault(column, -1L)));
            lines.add(line.toString());
        });
        Collections.sort(lines);
        return lines;
    }

    static String shown(@Nullable Object value) {
        return type(value) + ":" + (value instanceof byte[] blob ? java.util.Arrays.toString(blob) : value);
    }

    private Map<String, @Nullable Object> defaults(String key) {
        return tables.get(key.substring(0, key.indexOf('[')));
    }
}
