package dev.mooring.sync.internal.status;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.storage.Confirmed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Confirmed rows of which the server shows older states. This device's own writes among them are counted, and the first ones are
 * told.
 *
 * @param any whether there is any, of whatever writer
 * @param count how many own writes there are
 * @param told the first of them
 */
public record Aged(boolean any, long count, List<Change> told) {
    /** None. */
    public static final Aged NONE = new Aged(false, 0, Collections.emptyList());

    private static final int MOST_TOLD = 256;

    /** These as well. */
    public Aged and(List<Confirmed> rows) {
        if (rows.isEmpty()) {
            return this;
        }
        List<Change> more = new ArrayList<>(told);
        long all = count;
        for (Confirmed row : rows) {
            if (row.own()) {
                all++;
                if (more.size() < MOST_TOLD) {
                    more.add(row.change());
                }
            }
        }
        return new Aged(true, all, Collections.unmodifiableList(more));
    }
}
