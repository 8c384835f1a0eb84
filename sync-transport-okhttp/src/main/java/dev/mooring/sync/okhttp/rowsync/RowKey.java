package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.okhttp.json.WireText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The key of a row, derived from its columns: the server's own names of rows differ between push and pull (§1.3). */
final class RowKey {
    private RowKey() {}

    /**
     * The key of a row: its unique key, or the primary key where there is no other, or where a null makes the unique key one that
     * finds nothing.
     *
     * @throws JsonDataException if a column of it is missing or no scalar, or one of the primary key is null
     */
    static String of(RowTable table, RowText row) {
        if (!table.isUnique()) {
            return table.primaryKey().size() == 1
                    ? value(table, row, table.primaryKey().get(0))
                    : object(table, row, table.primaryKey());
        }
        int nulls = nulls(table, row);
        if (nulls > 0 && table.isNullsDistinct()) {
            return object(table, row, table.primaryKey());
        }
        return table.identity().size() == 1 && nulls == 0
                ? value(table, row, table.identity().get(0))
                : object(table, row, table.identity());
    }

    /** The key of a row whose primary key is that value of one column. */
    static String of(RowTable table, String column, String value) {
        String json = new WireText().string(value).bytes().utf8();
        return String.valueOf(Fingerprint.scalar(json, table.isTime(column)));
    }

    /** The key of a row whose primary key has these values, as a table without a unique key has it; null if that is none. */
    static @Nullable String primary(RowTable table, Map<String, String> values) {
        WireText json = new WireText();
        String only = "";
        char next = '{';
        for (String column : table.primaryKey()) {
            String text = Fingerprint.scalar(values.getOrDefault(column, "null"), table.isTime(column));
            if (text == null) {
                return null;
            }
            json.raw(next == '{' ? "{" : ",").string(column).raw(":").string(text);
            only = text;
            next = ',';
        }
        return table.primaryKey().size() == 1 ? only : json.raw("}").bytes().utf8();
    }

    private static int nulls(RowTable table, RowText row) {
        int nulls = 0;
        for (String column : table.identity()) {
            nulls += isNull(row.columns().get(column)) ? 1 : 0;
        }
        return nulls;
    }

    private static boolean isNull(@Nullable String json) {
        return json != null && json.trim().equals("null");
    }

    private static String object(RowTable table, RowText row, List<String> columns) {
        boolean nullable = !columns.equals(table.primaryKey());
        WireText json = new WireText();
        char next = '{';
        for (String column : columns) {
            json.raw(next == '{' ? "{" : ",").string(column).raw(":");
            if (nullable && isNull(row.columns().get(column))) {
                json.raw("null");
            } else {
                json.string(value(table, row, column));
            }
            next = ',';
        }
        return json.raw("}").bytes().utf8();
    }

    private static String value(RowTable table, RowText row, String column) {
        String json = row.columns().get(column);
        String text = json == null ? null : Fingerprint.scalar(json, table.isTime(column));
        if (text == null) {
            throw new JsonDataException("column " + column + " of " + table.name()
                    + (json == null ? " is missing" : isNull(json) ? " is null" : " is no text and no number"));
        }
        return text;
    }

    /**
     * The columns that a key stands for, as JSON values.
     *
     * @throws JsonDataException if it is not a key of the table
     */
    static Map<String, String> columns(RowTable table, String key) {
        Map<String, String> columns = new LinkedHashMap<>();
        if (table.identity().size() == 1 && !isOfNull(table, key)) {
            columns.put(
                    table.identity().get(0), new WireText().string(key).bytes().utf8());
            return columns;
        }
        RowText row = RowText.of(key);
        boolean primary = table.isUnique() && row.columns().keySet().equals(new HashSet<>(table.primaryKey()));
        String own = primary ? object(table, row, table.primaryKey()) : of(table, row);
        if (!own.equals(key)) {
            throw new JsonDataException("the key is not as it should be, " + own);
        }
        columns.putAll(row.columns());
        return columns;
    }

    /** Whether a key of a table with a unique key of one column is that of a row with a null there. */
    private static boolean isOfNull(RowTable table, String key) {
        if (!table.isUnique() || !key.startsWith("{")) {
            return false;
        }
        try {
            RowText row = RowText.of(key);
            String column = table.identity().get(0);
            return table.isNullsDistinct()
                    ? object(table, row, table.primaryKey()).equals(key)
                    : isNull(row.columns().get(column)) && row.columns().size() == 1;
        } catch (JsonDataException e) {
            return false;
        }
    }
}
