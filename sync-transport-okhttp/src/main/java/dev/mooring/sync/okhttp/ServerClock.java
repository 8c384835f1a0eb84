package dev.mooring.sync.okhttp;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * By how much the server's clock differs from ours, by the Date of its answers. One answer may have been long on its way, or come out
 * of a cache; the median of the last few does not mind one or two of those.
 */
final class ServerClock {
    private static final int KEPT = 5;
    private static final long HALF_SECOND = 500;

    private final long[] millis = new long[KEPT];
    private int seen;
    private @Nullable Instant last;

    /** An answer of the dialect has come; its headers at this time. */
    synchronized void answered(Headers headers, Instant now) {
        String date = headers.get("Date");
        if (date == null || headers.get("Age") != null) {
            return;
        }
        try {
            Instant said = ZonedDateTime.parse(date.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            last = said;
            // The header is cut to whole seconds, so on average it is half a second behind.
            millis[seen++ % KEPT] = said.toEpochMilli() + HALF_SECOND - now.toEpochMilli();
        } catch (DateTimeException | ArithmeticException notADate) {
            // Nothing is known then.
        }
    }

    /** What the last answer said, to be had once; null if it said nothing. */
    synchronized @Nullable Instant said() {
        Instant said = last;
        last = null;
        return said;
    }

    synchronized Duration off() {
        int count = Math.min(seen, KEPT);
        if (count == 0) {
            return Duration.ZERO;
        }
        long[] sorted = Arrays.copyOf(millis, count);
        Arrays.sort(sorted);
        return Duration.ofMillis(sorted[(count - 1) / 2]);
    }
}
