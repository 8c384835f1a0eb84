package dev.mooring.sync.internal.status;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.Confirmed;
import java.util.ArrayList;
import java.util.List;

/** Confirmed rows in whose place the server shows older states. Of this device's own writes all are counted, and the first are told. */
public final class Aged {
    private static final int MOST_TOLD = 256;

    private final List<Change> told = new ArrayList<>();
    private long count;
    private boolean any;

    public void add(Confirmed row) {
        any = true;
        if (!row.own()) {
            return;
        }
        count++;
        if (told.size() < MOST_TOLD) {
            told.add(row.change());
        }
    }

    public void clear() {
        told.clear();
        count = 0;
        any = false;
    }

    /** Whether there is any, of whichever writer. */
    public boolean any() {
        return any;
    }

    /** How many own writes there are. */
    public long count() {
        return count;
    }

    public List<Change> told() {
        return new ArrayList<>(told);
    }
}
