package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import java.util.List;

/** The mutations that captures would make if they were taken in now, on any connection. Nothing is written. */
public final class StampedLook {
    private final Marks marks;
    private final ClockStamps stamps;

    public StampedLook(SqlConnection<?> sql, Format format) {
        marks = new Marks(sql);
        stamps = new ClockStamps(new ClockTable(sql, true), new Fields(sql, true), null, format);
    }

    /** How many captures behind that number are of one transaction, no more than so many. */
    public int most(long seq, int most) {
        long mark = marks.next(seq);
        return mark == 0 ? most : (int) Math.min(most, mark - seq);
    }

    /** Captures up to that number have been looked at. */
    public void looked(long seq) {
        if (marks.next(seq - 1) == seq) {
            stamps.next();
        }
    }

    /** The mutations of a capture. */
    public List<Draft> drafts(Shape shape, Capture capture) {
        return stamps.drafts(shape, capture);
    }
}
