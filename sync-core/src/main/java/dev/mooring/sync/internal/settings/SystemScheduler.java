package dev.mooring.sync.internal.settings;

import dev.mooring.sync.Registration;
import dev.mooring.sync.spi.Scheduler;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The system's clocks and two daemon threads: one for the lane, one for alarms. */
final class SystemScheduler implements Scheduler {
    private final Clock clock = Clock.systemUTC();
    private final Random random = new SecureRandom();
    private final ScheduledThreadPoolExecutor lane = executor("mooring-lane");
    private final ScheduledThreadPoolExecutor alarms = executor("mooring-alarm");

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Random random() {
        return random;
    }

    @Override
    public Registration schedule(Duration delay, Runnable task) {
        return submit(lane, delay, task);
    }

    @Override
    public Registration alarm(Duration delay, Runnable task) {
        return submit(alarms, delay, task);
    }

    @Override
    public void close() {
        lane.shutdown();
        alarms.shutdown();
    }

    private static Registration submit(ScheduledThreadPoolExecutor executor, Duration delay, Runnable task) {
        try {
            Future<?> future = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    private static ScheduledThreadPoolExecutor executor(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }
}
