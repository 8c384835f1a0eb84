package dev.mooring.sync.internal.settings;

import dev.mooring.sync.Registration;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scheduler on which the lane may rely, whatever the one behind it throws and whatever a task throws.
 *
 * <ul>
 *   <li>A clock that throws counts as stopped: its last time holds until it goes on.
 *   <li>A task that cannot be scheduled is handed over by an alarm a little later, again and again until it can. Where alarms fail
 *       as well, the registration is {@link #LOST}: the lane then knows that nothing is ahead, and the next who asks tries anew.
 *   <li>A task begins without an interrupt that somebody before it has left on the thread. What it throws is logged. An
 *       {@code Error} is thrown on once everything is settled, as the thread's owner may want to know it.
 * </ul>
 */
public final class GuardedScheduler implements Scheduler {
    /** Of a task that will never run. */
    public static final Registration LOST = () -> {};

    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Scheduler inner;
    private final Random spare = new Random();
    private volatile Instant lastNow = Instant.EPOCH;
    private volatile long lastNanos;
    private volatile @Nullable Thread lane;

    public GuardedScheduler(Scheduler inner) {
        this.inner = inner;
    }

    @Override
    public Instant now() {
        try {
            lastNow = inner.now();
        } catch (Throwable thrown) {
            threw("now", thrown);
        }
        calm();
        return lastNow;
    }

    @Override
    public long nanoTime() {
        try {
            lastNanos = inner.nanoTime();
        } catch (Throwable thrown) {
            threw("nanoTime", thrown);
        }
        calm();
        return lastNanos;
    }

    @Override
    public Random random() {
        try {
            return inner.random();
        } catch (Throwable thrown) {
            threw("random", thrown);
            return spare;
        } finally {
            calm();
        }
    }

    @Override
    public Registration schedule(Duration delay, Runnable task) {
        try {
            return quiet(inner.schedule(delay, () -> runOnLane(task)));
        } catch (Throwable thrown) {
            threw("schedule", thrown);
            return new Retried(task).begun(delay);
        } finally {
            calm();
        }
    }

    @Override
    public Registration alarm(Duration delay, Runnable task) {
        try {
            return quiet(inner.alarm(delay, () -> run(task)));
        } catch (Throwable thrown) {
            threw("alarm", thrown);
            return LOST;
        } finally {
            calm();
        }
    }

    @Override
    public void close() {
        inner.close();
    }

    /** Whether this is the thread of the lane, inside a task. */
    public boolean onLane() {
        return lane == Thread.currentThread();
    }

    /** Nobody interrupts the lane's thread on purpose: some part has left the flag behind, and it would end the next exchange. */
    void calm() {
        if (onLane()) {
            Thread.interrupted();
        }
    }

    private void runOnLane(Runnable task) {
        Thread before = lane;
        lane = Thread.currentThread();
        try {
            run(task);
        } finally {
            lane = before;
        }
    }

    private static void run(Runnable task) {
        Thread.interrupted(); // The interrupt was left by earlier code, and not meant for this task.
        try {
            task.run();
        } catch (Error e) {
            LOG.error("a task ended in an error; the lane goes on", Failures.bare(e));
            throw e;
        } catch (Throwable thrown) {
            LOG.error("a task ended in an unexpected exception; the lane goes on", Failures.bare(thrown));
        }
    }

    private Registration quiet(Registration registration) {
        return () -> {
            try {
                registration.close();
            } catch (Throwable thrown) {
                threw("a registration's close", thrown);
            }
            calm();
        };
    }

    private static void threw(String what, Throwable thrown) {
        LOG.warn("the scheduler threw in {}; the lane goes on", what, Failures.bare(thrown));
    }

    /** A task that could not be scheduled yet. */
    private final class Retried implements Registration {
        private final Runnable task;
        private Registration next = LOST;
        private boolean closed;

        Retried(Runnable task) {
            this.task = task;
        }

        Registration begun(Duration delay) {
            next = alarm(delay.compareTo(PAUSE) > 0 ? delay : PAUSE, this::handOver);
            return next == LOST ? LOST : this;
        }

        private synchronized void handOver() {
            if (!closed) {
                next = schedule(Duration.ZERO, task);
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            next.close();
        }
    }
}
