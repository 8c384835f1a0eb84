package dev.mooring.sync.internal.settings;

import dev.mooring.sync.spi.storage.LogExtent;
import dev.mooring.sync.spi.storage.LogExtent.Mark;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of the confirmed log is kept. Pure.
 *
 * <p>No change has a time of its own: that would cost each of them some bytes. Instead the log is marked from time to time, {@link #MARKS} times
 * over the time for which it is kept. So a change stays for that time, and for a sixteenth of it longer at most.
 *
 * @param changes the last so many positions; 0 for all
 * @param time for which a change is kept; null for ever
 */
public record Retention(long changes, @Nullable Duration time) {
    /** Everything is kept. */
    public static final Retention ALL = new Retention(0, null);

    private static final int MARKS = 16;

    /** The least time between marks, which are kept to the second. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** Whether anything is ever trimmed. */
    public boolean trims() {
        return changes > 0 || time != null;
    }

    /** Up to which position changes go; 0 or less for none. */
    public long upTo(long position, LogExtent extent, Instant now) {
        long last = changes > 0 ? position - changes : 0;
        Duration kept = time;
        if (kept != null) {
            Instant then = now.minus(kept);
            for (Mark mark : extent.marks()) {
                last = mark.at().isAfter(then) ? last : Math.max(last, mark.position());
            }
        }
        return last <= extent.from() ? 0 : last;
    }

    /**
     * The marks with one more, and without those that nobody needs any more; null if none is due.
     *
     * @param position of the last change
     */
    public @Nullable List<Mark> marked(long position, LogExtent extent, Instant now) {
        Duration kept = time;
        List<Mark> marks = extent.marks();
        if (kept == null
                || position
                        <= (marks.isEmpty() ? 0 : marks.get(marks.size() - 1).position())) {
            return null;
        }
        Duration between = kept.dividedBy(MARKS).compareTo(LEAST) < 0 ? LEAST : kept.dividedBy(MARKS);
        Instant at = now.truncatedTo(ChronoUnit.SECONDS);
        List<Mark> left = new ArrayList<>();
        for (Mark mark : marks) {
            // What the clock said before it was set back is no later than now.
            Instant marked = mark.at().isAfter(at) ? at : mark.at();
            if (mark.position() > extent.from()) {
                left.add(new Mark(mark.position(), marked));
            }
        }
        boolean due =
                left.isEmpty() || !left.get(left.size() - 1).at().plus(between).isAfter(at);
        if (!due) {
            return null;
        }
        left.add(new Mark(position, at));
        return Collections.unmodifiableList(left);
    }
}
