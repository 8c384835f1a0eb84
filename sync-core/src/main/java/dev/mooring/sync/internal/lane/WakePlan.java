package dev.mooring.sync.internal.lane;

import java.time.Duration;

/**
 * When wake-ups lead to a turn. Pure. Times are of the monotonic clock, in nanoseconds.
 *
 * <p>The first one after a quiet time is due at once. Later ones are due when none has come for a while, but not later than a given time
 * behind the first of them. None is dropped: one that comes while a run goes waits for the next.
 *
 * @param quiet for how long none has to come
 * @param most for how long the first of several waits
 */
record WakePlan(Duration quiet, Duration most) {
    /**
     * Those that have come.
     *
     * @param waiting whether no run has begun since
     * @param first of those that wait
     * @param last of all
     * @param any whether one has come at all
     * @param prompt whether the first of those that wait came after a quiet time
     */
    record Wakes(boolean waiting, long first, long last, boolean any, boolean prompt) {
        static final Wakes NONE = new Wakes(false, 0, 0, false, false);

        /** A run begins, which serves all that have come. */
        Wakes begun() {
            return new Wakes(false, 0, last, any, false);
        }
    }

    /** One has come. */
    Wakes woken(Wakes before, long now) {
        boolean quietBefore = !before.any() || now - before.last() >= quiet.toNanos();
        return before.waiting()
                ? new Wakes(true, before.first(), now, true, before.prompt())
                : new Wakes(true, now, now, true, quietBefore);
    }

    /** In how long a turn is due for those that wait. */
    Duration due(Wakes wakes, long now) {
        if (wakes.prompt()) {
            return Duration.ZERO;
        }
        long at = Math.min(wakes.last() + quiet.toNanos(), wakes.first() + most.toNanos());
        return Duration.ofNanos(Math.max(0, at - now));
    }
}
