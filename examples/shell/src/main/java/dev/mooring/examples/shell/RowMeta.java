package dev.mooring.examples.shell;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --meta} says of one table of a row-sync server: {@code {"tables":[{"name":"tune","softDelete":"deleted"}]}}. What
 * a table can say is named as in {@link dev.mooring.sync.okhttp.rowsync.RowTableBuilder}.
 */
final class RowMeta {
    private static final Set<String> KNOWN = Set.of(
            "name",
            "key",
            "unique",
            "nullsNotDistinct",
            "softDelete",
            "withoutDelete",
            "stamp",
            "edited",
            "columns",
            "times",
            "parents");

    private final String name;
    private final Map<?, ?> json;

    private RowMeta(String name, Map<?, ?> json) {
        this.name = name;
        this.json = json;
    }

    /** Of a table that the file does not describe. */
    static RowMeta silent(String name) {
        return new RowMeta(name, Map.of());
    }

    /** By the tables' names, in the file's order; empty if the command line names no file. */
    static Map<String, RowMeta> read(@Nullable Path file) {
        Map<String, RowMeta> tables = new LinkedHashMap<>();
        if (file == null) {
            return tables;
        }
        Object json;
        try {
            json = JsonReader.of(new Buffer().write(Files.readAllBytes(file))).readJsonValue();
        } catch (IOException | RuntimeException e) {
            throw new UsageException("--meta " + file + " cannot be read: " + e.getMessage());
        }
        if (!(json instanceof Map<?, ?> map) || !(map.get("tables") instanceof List<?> list) || map.size() > 1) {
            throw new UsageException("--meta " + file + " must be {\"tables\":[…]}");
        }
        for (Object table : list) {
            if (!(table instanceof Map<?, ?> described)) {
                throw new UsageException("--meta " + file + ": a table must be an object, not " + table);
            }
            RowMeta meta = checked(described);
            if (tables.put(meta.name, meta) != null) {
                throw new UsageException("--meta " + file + ": " + meta.name + " is described twice");
            }
        }
        return tables;
    }

    private static RowMeta checked(Map<?, ?> json) {
        for (Object name : json.keySet()) {
            if (!KNOWN.contains(String.valueOf(name))) {
                throw new UsageException("--meta: a table has no " + name + "; it has " + new TreeSet<>(KNOWN));
            }
        }
        String name = new RowMeta("", json).text("name");
        if (name == null) {
            throw new UsageException("--meta: a table has no name");
        }
        return new RowMeta(name, json);
    }

    String name() {
        return name;
    }

    /** Whether it says anything of it, be it null. */
    boolean says(String what) {
        return json.containsKey(what);
    }

    boolean isWithoutDelete() {
        return isTrue("withoutDelete");
    }

    boolean isTrue(String name) {
        return Boolean.TRUE.equals(json.get(name));
    }

    @Nullable
    String text(String what) {
        Object value = json.get(what);
        if (value != null && !(value instanceof String)) {
            throw new UsageException("--meta: " + what + " must be a text, not " + value);
        }
        return (String) value;
    }

    /** A list of texts; a single text stands for itself. */
    List<String> texts(String what) {
        Object value = json.get(what);
        List<?> list = value == null ? List.of() : value instanceof List<?> given ? given : List.of(value);
        for (Object each : list) {
            if (!(each instanceof String)) {
                throw new UsageException("--meta: " + what + " must hold texts, not " + each);
            }
        }
        return list.stream().map(String::valueOf).toList();
    }
}
