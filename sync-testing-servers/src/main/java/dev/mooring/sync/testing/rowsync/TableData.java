package dev.mooring.sync.testing.rowsync;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table. A table without an order of its own is read in the order of its heap, where an updated row moves to the
 * end; one that is read by a function of the database is in the order of its key. Not thread-safe.
 */
final class TableData {
    private final TableSpec spec;
    private final Map<String, Row> byKey;
    private final Map<String, Row> byTarget = new HashMap<>();
    private @Nullable List<StoredRow> stored;

    TableData(TableSpec spec) {
        this.spec = spec;
        byKey = spec.isRpc() ? new TreeMap<>() : new LinkedHashMap<>();
    }

    TableSpec spec() {
        return spec;
    }

    Collection<Row> rows() {
        return byKey.values();
    }

    /** The rows for tests to look at: the same list until one of them changes. */
    List<StoredRow> stored() {
        List<StoredRow> now = stored;
        if (now == null) {
            now = byKey.values().stream().map(row -> StoredRow.of(spec, row)).toList();
            stored = now;
        }
        return now;
    }

    @Nullable
    Row byKey(String key) {
        return byKey.get(key);
    }

    @Nullable
    Row byTarget(String target) {
        return byTarget.get(target);
    }

    /** Puts a row at the end of the heap, in place of an older state of it. */
    void put(@Nullable Row old, Row row) {
        if (old != null) {
            remove(old);
        }
        stored = null;
        byKey.put(row.key(), row);
        byTarget.put(row.target(), row);
    }

    void remove(Row row) {
        stored = null;
        byKey.remove(row.key());
        byTarget.remove(row.target());
    }
}
