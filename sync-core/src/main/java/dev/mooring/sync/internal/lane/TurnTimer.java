package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Registration;
import dev.mooring.sync.internal.settings.GuardedScheduler;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A timer for the next turn. Guarded by the lane's lock. */
final class TurnTimer {
    private final GuardedScheduler scheduler;
    private final Runnable turn;
    private @Nullable Registration timer;
    private long due;

    TurnTimer(GuardedScheduler scheduler, Runnable turn) {
        this.scheduler = scheduler;
        this.turn = turn;
    }

    boolean isSet() {
        return timer != null;
    }

    /** Sets it, or moves it forward, never back; returns whether it did. */
    boolean set(Duration delay) {
        long at = scheduler.nanoTime() + delay.toNanos();
        if (timer != null && due - at <= 0) {
            return false;
        }
        cancel();
        due = at;
        Registration next = scheduler.schedule(delay, turn);
        timer = next == GuardedScheduler.LOST ? null : next;
        return true;
    }

    /** Sets it anew, also to a later time. */
    void reset(Duration delay) {
        cancel();
        set(delay);
    }

    /** The turn has come. */
    void fired() {
        timer = null;
    }

    void cancel() {
        if (timer != null) {
            timer.close();
            timer = null;
        }
    }

    /** When the next turn is; null if none is. */
    @Nullable
    Instant next() {
        return timer == null ? null : scheduler.now().plusNanos(due - scheduler.nanoTime());
    }
}
