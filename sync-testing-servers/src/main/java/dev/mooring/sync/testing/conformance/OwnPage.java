package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one pull has brought.
 *
 * @param slices in the order in which they came
 * @param page where it left the device
 */
record OwnPage(List<Slice> slices, Page page) {
    /**
     * One slice.
     *
     * @param changes of it
     * @param after a cursor from which a pull brings what comes after; null if there is none
     */
    record Slice(List<Incoming> changes, @Nullable Cursor after) {}

    List<Incoming> changes() {
        List<Incoming> all = new ArrayList<>();
        slices.forEach(slice -> all.addAll(slice.changes()));
        return all;
    }

    Cursor cursor() {
        return page.cursor();
    }

    boolean more() {
        return page.more();
    }
}
