package dev.mooring.sync.internal.channel;

import dev.mooring.sync.spi.WakeUps.End;
import org.jspecify.annotations.Nullable;

/**
 * All that {@link ChannelPlan} knows. Immutable. Times are of the monotonic clock, in nanoseconds.
 *
 * @param phase where it is
 * @param wanted whether a connection is wanted: switched on, with a network that is not gone, nor costs money unless that is allowed
 * @param number of the connection; what another one tells is ignored
 * @param failures in a row; a connection that has lived for a beat ends the row
 * @param openedAt when it was opened
 * @param aliveAt when it last gave a sign of life
 * @param due when the timer rings; {@link Long#MAX_VALUE} for never
 * @param watchesItself as its listener was told
 * @param end of the last connection; null if none has ended
 */
record ChannelState(
        Phase phase,
        boolean wanted,
        long number,
        int failures,
        long openedAt,
        long aliveAt,
        long due,
        boolean watchesItself,
        @Nullable End end) {
    /** Where it is. */
    enum Phase {
        /** No connection, and none is wanted. */
        OFF,
        /** A connection was asked for. */
        OPENING,
        /** Open. */
        LIVE,
        /** Lost; the timer rings when it is tried again. */
        WAITING,
        /** Refused; nothing is tried until somebody signs in, or the app asks. */
        REFUSED
    }

    static final ChannelState FIRST = new ChannelState(Phase.OFF, false, 0, 0, 0, 0, Long.MAX_VALUE, false, null);

    ChannelState wanting(boolean want) {
        return new ChannelState(phase, want, number, failures, openedAt, aliveAt, due, watchesItself, end);
    }

    /** Elsewhere, until the timer rings. */
    ChannelState at(Phase next, long rings) {
        return new ChannelState(next, wanted, number, failures, openedAt, aliveAt, rings, watchesItself, end);
    }

    ChannelState failed(int times) {
        return new ChannelState(phase, wanted, number, times, openedAt, aliveAt, due, watchesItself, end);
    }

    ChannelState ended(End why) {
        return new ChannelState(phase, wanted, number, failures, openedAt, aliveAt, due, watchesItself, why);
    }

    ChannelState alive(long sign) {
        return new ChannelState(phase, wanted, number, failures, openedAt, sign, due, watchesItself, end);
    }

    /** The next connection is asked for. */
    ChannelState opening(long rings) {
        return new ChannelState(Phase.OPENING, wanted, number + 1, failures, openedAt, aliveAt, rings, false, end);
    }

    ChannelState live(boolean itself, long now, long rings) {
        return new ChannelState(Phase.LIVE, wanted, number, failures, now, now, rings, itself, end);
    }
}
