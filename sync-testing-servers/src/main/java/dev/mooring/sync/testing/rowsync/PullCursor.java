package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Where an initial pull goes on. Version 2 carries the user, the sets of ids that the pulled tables need, and a signature; it
 * is made only if there are such tables.
 */
record PullCursor(int tableIndex, int offset, String syncStartedAt, Map<String, Set<String>> collections) {
    String encode(String user, UnaryOperator<String> signature) {
        Map<String, Object> json = new LinkedHashMap<>();
        boolean signed = !collections.isEmpty();
        json.put("v", signed ? 2.0 : 1.0);
        if (signed) {
            json.put("userId", user);
        }
        json.put("tableIndex", (double) tableIndex);
        json.put("offset", (double) offset);
        json.put("syncStartedAt", syncStartedAt);
        if (signed) {
            Map<String, Object> sets = new LinkedHashMap<>();
            collections.forEach((name, ids) -> sets.put(name, new ArrayList<>(ids)));
            json.put("collections", sets);
            json.put("sig", signature.apply(JsonWriter.write(json)));
        }
        byte[] text = JsonWriter.write(json).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(text);
    }

    static PullCursor decode(String raw, String user, UnaryOperator<String> signature) {
        Object json = read(raw);
        Object version = ScriptValue.get(json, "v");
        if (!version.equals(1.0) && !version.equals(2.0)) {
            throw new ScriptError("Unsupported pullCursor version");
        }
        double table = number(json, "tableIndex");
        double offset = number(json, "offset");
        String startedAt = ScriptValue.text(ScriptValue.get(json, "syncStartedAt"));
        try {
            Stamps.local(startedAt);
        } catch (SqlError e) {
            throw new ScriptError("Invalid pullCursor.syncStartedAt");
        }
        Map<String, Set<String>> collections = version.equals(2.0) ? signed(json, user, signature) : Map.of();
        return new PullCursor((int) table, (int) offset, startedAt, collections);
    }

    private static Object read(String raw) {
        try {
            byte[] text = Base64.getDecoder().decode(raw);
            Object json = JsonReader.read(new String(text, StandardCharsets.UTF_8));
            if (json instanceof Map) {
                return json;
            }
        } catch (IllegalArgumentException | ScriptError e) {
            throw new ScriptError("Invalid pullCursor");
        }
        throw new ScriptError("Invalid pullCursor");
    }

    private static double number(Object json, String field) {
        double number = ScriptValue.number(ScriptValue.get(json, field));
        if (Double.isNaN(number) || Double.isInfinite(number) || number < 0) {
            throw new ScriptError("Invalid pullCursor." + field);
        }
        return number;
    }

    private static Map<String, Set<String>> signed(Object json, String user, UnaryOperator<String> signature) {
        Map<Object, Object> unsigned = new LinkedHashMap<>((Map<?, ?>) json);
        Object given = unsigned.remove("sig");
        if (!signature.apply(JsonWriter.write(unsigned)).equals(given)) {
            throw new ScriptError("Invalid pullCursor signature");
        }
        if (!user.equals(ScriptValue.get(json, "userId"))) {
            throw new ScriptError("Invalid pullCursor user");
        }
        Map<String, Set<String>> sets = new LinkedHashMap<>();
        if (ScriptValue.get(json, "collections") instanceof Map<?, ?> map) {
            map.forEach((name, ids) -> sets.put(name.toString(), strings(ids)));
        }
        return sets;
    }

    static Set<String> strings(Object list) {
        Set<String> set = new LinkedHashSet<>();
        if (list instanceof List<?> values) {
            values.forEach(value -> set.add(ScriptValue.text(value)));
        }
        return set;
    }
}
