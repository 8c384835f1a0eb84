package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row as JSON text in the exact encoding: an object by column name, or {@code null} where there is none. */
public final class Image {
    /** No row. */
    public static final String NONE = "null";

    private Image() {}

    /** Values that were not told are left out. */
    public static String of(List<String> columns, @Nullable Object @Nullable [] row) {
        if (row == null) {
            return NONE;
        }
        JsonWriter json = new JsonWriter();
        write(json, columns, row);
        return json.toString();
    }

    public static void write(JsonWriter json, List<String> columns, @Nullable Object[] row) {
        json.begin('{');
        for (int i = 0; i < row.length; i++) {
            if (row[i] != RowChange.UNTOLD) {
                Exact.write(json.name(columns.get(i)), row[i]);
            }
        }
        json.end('}');
    }

    /** The row by those columns; others that it names are left out. Null if there is none. */
    public static @Nullable Object @Nullable [] read(List<String> columns, String image) {
        JsonCursor json = UnreadableText.in(image);
        if (json.nullValue()) {
            return null;
        }
        @Nullable Object[] row = read(columns, json);
        json.end();
        return row;
    }

    public static @Nullable Object[] read(List<String> columns, JsonCursor json) {
        @Nullable Object[] row = new @Nullable Object[columns.size()];
        Arrays.fill(row, RowChange.UNTOLD);
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            int column = columns.indexOf(name);
            if (column < 0) {
                json.skip();
            } else {
                row[column] = Exact.read(json);
            }
        }
        return row;
    }
}
