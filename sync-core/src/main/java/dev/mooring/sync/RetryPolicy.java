package dev.mooring.sync;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next attempt: exponential with full jitter, capped, never less than what the server asked
 * for. The count starts again after every success.
 *
 * @param first upper bound of the first wait; 500 ms by default
 * @param cap upper bound of every wait of our own making; 2 minutes by default
 * @param retryAfterCap the longest wait that a server can ask for; 1 hour by default
 */
public record RetryPolicy(Duration first, Duration cap, Duration retryAfterCap) {
    /** 500 ms, doubling up to 2 minutes, and up to 1 hour where the server asks for it. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(Duration.ofMillis(500), Duration.ofMinutes(2), Duration.ofHours(1));

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a bound is not positive, or the cap is below the first
     */
    public RetryPolicy {
        if (first.isZero() || first.isNegative() || cap.compareTo(first) < 0 || retryAfterCap.isNegative()) {
            throw new IllegalArgumentException("retry policy needs 0 < first <= cap and retryAfterCap >= 0, got first="
                    + first + " cap=" + cap + " retryAfterCap=" + retryAfterCap);
        }
    }

    /**
     * The wait before an attempt.
     *
     * @param failures how many attempts have failed in a row, at least 1
     * @param retryAfter what the server asked for, or null
     * @param random for the jitter
     * @return the wait, at least one millisecond
     */
    public Duration delay(int failures, @Nullable Duration retryAfter, Random random) {
        return delay(failures, retryAfter, random.nextDouble());
    }

    /**
     * The wait before an attempt, with the jitter given.
     *
     * @param failures how many attempts have failed in a row, at least 1
     * @param retryAfter what the server asked for, or null
     * @param jitter which part of the bound is waited, from 0 to 1
     * @return the wait, at least one millisecond
     */
    public Duration delay(int failures, @Nullable Duration retryAfter, double jitter) {
        long bound = cap.toMillis();
        int doublings = Math.min(Math.max(failures, 1) - 1, 40);
        if (first.toMillis() <= bound >> doublings) {
            bound = first.toMillis() << doublings;
        }
        long jittered = 1 + (long) (jitter * bound);
        long asked = retryAfter == null ? 0 : Math.min(retryAfter.toMillis(), retryAfterCap.toMillis());
        return Duration.ofMillis(asked + jittered);
    }
}
