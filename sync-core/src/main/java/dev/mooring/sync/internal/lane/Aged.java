package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.Confirmed;
import java.util.ArrayList;
import java.util.List;

/** Own writes in whose place the server shows older ones: all are counted, the first are told. */
final class Aged {
    private static final int MOST_TOLD = 256;

    private final List<Change> told = new ArrayList<>();
    private long count;

    void add(Confirmed row) {
        count++;
        if (told.size() < MOST_TOLD) {
            told.add(row.change());
        }
    }

    void clear() {
        told.clear();
        count = 0;
    }

    long count() {
        return count;
    }

    List<Change> told() {
        return new ArrayList<>(told);
    }
}
