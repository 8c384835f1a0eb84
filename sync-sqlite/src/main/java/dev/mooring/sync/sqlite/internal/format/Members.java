package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.internal.json.JsonCursor;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;

/** The members of a row as an object. */
final class Members {
    private Members() {}

    /**
     * Reads the object. Members mostly come in the order of the columns; no string is made of the names of those.
     *
     * @param names of the columns
     * @param column of a name; negative if there is none
     * @param value reads the value of a column
     * @return the others, as JSON
     */
    static Map<String, String> read(
            JsonCursor json, List<String> names, ToIntFunction<String> column, IntConsumer value) {
        Map<String, String> others = Collections.emptyMap();
        json.beginObject();
        int next = 0;
        while (true) {
            if (next < names.size() && json.nextNameIs(names.get(next))) {
                value.accept(next++);
                continue;
            }
            String name = json.nextName();
            if (name == null) {
                return others;
            }
            int place = column.applyAsInt(name);
            if (place >= 0) {
                value.accept(place);
                next = place + 1;
            } else {
                others = others.isEmpty() ? new HashMap<>() : others;
                others.put(name, json.raw());
            }
        }
    }
}
