package dev.mooring.sync.internal.exchange;

import dev.mooring.sync.Registration;
import dev.mooring.sync.internal.lease.HeldLease;
import dev.mooring.sync.spi.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Cancels an exchange that may change something on the server when the lease ends. An exchange that only asks has no alarm: its answer is
 * not applied if another process has synced meanwhile.
 *
 * <p>One alarm of the scheduler serves many exchanges, as setting one wakes a thread. It stays set when an exchange is over. If it goes off
 * early for the one that is under way then, it is set again; if none is, that is all.
 */
final class LeaseAlarm {
    /** Longer than any process sleeps. */
    private static final Duration AGES = Duration.ofDays(10_000);

    private final Scheduler scheduler;
    private @Nullable Sending watched;
    private HeldLease hold = HeldLease.NONE;
    private @Nullable Registration set;
    private long due;

    LeaseAlarm(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** An exchange begins that has to end with the lease. */
    void watch(HeldLease lease, Sending sending) {
        synchronized (this) {
            hold = lease;
            watched = sending;
        }
        set();
    }

    /** The exchange is over. */
    synchronized void over() {
        watched = null;
    }

    private void set() {
        Registration late;
        Duration left;
        synchronized (this) {
            long now = scheduler.nanoTime();
            left = hold.left(scheduler.now(), now);
            if (watched == null || left.compareTo(AGES) > 0 || isSetInTime(now, left)) {
                return;
            }
            left = left.isNegative() ? Duration.ZERO : left;
            due = now + left.toNanos();
            late = set;
            set = () -> {};
        }
        if (late != null) {
            late.close();
        }
        Registration made = scheduler.alarm(left, this::rings);
        synchronized (this) {
            set = made;
        }
    }

    private boolean isSetInTime(long now, Duration left) {
        return set != null && due - now >= 0 && due - now <= left.toNanos();
    }

    /** May be called from any thread. */
    private void rings() {
        Sending over;
        synchronized (this) {
            set = null;
            long now = scheduler.nanoTime();
            over = watched != null && hold.isOver(scheduler.now(), now) ? watched : null;
        }
        if (over != null) {
            over.oversleep();
        } else {
            set();
        }
    }
}
