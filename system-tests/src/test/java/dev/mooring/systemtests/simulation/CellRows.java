package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated app does with its cells. Rows k0 to k3 are items of four columns; an edit names itself in one of two, and some of them
 * set a number or a further text as well. The row k4 is nothing but its key. What an edit does depends on its label alone.
 */
final class CellRows {
    static final String ITEM = "item";
    static final String MARK = "mark";
    /** A column that some apps get later. */
    static final String EXTRA = "extra";

    static final String SCHEMA =
            "CREATE TABLE item (id INTEGER PRIMARY KEY NOT NULL, title TEXT, note TEXT, n INTEGER NOT NULL DEFAULT 0,"
                    + " extra TEXT);\n"
                    + "CREATE TABLE mark (a TEXT NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b));\n";
    static final String MARK_KEY = "[\"m\",4]";

    private static final Pattern LABEL = Pattern.compile("\"(d\\d+\\.\\d+)\"");

    private CellRows() {}

    /** Which columns an edit sets; none where there is nothing to do. The row is deleted before that, or only. */
    record Edit(boolean delete, @Nullable Map<String, Object> values, List<String> labels) {}

    static Mutation mutation(String key, String label, boolean delete) {
        int n = key.charAt(1) - '0';
        String kind = delete ? Mutation.DELETE : "put";
        return n == 4
                ? Mutation.of(MARK, MARK_KEY, kind, "{\"label\":\"" + label + "\"}")
                : Mutation.of(ITEM, "[" + n + "]", kind, "{\"label\":\"" + label + "\"}");
    }

    static Edit edit(Mutation mutation, boolean there) {
        if (mutation.kind().equals(Mutation.DELETE)) {
            return new Edit(true, null, List.of());
        }
        if (mutation.collection().equals(MARK)) {
            return new Edit(false, there ? null : Map.of(), List.of());
        }
        String label = labels(mutation.payload()).get(0);
        int luck = Math.floorMod(label.hashCode() * 31, 12);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(luck % 2 == 0 ? "title" : "note", label);
        if (luck % 3 == 0) {
            values.put("n", (long) Math.floorMod(label.hashCode(), 5));
        }
        if (luck % 4 == 1) {
            values.put(EXTRA, "x" + label);
        }
        return new Edit(luck == 7 && there, values, List.of(label));
    }

    /** Each once. */
    static List<String> labels(String payload) {
        Matcher matcher = LABEL.matcher(payload);
        return matcher.results().map(found -> found.group(1)).distinct().toList();
    }

    // ---- rows in memory

    static Map<String, String> defaults(String table) {
        return table.equals(MARK) ? Map.of() : Map.of("title", "null", "note", "null", "n", "0", EXTRA, "null");
    }

    static Map<String, String> columns(String row) {
        Map<String, String> columns = new TreeMap<>();
        ((Map<?, ?>) JsonReader.read(row)).forEach((name, value) -> {
            if (value != ScriptValue.Nothing.NULL) {
                columns.put(String.valueOf(name), JsonWriter.write(value));
            }
        });
        return columns;
    }

    static String json(Object value) {
        return value instanceof String text ? JsonWriter.quote(text) : value.toString();
    }

    static String object(Map<String, String> columns) {
        StringBuilder row = new StringBuilder("{");
        columns.forEach((name, value) -> row.append(row.length() == 1 ? "" : ",")
                .append(JsonWriter.quote(name))
                .append(':')
                .append(value));
        return row.append('}').toString();
    }
}
