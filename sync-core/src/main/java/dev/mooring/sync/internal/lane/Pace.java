package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.internal.lane.WakePlan.Wakes;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.state.RunState.Mark;
import dev.mooring.sync.internal.status.StatusBoard;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a lane waits from one turn to the next: after failures, for wake-ups, and until it asks the server again. Guarded by the lane's
 * lock.
 *
 * <p>When the next poll is due is kept apart from the timer of the next turn, and only a run that has seen all that the server has moves
 * it. So a channel that brings changes all the time does not keep the lane from asking what the server really has.
 */
final class Pace {
    private static final Duration LONG = Duration.ofDays(36_500);

    private final Settings settings;
    private final StatusBoard board;
    private final BooleanSupplier live;
    private final WakePlan plan;
    private int failures;
    private boolean troubled;
    private boolean signedOut;
    private Wakes wakes = Wakes.NONE;
    private boolean brought;
    private long hints;
    private @Nullable Long pulledAt;
    private long pollDue = Long.MAX_VALUE;

    /**
     * At the beginning.
     *
     * @param live whether a channel is proven alive
     */
    Pace(Settings settings, StatusBoard board, BooleanSupplier live) {
        this.settings = settings;
        this.board = board;
        this.live = live;
        this.plan = new WakePlan(settings.live().settle(), settings.live().atMost());
    }

    /**
     * What a run serves.
     *
     * @param hints how many wake-ups
     * @param brought whether one of them says that the channel has brought changes
     * @param pulls whether it asks the server; else what the channel has brought is enough
     */
    record Serving(long hints, boolean brought, boolean pulls) {
        Set<Mark> marks() {
            Set<Mark> marks = EnumSet.noneOf(Mark.class);
            if (brought) {
                marks.add(Mark.HEARD);
            }
            if (!pulls) {
                marks.add(Mark.ENOUGH);
            }
            return Collections.unmodifiableSet(marks);
        }
    }

    /** Whether the last run failed, so that the next turn waits. */
    boolean isTroubled() {
        return troubled;
    }

    /** How long the first turn waits, as the server may have asked for that. */
    Duration begin() {
        Duration wait = board.sentAway(settings.retries().retryAfterCap());
        if (wait.isZero()) {
            return wait;
        }
        troubled = true; // A write must not cut the wait short.
        return settings.retries().delay(1, wait, settings.scheduler().random());
    }

    /** The lane is switched off. */
    void end() {
        wakes = Wakes.NONE;
        brought = false;
        hints = 0;
    }

    // ---- wake-ups

    /** One has come. */
    void woken(boolean withChanges) {
        hints++;
        if (withChanges) {
            brought = true;
        } else {
            wakes = plan.woken(wakes, now());
        }
    }

    /**
     * In how long a turn is due for those that wait; null if none is. They do not cut short what a failure or the server demands: the turn
     * after that serves them.
     */
    @Nullable
    Duration wakesDue() {
        if (troubled || !(brought || wakes.waiting())) {
            return null;
        }
        return brought ? Duration.ZERO : plan.due(wakes, now());
    }

    /** A run begins. */
    Serving serve(boolean asked) {
        boolean pulls = asked || troubled || wakes.waiting() || !brought || now() >= pollDue;
        Serving serving = new Serving(hints, brought, pulls);
        wakes = wakes.begun();
        brought = false;
        hints = 0;
        return serving;
    }

    // ---- the end of a run

    /**
     * A run has ended.
     *
     * @param moved whether it has moved anything, so that a failure begins a new row
     * @param current whether it has seen all that the server has
     * @return whether the server lets this client in again
     */
    boolean ended(SyncReport report, boolean moved, boolean current) {
        boolean failed = hasFailed(report);
        if (failed && !(report instanceof SyncReport.Elsewhere)) {
            failures = moved ? 1 : failures + 1;
        } else if (report instanceof SyncReport.Synced) {
            failures = 0;
        }
        troubled = failures > 0 || failed;
        if (current && report instanceof SyncReport.Synced) {
            pulledAt = now();
            Duration poll = poll();
            pollDue = poll == null ? Long.MAX_VALUE : now() + poll.toNanos();
        }
        boolean back = signedOut && report instanceof SyncReport.Synced;
        signedOut = isSignedOut(report) || (signedOut && !back);
        return back;
    }

    static boolean hasFailed(SyncReport report) {
        return !(report instanceof SyncReport.Synced || report instanceof SyncReport.Interrupted);
    }

    private static boolean isSignedOut(SyncReport report) {
        return report instanceof SyncReport.Failed failed && failed.fault() == Fault.AUTH_REQUIRED;
    }

    /**
     * How long until the next turn, wake-ups aside; null if none comes by itself.
     *
     * @param retryAfter how long the server wants to be left alone; null if it did not say
     */
    @Nullable
    Duration next(SyncReport report, @Nullable Duration retryAfter) {
        if (report instanceof SyncReport.Synced) {
            // What is still pending waits behind a quarantined mutation, or its write has set the timer.
            return untilPoll();
        }
        if (report instanceof SyncReport.Interrupted && failures == 0) {
            return board.pending() > 0 ? settings.debounce() : poll();
        }
        if (report instanceof SyncReport.Elsewhere) {
            return settings.lease().dividedBy(3);
        }
        if (isSignedOut(report)) {
            // Only the user can mend that. Until then few requests are made.
            long cap = settings.retries().cap().toMillis();
            return Duration.ofMillis(
                    cap / 2 + (long) (settings.scheduler().random().nextDouble() * cap / 2));
        }
        Duration delay = settings.retries()
                .delay(failures, retryAfter, settings.scheduler().random());
        return board.stuck() ? delay.multipliedBy(Settings.SLOWER) : delay;
    }

    // ---- polls

    /** The platform says that the network is another one: on a metered network the next look was further away. */
    @Nullable
    Duration moved() {
        Duration poll = poll();
        if (poll != null) {
            pollDue = Math.min(pollDue, now() + poll.toNanos());
        }
        return poll;
    }

    /** The channel is alive from now on, or not any more; returns how long until the next poll, null if none is due by itself. */
    @Nullable
    Duration repoll() {
        Duration poll = poll();
        Long pulled = pulledAt;
        if (poll == null || pulled == null) {
            return null;
        }
        pollDue = pulled + poll.toNanos();
        return untilPoll();
    }

    private @Nullable Duration untilPoll() {
        return pollDue == Long.MAX_VALUE ? null : Duration.ofNanos(Math.max(0, pollDue - now()));
    }

    private @Nullable Duration poll() {
        Duration interval = board.poll();
        if (interval == null) {
            return null;
        }
        boolean costs = settings.connectivity().current() == Connectivity.State.METERED;
        Duration stretched = interval.multipliedBy((long) (costs ? Settings.SLOWER : 1)
                * (live.getAsBoolean() ? settings.live().stretch() : 1));
        return stretched.compareTo(LONG) > 0 ? LONG : stretched;
    }

    private long now() {
        return board.nanoTime();
    }
}
