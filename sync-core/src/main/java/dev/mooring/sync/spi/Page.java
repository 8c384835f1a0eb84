package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Where an exchange leaves us.
 *
 * @param cursor the true position after everything that this exchange settled and delivered
 * @param more whether the server is known to have more than that
 * @param listed whether the exchange ended a listing of all there is, so that what did not come is not there
 * @param identity by what the server says which history this is (a generation, a site, a schema); core keeps the first one that it
 *     hears with the cursor, and another one later is a {@linkplain dev.mooring.sync.SyncReport.Mismatch mismatch}. Empty where
 *     the server says no such thing
 * @param expected how many changes the server is known to have behind the cursor; {@link #UNKNOWN} where that is not known
 * @param vouch what the server itself counts, beside the listing that this exchange ended; null where it does not say so here
 */
public record Page(
        Cursor cursor,
        boolean more,
        boolean listed,
        String identity,
        long expected,
        @Nullable Vouch vouch) {
    /** Nobody knows how many. */
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
