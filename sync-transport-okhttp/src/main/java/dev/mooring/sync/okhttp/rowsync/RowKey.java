package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.okhttp.json.WireText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The key of a row, derived from its columns: the server's own names of rows differ between push and pull (§1.3). */
final class RowKey {
    private RowKey() {}

    /**
     * The key of a row.
     *
     * @throws JsonDataException if a column of it is missing, null or no scalar
     */
    static String of(RowTable table, RowText row) {
        List<String> columns = table.identity();
        if (columns.size() == 1) {
            return value(table, row, columns.get(0));
        }
        WireText json = new WireText();
        char next = '{';
        for (String column : columns) {
            json.raw(next == '{' ? "{" : ",").string(column).raw(":").string(value(table, row, column));
            next = ',';
        }
        return json.raw("}").bytes().utf8();
    }

    private static String value(RowTable table, RowText row, String column) {
        String json = row.columns().get(column);
        String text = json == null ? null : Fingerprint.scalar(json, table.isTime(column));
        if (text == null) {
            throw new JsonDataException("column " + column + " of " + table.name() + " is missing or null");
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
        if (table.identity().size() == 1) {
            columns.put(
                    table.identity().get(0), new WireText().string(key).bytes().utf8());
            return columns;
        }
        RowText row = RowText.of(key);
        if (!of(table, row).equals(key)) {
            throw new JsonDataException("the key is not as it should be, " + of(table, row));
        }
        columns.putAll(row.columns());
        return columns;
    }
}
