package dev.mooring.sync.sqlite.internal.clock;

import org.jspecify.annotations.Nullable;

/**
 * One value of a row with its clock, or the sentinel of the row.
 *
 * @param column its name; {@link #SENTINEL} for what says that the row is there, or gone
 * @param value null for a sentinel
 * @param cv how often the column has been written since the row was made
 * @param dv the version of the database that wrote it, by the count of its site
 * @param cl the causal length of the row: odd while it is there, even while it is gone, higher each time that changes
 * @param seq its place in that version
 */
public record Cell(String column, @Nullable Object value, long cv, long dv, long cl, long seq) {
    /** In the place of a column. No column can have this name. */
    public static final String SENTINEL = "-1";

    /** Versions beyond this one are a fault of their sender: no honest count gets there, and ours has to stay above it. */
    static final long MOST = 1L << 53;

    /** The same with the value as it is stored. */
    Cell with(@Nullable Object stored) {
        return stored == value ? this : new Cell(column, stored, cv, dv, cl, seq);
    }

    boolean isSentinel() {
        return column.equals(SENTINEL);
    }

    /** Whether rows of that causal length are there. */
    static boolean isThere(long cl) {
        return (cl & 1) == 1;
    }
}
