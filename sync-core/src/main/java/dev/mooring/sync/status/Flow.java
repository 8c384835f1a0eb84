package dev.mooring.sync.status;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What has moved in one direction.
 *
 * @param records done
 * @param bytes size of their payloads: in bytes of UTF-8 if sent, in UTF-16 units if received
 * @param total records in all; null if not known
 * @param perSecond records a second, smoothed; null if too few were seen
 * @param left time left; null if the total or the rate is not known
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
