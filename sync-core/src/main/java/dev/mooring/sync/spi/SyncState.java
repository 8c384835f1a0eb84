package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import java.time.Instant;

/**
 * Where we are in the server's history.
 *
 * @param cursor the dialect's own token
 * @param position position of the last change behind us; 0 before the first
 * @param listing number of the running or the last listing of all there is; 0 before the first
 * @param listedAt when that listing began; the epoch before the first
 */
public record SyncState(Cursor cursor, long position, long listing, Instant listedAt) {
    /** Before the first contact. */
    public static final SyncState START = new SyncState(Cursor.START, 0);

    /**
     * A state before the first listing.
     *
     * @param cursor as in {@link SyncState}
     * @param position as in {@link SyncState}
     */
    public SyncState(Cursor cursor, long position) {
        this(cursor, position, 0, Instant.EPOCH);
    }

    /**
     * The same at another place.
     *
     * @param to the cursor there
     * @param at the position there
     * @return a copy
     */
    public SyncState moved(Cursor to, long at) {
        return new SyncState(to, at, listing, listedAt);
    }
}
