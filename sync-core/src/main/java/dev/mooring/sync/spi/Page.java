package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;

/**
 * Where an exchange leaves us.
 *
 * @param cursor the true position after everything that this exchange settled and delivered
 * @param more whether the server is known to have more than that
 * @param listed whether the exchange ended a listing of all there is, so that what did not come is not there
 */
public record Page(Cursor cursor, boolean more, boolean listed) {
    /**
     * A page that lists nothing.
     *
     * @param cursor as in {@link Page}
     * @param more as in {@link Page}
     */
    public Page(Cursor cursor, boolean more) {
        this(cursor, more, false);
    }
}
