package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Where the client is after an exchange.
 *
 * @param cursor the true position after everything that this exchange settled and delivered
 * @param more whether the server is known to have more than that
 * @param listed whether the exchange ended a listing of everything, so that what did not come is not there
 * @param identity the server's name of this history (a generation, a site, a schema). Core keeps the first one with the cursor; a
 *     different one later is a {@linkplain dev.mooring.sync.SyncReport.Mismatch mismatch}. Empty if the server tells none
 * @param expected how many changes the server has behind the cursor, or {@link #UNKNOWN}
 * @param vouch what the server itself counts, beside the listing that this exchange ended; null if it does not say so here
 */
public record Page(
        Cursor cursor,
        boolean more,
        boolean listed,
        String identity,
        long expected,
        @Nullable Vouch vouch) {
    /** The number is not known. */
    public static final long UNKNOWN = -1;

    /** A page of a server that says neither who it is nor how much it has. */
    public Page(Cursor cursor, boolean more, boolean listed) {
        this(cursor, more, listed, "", UNKNOWN, null);
    }

    /** A page that lists nothing. */
    public Page(Cursor cursor, boolean more) {
        this(cursor, more, false);
    }

    /**
     * The same, of a server that says who it is.
     *
     * @param server as in {@link Page#identity()}
     * @return a copy
     */
    public Page of(String server) {
        return new Page(cursor, more, listed, server, expected, vouch);
    }

    /**
     * The same, with so many changes to come.
     *
     * @param changes as in {@link Page#expected()}
     * @return a copy
     */
    public Page expecting(long changes) {
        return new Page(cursor, more, listed, identity, changes, vouch);
    }

    /**
     * The same, with what the server counts.
     *
     * @param counted as in {@link Page#vouch()}
     * @return a copy
     */
    public Page vouching(Vouch counted) {
        return new Page(cursor, more, listed, identity, expected, counted);
    }
}
