package dev.mooring.systemtests.lane;

import dev.mooring.sync.Registration;
import dev.mooring.sync.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** A device whose wall clock is ahead, or behind. */
final class Ahead implements Scheduler {
    private final Scheduler scheduler;
    Duration by;

    Ahead(Scheduler scheduler, Duration by) {
        this.scheduler = scheduler;
        this.by = by;
    }

    @Override
    public Instant now() {
        return scheduler.now().plus(by);
    }

    @Override
    public long nanoTime() {
        return scheduler.nanoTime();
    }

    @Override
    public Random random() {
        return scheduler.random();
    }

    @Override
    public Registration schedule(Duration delay, Runnable task) {
        return scheduler.schedule(delay, task);
    }

    @Override
    public Registration alarm(Duration delay, Runnable task) {
        return scheduler.alarm(delay, task);
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
