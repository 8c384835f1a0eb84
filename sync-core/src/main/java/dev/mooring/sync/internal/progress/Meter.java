package dev.mooring.sync.internal.progress;

import dev.mooring.sync.status.Flow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a sync under way. Nothing runs backwards: records and bytes grow, the total stays once it is told and is never
 * below what is done, and the time left only shrinks. The rate is smoothed over seconds, so that one slow slice does not make it
 * jump. The caller gives the time.
 */
public final class Meter {
    private static final double SECOND = 1e9;

    /** How much the newest second weighs. */
    private static final double WEIGHT = 0.3;

    private long records;
    private long bytes;
    private long total = -1;
    private long measuredAt;
    private long measuredRecords;
    private double rate;
    private long left = Long.MAX_VALUE;

    /** Begins at this time of the monotonic clock. */
    public Meter(long nanos) {
        measuredAt = nanos;
    }

    /**
     * Sets how many are still to come; negative if nobody knows. The first number stays, as else the share that is done would
     * shrink.
     */
    public void expect(long more) {
        if (more >= 0 && total < 0) {
            total = records + more;
        }
    }

    /** So much more is done, at this time. */
    public void add(long moreRecords, long moreBytes, long nanos) {
        records += moreRecords;
        bytes += moreBytes;
        double seconds = (nanos - measuredAt) / SECOND;
        if (seconds >= 1) {
            double now = (records - measuredRecords) / seconds;
            rate = rate == 0 ? now : WEIGHT * now + (1 - WEIGHT) * rate;
            measuredAt = nanos;
            measuredRecords = records;
        }
    }

    /** What there is to show. */
    public Flow flow() {
        Long known = total < 0 ? null : Long.valueOf(Math.max(total, records));
        return new Flow(records, bytes, known, rate == 0 ? null : rate, timeLeft(known));
    }

    private @Nullable Duration timeLeft(@Nullable Long known) {
        if (known == null || rate == 0) {
            return null;
        }
        left = Math.min(left, (long) Math.ceil((known - records) / rate * 1000));
        return Duration.ofMillis(left);
    }
}
