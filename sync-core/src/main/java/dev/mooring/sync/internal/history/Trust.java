package dev.mooring.sync.internal.history;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How sure we are that the server's history still agrees with our cursor. A push onto another history would leave a hole in a
 * log, or put a batch where it does not belong.
 *
 * <p>At the start, after every failure and after a pause, the history is looked at before anything is pushed: checked, where the
 * dialect has a check, and then pulled. A check alone would not do: it counts only, and another history may be just as long. A pull
 * alone would not do either: it sees what lies at the cursor, and no hole before that. What was seen counts for a short while, so
 * that a busy client does not look before every push. What this process slept over shows nothing, as nobody knows what came since.
 *
 * @param checks whether the dialect has a check
 * @param checkedAt when it was checked, by the monotonic clock; null if it was not
 * @param pulledAt when a pull has shown that the history is the same one, since the last check; null if none has
 */
public record Trust(
        boolean checks, @Nullable Long checkedAt, @Nullable Long pulledAt) {
    private static final long GOOD_FOR = Duration.ofSeconds(10).toNanos();

    /** Nothing was seen yet. */
    public static Trust none(boolean checks) {
        return new Trust(checks, null, null);
    }

    /** Whether the history has to be checked before a push. */
    public boolean needsCheck(long now) {
        return checks && isOld(checkedAt, now);
    }

    /** Whether a pull has shown not long ago that the history is the same one. */
    public boolean anchored(long now) {
        return !isOld(pulledAt, now);
    }

    private static boolean isOld(@Nullable Long at, long now) {
        return at == null || now - at >= GOOD_FOR;
    }

    /** The server has said that the history agrees. */
    public Trust checked(long now, boolean slept) {
        return slept ? this : new Trust(checks, now, null);
    }

    /** A pull has shown that the history is the same one. */
    public Trust pulled(long now, boolean slept) {
        return slept ? this : new Trust(checks, checkedAt, now);
    }

    /** Nothing is known any more. */
    public Trust lost() {
        return none(checks);
    }
}
