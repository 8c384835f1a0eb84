package dev.mooring.sync.sqlite;

import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Which rows of the synced tables have changed, here or by a sync, since the last time. What it names may have changed back
 * since; what it does not name has not changed.
 *
 * @param keys by table, the keys of changed rows, as {@link dev.mooring.sync.Mutation#key()} has them
 * @param unknown tables of which any row may have changed: there were too many, or another process has synced
 */
public record TablesChanged(Map<String, Set<String>> keys, Set<String> unknown) {
    /**
     * Whether a row of a table may have changed.
     *
     * @param table its name
     * @return whether it is named
     */
    public boolean touches(String table) {
        return unknown.contains(table) || keys.containsKey(table);
    }

    /**
     * Whether a certain row may have changed.
     *
     * @param table its table
     * @param key its key
     * @return whether it is named, or its whole table
     */
    public boolean touches(String table, String key) {
        return unknown.contains(table)
                || keys.getOrDefault(table, Collections.emptySet()).contains(key);
    }

    /** Is told about changed rows. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Some rows have changed; query again. Called after the commit, on a thread of the storage's own, one call at a time;
         * what comes meanwhile is told in one next call. What it throws is logged.
         *
         * @param change which rows
         */
        void changed(TablesChanged change);
    }
}
