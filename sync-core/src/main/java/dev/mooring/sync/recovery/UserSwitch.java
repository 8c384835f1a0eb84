package dev.mooring.sync.recovery;

import dev.mooring.sync.ServerIdentity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one user's unsettled mutations when another takes over the storage. There is no default: the app asks its user.
 *
 * @param kind the choice
 * @param within how long {@link Kind#DRAIN} may take; null for the others
 */
public record UserSwitch(Kind kind, @Nullable Duration within) {
    /** The choices. */
    public enum Kind {
        /** Send them first; if any is left, or anything is parked, nobody is switched. */
        DRAIN,
        /** Keep them in the file for that user, to be sent when they return. */
        PARK,
        /** Forget them. */
        DROP
    }

    /**
     * Sends what is pending first, as the user who wrote it.
     *
     * @param within a deadline, from the call
     * @return the choice
     * @throws IllegalArgumentException if the deadline is negative
     */
    public static UserSwitch drain(Duration within) {
        if (within.isNegative()) {
            throw new IllegalArgumentException("the deadline must not be negative, got " + within);
        }
        return new UserSwitch(Kind.DRAIN, within);
    }

    /**
     * Keeps them for that user, pending and parked ones.
     *
     * @return the choice
     */
    public static UserSwitch park() {
        return new UserSwitch(Kind.PARK, null);
    }

    /**
     * Forgets them, pending and parked ones.
     *
     * @return the choice
     */
    public static UserSwitch drop() {
        return new UserSwitch(Kind.DROP, null);
    }

    /**
     * How it went.
     *
     * @param switched whether the storage belongs to the next user now
     * @param now whose it is
     * @param left mutations of the last user that were parked, or dropped, or that could not be drained
     * @param returned mutations of the next user that were parked earlier and are back
     */
    public record Report(boolean switched, ServerIdentity now, long left, long returned) {}
}
