package dev.mooring.sync.status;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One direction.
 *
 * @param records done
 * @param bytes done: of payloads, confirmed ones in UTF-8, received ones in UTF-16 units
 * @param total records in all, or null where that is not known
 * @param perSecond records a second, smoothed; null where too little was seen
 * @param left time left, or null where the total or the rate is not known
 */
public record Flow(
        long records,
        long bytes,
        @Nullable Long total,
        @Nullable Double perSecond,
        @Nullable Duration left) {
    /** Nothing yet. */
    public static final Flow NONE = new Flow(0, 0, null, null, null);
}
