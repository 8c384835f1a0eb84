package dev.mooring.sync.testing;

import dev.mooring.sync.Registration;
import dev.mooring.sync.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time for any number of clients: one thread runs, and time moves when told.
 *
 * <p>All clients share one queue of tasks, ordered by due time; the caller's thread runs them inside {@link #advance},
 * {@link #runNext}, {@link #runUntil} and {@link #runUntilIdle}. Each client gets its own view by {@link #lane}. Code that blocks in real
 * life, such as an exchange, calls {@link #sleep} here. Other due tasks then run inside that call, on the same thread, until the time is
 * up. Tasks of a lane that sleeps wait until its running task has ended; its alarms do not wait.
 *
 * <p>The seed decides which of several lanes goes first at the same instant. Tasks of one lane keep their order. The same seed and the
 * same calls give the same run. Tasks may be scheduled from any thread; only one may run them.
 *
 * <p>The file is long because a {@link Lane} stays inside: it shares the queue and the lock, which nobody else may reach.
 */
public final class VirtualScheduler {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    private static final int IDLE_LIMIT = 100_000;

    private final TreeSet<Entry> queue = new TreeSet<>();
    private final Random random;
    private long elapsed;
    private long order;
    private @Nullable Lane running;

    /**
     * A scheduler at the beginning of time, 2026-01-01T00:00:00Z.
     *
     * @param seed decides who goes first at the same instant
     */
    public VirtualScheduler(long seed) {
        random = new Random(seed);
    }

    /**
     * A view for one client.
     *
     * @param seed of the client's own randomness
     * @return the view
     */
    public Lane lane(long seed) {
        return new Lane(seed);
    }

    /**
     * The wall clock without any lane's jumps.
     *
     * @return now
     */
    public Instant now() {
        return EPOCH.plusNanos(elapsed());
    }

    /**
     * Time since the beginning.
     *
     * @return the monotonic clock
     */
    public Duration uptime() {
        return Duration.ofNanos(elapsed());
    }

    /**
     * Runs a task that belongs to no client, such as the late arrival of a request.
     *
     * @param delay not negative
     * @param task runs whatever the lanes are doing
     * @return cancels the task if it has not begun
     */
    public Registration schedule(Duration delay, Runnable task) {
        return add(delay, task, null, true);
    }

    /**
     * Moves time on and runs what becomes due, in order.
     *
     * @param time not negative
     */
    public void advance(Duration time) {
        sleep(time, () -> false);
    }

    /**
     * Lets time pass inside a task: for what would block in real life.
     *
     * @param time not negative
     * @throws Killed if the lane whose task this is was killed meanwhile
     */
    public void sleep(Duration time) {
        sleep(time, () -> false);
    }

    /**
     * As {@link #sleep(Duration)}, but ends as soon as a condition holds.
     *
     * @param time not negative
     * @param wake looked at before the first and after every task
     * @return whether it was woken before the time was up
     * @throws Killed if the lane whose task this is was killed meanwhile
     */
    public boolean sleep(Duration time, BooleanSupplier wake) {
        Lane sleeper = running;
        long until = elapsed() + nanos(time);
        boolean woken = wake.getAsBoolean();
        while (!woken && (sleeper == null || !sleeper.killed) && runOne(until)) {
            woken = wake.getAsBoolean();
        }
        if (sleeper != null && sleeper.killed) {
            throw new Killed();
        }
        if (!woken) {
            reach(until);
        }
        return woken;
    }

    /**
     * Runs the next task, however far away.
     *
     * @return whether there was one
     */
    public boolean runNext() {
        return runOne(Long.MAX_VALUE);
    }

    /**
     * Runs tasks until none is left. For clients with timers that never end, use {@link #runUntil}.
     *
     * @throws IllegalStateException after 100,000 tasks
     */
    public void runUntilIdle() {
        for (int i = 0; i < IDLE_LIMIT; i++) {
            if (!runNext()) {
                return;
            }
        }
        throw new IllegalStateException("not idle after " + IDLE_LIMIT + " tasks, at " + uptime());
    }

    /**
     * Runs tasks until a condition holds.
     *
     * @param condition looked at before the first and after every task
     * @param limit how much time may pass
     * @return whether the condition holds; if not, the limit has passed or no task is left
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        long until = elapsed() + nanos(limit);
        while (!condition.getAsBoolean()) {
            if (!runOne(until)) {
                return false;
            }
        }
        return true;
    }

    // ---- the queue

    private static long nanos(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards: " + time);
        }
        return time.compareTo(Duration.ofDays(36_500)) > 0
                ? Duration.ofDays(36_500).toNanos()
                : time.toNanos();
    }

    private synchronized long elapsed() {
        return elapsed;
    }

    private synchronized void reach(long time) {
        elapsed = Math.max(elapsed, time);
    }

    private synchronized Registration add(Duration delay, Runnable task, @Nullable Lane lane, boolean always) {
        if (lane != null && lane.closed) {
            return () -> {};
        }
        Entry entry = new Entry(elapsed + nanos(delay), order++, lane, always, Objects.requireNonNull(task));
        queue.add(entry);
        return () -> remove(entry);
    }

    private synchronized void remove(Entry entry) {
        queue.remove(entry);
    }

    private boolean runOne(long until) {
        Entry entry = take(until);
        if (entry == null) {
            return false;
        }
        Lane before = running;
        Lane lane = entry.always ? null : entry.lane;
        running = lane;
        if (lane != null) {
            lane.busy = true;
        }
        try {
            entry.task.run();
        } catch (Killed e) {
            if (lane == null || !lane.killed) {
                throw e;
            }
        } finally {
            running = before;
            if (lane != null) {
                lane.busy = false;
            }
        }
        return true;
    }

    private synchronized @Nullable Entry take(long until) {
        List<Entry> first = new ArrayList<>();
        long at = until;
        for (Entry entry : queue) {
            if (entry.due > until || (!first.isEmpty() && entry.due > at)) {
                break;
            }
            if (entry.mayRun() && (first.isEmpty() || first.stream().noneMatch(entry::follows))) {
                at = Math.max(entry.due, elapsed);
                first.add(entry);
            }
        }
        if (first.isEmpty()) {
            return null;
        }
        Entry chosen = first.get(first.size() == 1 ? 0 : random.nextInt(first.size()));
        queue.remove(chosen);
        elapsed = Math.max(elapsed, chosen.due);
        return chosen;
    }

    private record Entry(long due, long order, @Nullable Lane lane, boolean always, Runnable task)
            implements Comparable<Entry> {
        boolean mayRun() {
            return lane == null || (!lane.stopped && (always || !lane.busy));
        }

        boolean follows(Entry other) {
            return lane == other.lane && always == other.always;
        }

        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(due, other.due);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** Ends the running task of a lane that was {@linkplain Lane#kill killed}, as if its process were gone. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        /** Without a stack trace: it is no failure. */
        public Killed() {
            super("killed", null, false, false);
        }
    }

    /** One client's view. Its monotonic clock is everybody's; its wall clock may jump. */
    public final class Lane implements Scheduler {
        private final Random own;
        private Duration jumped = Duration.ZERO;
        private boolean busy;
        private boolean closed;
        private boolean killed;
        private boolean stopped;

        private Lane(long seed) {
            own = new Random(seed);
        }

        /**
         * Sets the wall clock forwards or backwards. The monotonic clock does not notice.
         *
         * @param by how far
         */
        public void jump(Duration by) {
            jumped = jumped.plus(by);
        }

        /** Kills the client's process. Its tasks are dropped. A task that sleeps does not go on. */
        public void kill() {
            killed = true;
            close();
        }

        /**
         * Stops the client's process, as {@code SIGSTOP} does, or lets it go on. While it is stopped, none of its tasks and alarms begins.
         * Those that become due run late.
         *
         * @param value whether it is stopped
         */
        public void stop(boolean value) {
            stopped = value;
        }

        /**
         * Whether its process is stopped.
         *
         * @return false by default
         */
        public boolean isStopped() {
            return stopped;
        }

        /**
         * Whether one of its tasks is what runs now, and not what goes on while that sleeps.
         *
         * @return false outside the lane
         */
        public boolean isRunning() {
            return running == this;
        }

        /**
         * Whether its process is gone.
         *
         * @return false until it is killed
         */
        public boolean isKilled() {
            return killed;
        }

        /**
         * Whether a task of this lane is running, which then sleeps.
         *
         * @return true inside an exchange
         */
        public boolean isBusy() {
            return busy;
        }

        /**
         * Lets time pass inside a task of this lane, as {@link VirtualScheduler#sleep(Duration, BooleanSupplier)} does.
         *
         * @param time not negative
         * @param wake looked at before the first and after every task
         * @return whether it was woken before the time was up
         * @throws Killed if the lane was killed meanwhile
         */
        public boolean sleep(Duration time, BooleanSupplier wake) {
            return VirtualScheduler.this.sleep(time, wake);
        }

        @Override
        public Instant now() {
            return VirtualScheduler.this.now().plus(jumped);
        }

        @Override
        public long nanoTime() {
            return elapsed();
        }

        @Override
        public Random random() {
            return own;
        }

        @Override
        public Registration schedule(Duration delay, Runnable task) {
            return add(delay, task, this, false);
        }

        @Override
        public Registration alarm(Duration delay, Runnable task) {
            return add(delay, task, this, true);
        }

        @Override
        public void close() {
            synchronized (VirtualScheduler.this) {
                closed = true;
                queue.removeIf(entry -> entry.lane == this);
            }
        }
    }
}
