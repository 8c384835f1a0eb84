package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Change;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the server is known to hold for a key. Only for servers that keep keys and no log.
 *
 * @param change the last one of the key; a tombstone if it is gone
 * @param echo the fingerprint of that state; empty if it counts as unknown
 * @param stamp when its writer made it, by that device's clock; null where unknown
 * @param own whether this client wrote it
 * @param listing the listing in which it was seen last; {@link #UNLISTED} if no listing shows its collection
 */
public record Confirmed(
        Change change, String echo, @Nullable Instant stamp, boolean own, long listing) {
    /** The echo of everything that is gone: of tombstones, and of the mutations that make them. */
    public static final String GONE = "gone";

    /** The mark of a row that no listing shows: it is later than any listing, so none misses it. */
    public static final long UNLISTED = Long.MAX_VALUE;
}
