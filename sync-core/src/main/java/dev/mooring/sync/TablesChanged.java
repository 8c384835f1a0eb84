package dev.mooring.sync;

import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Which rows of the synced tables have changed since the last call, by the app or by a sync. {@link SyncClient#onTablesChanged} tells it.
 * A row that it names may have changed back since. A row that it does not name has not changed.
 *
 * @param keys by table, the keys of changed rows, as {@link Mutation#key()} has them
 * @param unknown tables whose rows may all have changed, as there were too many changes or another process has synced
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
     * Whether one row may have changed.
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
         * Some rows have changed, so query them again. Called after the commit, on a thread of the storage's choice, one call at a
         * time. The storage may wait for the call, so it must be short. What it throws is logged.
         *
         * @param change which rows
         */
        void changed(TablesChanged change);
    }
}
