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
 * @param told as what the server told that state last, see {@link dev.mooring.sync.spi.ChangeSink.Incoming#told}; empty if that is not known
 */
public record Confirmed(
        Change change, String echo, @Nullable Instant stamp, boolean own, long listing, String told) {
    /** The echo of everything that is gone: of tombstones, and of the mutations that make them. */
    public static final String GONE = "gone";

    /** The mark of a row that no listing shows: it is later than any listing, so none misses it. */
    public static final long UNLISTED = Long.MAX_VALUE;

    /** A row of which nobody knows as what it was told. */
    public Confirmed(Change change, String echo, @Nullable Instant stamp, boolean own, long listing) {
        this(change, echo, stamp, own, listing, "");
    }

    /**
     * As what a key was told last, without its state.
     *
     * @param key of the row
     * @param told see {@link Confirmed#told}
     * @param stamp see {@link Confirmed#stamp}
     */
    public record Told(String key, String told, @Nullable Instant stamp) {}
}
