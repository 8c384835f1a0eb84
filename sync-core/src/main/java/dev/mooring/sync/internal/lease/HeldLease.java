package dev.mooring.sync.internal.lease;

import dev.mooring.sync.spi.Ask;
import java.time.Duration;
import java.time.Instant;

/**
 * The lease as this process has it, with both clocks at its taking. The more pessimistic clock says what is left of it: the
 * monotonic clock may stand still while a device sleeps, and the wall clock may be set back. If the wall clock was set back since
 * the taking, nothing is left, because another process may find that the lease ends far too late, and take it.
 *
 * @param epoch of its taking
 * @param at when it was taken or renewed, by the wall clock
 * @param nanos the same by the monotonic clock
 * @param until when another process may take it, by the wall clock
 */
public record HeldLease(long epoch, Instant at, long nanos, Instant until) {
    /** Nothing is held. */
    public static final HeldLease NONE = new HeldLease(0, Instant.EPOCH, 0, Instant.EPOCH);

    /** The time that may pass between the taking and the sending, and between two clocks. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    /** How far the wall clock may step back without effect: less than any lease lasts. */
    private static final Duration STEP = Duration.ofMillis(500);

    /** How long it is held from now; negative or zero if it is over. */
    public Duration left(Instant now, long nanoTime) {
        if (now.isBefore(at.minus(STEP))) {
            return Duration.between(at, now);
        }
        Duration byWall = Duration.between(now, until);
        Duration byMonotonic = Duration.between(at, until).minusNanos(nanoTime - nanos);
        return byWall.compareTo(byMonotonic) < 0 ? byWall : byMonotonic;
    }

    /** For how long the lease is taken, so that it is still held for the given time when the exchange begins. */
    public static Duration withSlack(Duration needed) {
        return needed.plus(needed.compareTo(SLACK) < 0 ? needed : SLACK);
    }

    /** Whether nothing of its time is left, by the wall clock or by the monotonic one, whichever has gone further. */
    public boolean isOver(Instant now, long nanoTime) {
        Duration left = left(now, nanoTime);
        return left.isNegative() || left.isZero();
    }

    /** The same, but for no longer than this from now. */
    public HeldLease within(Duration time, Instant now, long nanoTime) {
        Instant end = now.plus(time);
        return new HeldLease(epoch, now, nanoTime, end.isBefore(until) ? end : until);
    }

    /** Whether an exchange may change something on the server. */
    public static boolean changes(Ask ask) {
        return ask instanceof Ask.Push || ask instanceof Ask.Call;
    }

    /**
     * For how long the lease has to be held at the beginning of an exchange. One that may change something has to end within it. One
     * that only asks may outlive it, as its answer is not applied under another epoch; and each slice of it renews the lease.
     */
    public static Duration needed(Ask ask, Duration deadline, Duration lease) {
        Duration some = lease.dividedBy(4);
        return changes(ask) || deadline.compareTo(some) < 0 ? deadline : some;
    }
}
