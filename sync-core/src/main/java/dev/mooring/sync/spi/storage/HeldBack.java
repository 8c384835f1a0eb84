package dev.mooring.sync.spi.storage;

import dev.mooring.sync.spi.Vouch;
import java.time.Instant;

/**
 * Confirmed rows that the server no longer lists and has not confirmed to be gone. They stay in the app's tables and are counted,
 * until a later listing settles it.
 *
 * @param rows how many there are, as the last listing left them
 * @param from number of the first listing that did not show them
 * @param since when that listing ended; the epoch if there are no such rows
 * @param listings how many listings agree so far, that one included
 * @param surplus how many rows the server counts without ever listing them, see {@link Vouch#surplus()}; {@link #UNKNOWN} until it
 *     was asked behind a listing that lacked nothing
 */
public record HeldBack(long rows, long from, Instant since, int listings, long surplus) {
    /** The server has not been asked. */
    public static final long UNKNOWN = -1;

    /** Nothing is held back, and nothing is known. */
    public static final HeldBack NONE = none(UNKNOWN);

    /**
     * Nothing is held back.
     *
     * @param surplus as in {@link HeldBack}
     * @return such a value
     */
    public static HeldBack none(long surplus) {
        return new HeldBack(0, 0, Instant.EPOCH, 0, surplus);
    }

    /**
     * The same, of other rows.
     *
     * @param number how many
     * @return a copy
     */
    public HeldBack of(long number) {
        return new HeldBack(number, from, since, listings, surplus);
    }
}
