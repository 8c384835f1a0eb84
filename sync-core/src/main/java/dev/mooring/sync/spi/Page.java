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
 * @param held up to which of this client's own writes the server holds them, as the storage numbers these ({@link
 *     dev.mooring.sync.spi.storage.ClockTx#version}); {@link #UNKNOWN} if it does not say
 */
public record Page(
        Cursor cursor,
        boolean more,
        boolean listed,
        String identity,
        long expected,
        @Nullable Vouch vouch,
        long held) {
    /** The number is not known. */
    public static final long UNKNOWN = -1;

    /** A page of a server that says neither who it is nor how much it has. */
    public Page(Cursor cursor, boolean more, boolean listed) {
        this(cursor, more, listed, "", UNKNOWN, null, UNKNOWN);
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
        return new Page(cursor, more, listed, server, expected, vouch, held);
    }

    /**
     * The same, with so many changes to come.
     *
     * @param changes as in {@link Page#expected()}
     * @return a copy
     */
    public Page expecting(long changes) {
        return new Page(cursor, more, listed, identity, changes, vouch, held);
    }

    /**
     * The same, with what the server counts.
     *
     * @param counted as in {@link Page#vouch()}
     * @return a copy
     */
    public Page vouching(Vouch counted) {
        return new Page(cursor, more, listed, identity, expected, counted, held);
    }

    /**
     * The same, of a server that says what it holds of this client's writes. If that is more than this storage has ever written, it is an
     * older copy of another one: core has it {@linkplain dev.mooring.sync.spi.storage.ClockTx#newSite name itself anew} and fetches
     * everything.
     *
     * @param version as in {@link Page#held()}
     * @return a copy
     */
    public Page holding(long version) {
        return new Page(cursor, more, listed, identity, expected, vouch, version);
    }
}
