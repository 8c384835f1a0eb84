package dev.mooring.sync.inspector;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.recovery.Comparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields in which two JSON objects differ, as they are written. What is no object is one field without a name. Pure.
 *
 * @param fields that differ, those of the confirmed side first
 * @param same how many are the same
 */
record Differences(List<Field> fields, int same) {
    /**
     * A field that differs.
     *
     * @param confirmed its JSON text; null if the field is not there
     * @param written the same
     */
    record Field(
            String name,
            @Nullable String confirmed,
            @Nullable String written) {}

    static Differences of(Comparison compared) {
        Map<String, String> confirmed = members(compared.confirmed());
        Map<String, String> written = members(compared.written());
        if (confirmed == null || written == null) {
            boolean same = String.valueOf(compared.confirmed()).equals(compared.written());
            Field whole = new Field("", compared.confirmed(), compared.written());
            return new Differences(same ? List.of() : List.of(whole), 0);
        }
        Set<String> names = new LinkedHashSet<>(confirmed.keySet());
        names.addAll(written.keySet());
        List<Field> fields = new ArrayList<>();
        for (String name : names) {
            String here = written.get(name);
            String there = confirmed.get(name);
            if (here == null || !here.equals(there)) {
                fields.add(new Field(name, there, here));
            }
        }
        return new Differences(fields, names.size() - fields.size());
    }

    /** The members of an object by name; of nothing, none. Null for what is no JSON object. */
    static @Nullable Map<String, String> members(@Nullable String json) {
        Map<String, String> members = new LinkedHashMap<>();
        if (json == null) {
            return members;
        }
        try {
            JsonCursor cursor = JsonCursor.withHalves(json, (at, expected, found) -> new NoObject());
            cursor.beginObject();
            for (String name = cursor.nextName(); name != null; name = cursor.nextName()) {
                members.put(name, cursor.raw());
            }
            cursor.end();
            return members;
        } catch (NoObject e) {
            return null;
        }
    }

    private static final class NoObject extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoObject() {
            super("no JSON object", null, false, false);
        }
    }
}
