package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptValue;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A row as it is kept: its values as a pull shows them, and the bytes that an answer takes over. Immutable.
 *
 * @param values one for each column
 * @param key the primary key's values as one text
 * @param target the conflict target's values as one text
 * @param stamp when it was last modified, or says so
 * @param wire the row as a change of an answer
 * @param dataAt where in it the columns are
 * @param dataLength how many bytes these are
 */
record Row(Object[] values, String key, String target, LocalDateTime stamp, byte[] wire, int dataAt, int dataLength) {
    /** In a unique key one null is like the other: the live indexes are UNIQUE NULLS NOT DISTINCT. */
    static final String NULL = "\u0001";

    static Row of(TableSpec table, Object[] values) {
        String stamp = ScriptValue.text(values[table.place(TableSpec.STAMP)]);
        byte[] before = head(table, values).getBytes(StandardCharsets.UTF_8);
        byte[] data = json(
                        table,
                        values,
                        table.columns().stream().map(Column::name).toList())
                .getBytes(StandardCharsets.UTF_8);
        byte[] behind = tail(table, values, stamp).getBytes(StandardCharsets.UTF_8);
        byte[] wire = Arrays.copyOf(before, before.length + data.length + behind.length);
        System.arraycopy(data, 0, wire, before.length, data.length);
        System.arraycopy(behind, 0, wire, before.length + data.length, behind.length);
        return new Row(
                values,
                text(table, values, table.key()),
                text(table, values, table.target()),
                Stamps.instant(stamp),
                wire,
                before.length,
                data.length);
    }

    Object value(TableSpec table, String column) {
        return values[table.place(column)];
    }

    /** Its columns as JSON. */
    String data() {
        return new String(wire, dataAt, dataLength, StandardCharsets.UTF_8);
    }

    /** The values of columns as one text, for maps. */
    static String text(TableSpec table, Object[] values, List<String> columns) {
        List<String> parts = new ArrayList<>();
        for (String column : columns) {
            Object value = values[table.place(column)];
            parts.add(value == ScriptValue.Nothing.NULL ? NULL : ScriptValue.text(value));
        }
        return String.join("\u0000", parts);
    }

    private static String head(TableSpec table, Object[] values) {
        return "{\"table\":" + JsonWriter.quote(table.name())
                + ",\"rowId\":" + JsonWriter.quote(rowId(table, values))
                + ",\"data\":";
    }

    private static String tail(TableSpec table, Object[] values, String stamp) {
        int deleted = table.place(TableSpec.DELETED);
        boolean tombstone = deleted >= 0 && ScriptValue.truthy(values[deleted]);
        return ",\"deleted\":" + tombstone + ",\"lastModifiedAt\":" + JsonWriter.quote(stamp) + "}";
    }

    /** The id where there is one; otherwise the conflict target as JSON, even if it is a single column. */
    private static String rowId(TableSpec table, Object[] values) {
        int id = table.place("id");
        return id >= 0 ? ScriptValue.text(values[id]) : json(table, values, table.target());
    }

    private static String json(TableSpec table, Object[] values, List<String> columns) {
        StringBuilder out = new StringBuilder(64);
        char next = '{';
        for (String column : columns) {
            JsonWriter.quote(out.append(next), column);
            out.append(':').append(JsonWriter.write(values[table.place(column)]));
            next = ',';
        }
        return out.append('}').toString();
    }

    /** As the database prints a row that it refuses. */
    static String shown(TableSpec table, Object[] values) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            parts.add(
                    values[i] == ScriptValue.Nothing.NULL
                            ? "null"
                            : table.columns().get(i).kind().shown(values[i]));
        }
        return String.join(", ", parts);
    }
}
