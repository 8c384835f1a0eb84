package dev.mooring.sync.testing.storage;

import dev.mooring.sync.Mutation;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The app's rows in an {@link InMemoryStorage}: tables of text by key. Part of the transaction: rolled back with it, and
 * refused after it, on another thread, and for writing in a read, with {@link IllegalStateException}.
 */
public final class MemoryTables {
    private final MemoryTurn turn;

    MemoryTables(MemoryTurn turn) {
        this.turn = turn;
    }

    /**
     * Reads a row.
     *
     * @param table any name; tables need no creating
     * @param key of the row
     * @return its text, or null if there is none
     */
    public @Nullable String get(String table, String key) {
        Map<String, String> rows = turn.data().tables.get(table);
        return rows == null ? null : rows.get(key);
    }

    /**
     * Writes a row, replacing one of the same key.
     *
     * @param table any name
     * @param key of the row
     * @param text its text
     */
    public void put(String table, String key, String text) {
        String before = turn.dataToWrite().table(table).put(key, text);
        turn.capture(table, key, before, text);
    }

    /**
     * Deletes a row.
     *
     * @param table any name
     * @param key of the row
     * @return its text, or null if there was none
     */
    public @Nullable String remove(String table, String key) {
        String before = turn.dataToWrite().table(table).remove(key);
        turn.capture(table, key, before, null);
        return before;
    }

    /** Runs code whose writes are not captured. */
    void quietly(Runnable code) {
        turn.quietly(code);
    }

    /** What the row was below an unsettled mutation, or null if nothing is known. */
    MemoryData.@Nullable Image image(Mutation mutation) {
        return turn.data().images.get(mutation.id());
    }

    /** Notes what the row is now as what it was below a mutation. */
    void renewImage(Mutation mutation) {
        String now = get(mutation.collection(), mutation.key());
        turn.dataToWrite().imagesToWrite().put(mutation.id(), new MemoryData.Image(now));
    }

    /**
     * Every row of a table, by key in ascending order.
     *
     * @param table any name
     * @return a copy, not changed by what comes later
     */
    public Map<String, String> rows(String table) {
        return Collections.unmodifiableMap(
                new TreeMap<>(turn.data().tables.getOrDefault(table, Collections.emptyNavigableMap())));
    }
}
