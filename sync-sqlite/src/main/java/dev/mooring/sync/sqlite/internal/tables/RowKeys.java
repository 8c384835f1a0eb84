package dev.mooring.sync.sqlite.internal.tables;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Keys of rows by table, as many as are worth naming: of a table with more of them, any row may be meant. Not thread-safe. */
public final class RowKeys {
    /** A view that shows more rows than this is queried anew as a whole. */
    static final int MOST = 1000;

    private final Map<String, Set<String>> keys = new HashMap<>();
    private final Set<String> unknown = new HashSet<>();

    /** Adds a row. */
    public void add(String table, String key) {
        if (unknown.contains(table)) {
            return;
        }
        Set<String> some = keys.computeIfAbsent(table, name -> new HashSet<>());
        some.add(key);
        if (some.size() > MOST) {
            addAll(table);
        }
    }

    /** Adds any row of a table. */
    void addAll(String table) {
        keys.remove(table);
        unknown.add(table);
    }

    /** Adds what others say. */
    void add(RowKeys others) {
        others.unknown.forEach(this::addAll);
        others.keys.forEach((table, some) -> some.forEach(key -> add(table, key)));
    }

    boolean isEmpty() {
        return keys.isEmpty() && unknown.isEmpty();
    }

    void clear() {
        keys.clear();
        unknown.clear();
    }

    /** Not changed any more by then. */
    public Map<String, Set<String>> keys() {
        return Collections.unmodifiableMap(keys);
    }

    /** Tables of which any row may be meant. */
    public Set<String> unknown() {
        return Collections.unmodifiableSet(unknown);
    }
}
