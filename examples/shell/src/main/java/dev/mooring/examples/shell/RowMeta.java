package dev.mooring.examples.shell;

import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a row-sync server, from a file of JSON: {@code {"tables":[{"name":"tune","softDelete":"deleted"}]}}. What a
 * table can say is named as in {@link RowTable.Builder}.
 */
final class RowMeta {
    private static final Set<String> KNOWN = Set.of(
            "name", "key", "unique", "softDelete", "withoutDelete", "stamp", "edited", "columns", "times", "parents");

    private final Map<?, ?> json;

    private RowMeta(Map<?, ?> json) {
        this.json = json;
    }

    static List<RowTable> read(Path file) {
        Object json;
        try {
            json = JsonReader.of(new Buffer().write(Files.readAllBytes(file))).readJsonValue();
        } catch (IOException | RuntimeException e) {
            throw new UsageException("--meta " + file + " cannot be read: " + e.getMessage());
        }
        if (!(json instanceof Map<?, ?> map) || !(map.get("tables") instanceof List<?> list) || map.size() > 1) {
            throw new UsageException("--meta " + file + " must be {\"tables\":[…]}");
        }
        List<RowTable> tables = new ArrayList<>();
        for (Object table : list) {
            if (!(table instanceof Map<?, ?> given)) {
                throw new UsageException("--meta " + file + ": a table must be an object, not " + table);
            }
            tables.add(new RowMeta(given).table());
        }
        return tables;
    }

    private RowTable table() {
        for (Object name : json.keySet()) {
            if (!KNOWN.contains(String.valueOf(name))) {
                throw new UsageException("--meta: a table has no " + name + "; it has " + new TreeSet<>(KNOWN));
            }
        }
        String name = text("name");
        if (name == null) {
            throw new UsageException("--meta: a table has no name");
        }
        RowTable.Builder table = RowTable.builder(name);
        String[] key = texts("key");
        if (key.length > 0) {
            table.key(key);
        }
        String[] unique = texts("unique");
        if (unique.length > 0) {
            table.unique(unique);
        }
        more(table);
        return table.build();
    }

    private void more(RowTable.Builder table) {
        String deleted = text("softDelete");
        if (deleted != null) {
            table.softDelete(deleted);
        }
        String stamp = text("stamp");
        if (stamp != null) {
            table.stamp(stamp);
        }
        String edited = text("edited");
        if (edited != null) {
            table.edited(edited);
        }
        if (Boolean.TRUE.equals(json.get("withoutDelete"))) {
            table.withoutDelete();
        }
        lists(table);
    }

    private void lists(RowTable.Builder table) {
        if (texts("columns").length > 0) {
            table.columns(texts("columns"));
        }
        if (texts("times").length > 0) {
            table.times(texts("times"));
        }
        if (texts("parents").length > 0) {
            table.parents(texts("parents"));
        }
    }

    private @Nullable String text(String name) {
        Object value = json.get(name);
        if (value != null && !(value instanceof String)) {
            throw new UsageException("--meta: " + name + " must be a text, not " + value);
        }
        return (String) value;
    }

    /** A list of texts; a single text stands for itself. */
    private String[] texts(String name) {
        Object value = json.get(name);
        List<?> list = value == null ? List.of() : value instanceof List<?> given ? given : List.of(value);
        for (Object each : list) {
            if (!(each instanceof String)) {
                throw new UsageException("--meta: " + name + " must hold texts, not " + each);
            }
        }
        return list.toArray(new String[0]);
    }
}
