package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.Page;
import java.time.Instant;

/**
 * Where the client is in the server's history.
 *
 * @param cursor the dialect's own token
 * @param position position of the last change that is applied or confirmed; 0 before the first
 * @param listing number of the running or the last listing of all there is; 0 before the first
 * @param listedAt when that listing began; the epoch before the first
 * @param identity the server's name of this history, see {@link Page#identity()}; empty before it has told one
 * @param founded whether the history began with a snapshot that held something, so that more was confirmed than the position tells
 * @param held the rows that listings no longer show and that are not known to be gone
 */
public record SyncState(
        Cursor cursor, long position, long listing, Instant listedAt, String identity, boolean founded, HeldBack held) {
    /** Before the first contact. */
    public static final SyncState START = new SyncState(Cursor.START, 0);

    /** A state before the first listing. */
    public SyncState(Cursor cursor, long position) {
        this(cursor, position, 0, Instant.EPOCH);
    }

    /** A state of a server that has not said who it is. */
    public SyncState(Cursor cursor, long position, long listing, Instant listedAt) {
        this(cursor, position, listing, listedAt, "");
    }

    /** A state of a history that began with nothing. */
    public SyncState(Cursor cursor, long position, long listing, Instant listedAt, String identity) {
        this(cursor, position, listing, listedAt, identity, false);
    }

    /** A state with nothing held back. */
    public SyncState(Cursor cursor, long position, long listing, Instant listedAt, String identity, boolean founded) {
        this(cursor, position, listing, listedAt, identity, founded, HeldBack.NONE);
    }

    /**
     * The same at another place.
     *
     * @param to the cursor there
     * @param at the position there
     * @return a copy
     */
    public SyncState moved(Cursor to, long at) {
        return new SyncState(to, at, listing, listedAt, identity, founded, held);
    }

    /**
     * The same, of a server that has said who it is.
     *
     * @param server as in {@link SyncState#identity()}
     * @return a copy
     */
    public SyncState of(String server) {
        return new SyncState(cursor, position, listing, listedAt, server, founded, held);
    }

    /**
     * The same, in the next listing.
     *
     * @param from where it begins
     * @param at when
     * @return a copy
     */
    public SyncState listing(Cursor from, Instant at) {
        return new SyncState(from, position, listing + 1, at, identity, founded, held);
    }

    /**
     * The same, with other rows held back.
     *
     * @param rows as in {@link SyncState#held()}
     * @return a copy
     */
    public SyncState holding(HeldBack rows) {
        return new SyncState(cursor, position, listing, listedAt, identity, founded, rows);
    }
}
