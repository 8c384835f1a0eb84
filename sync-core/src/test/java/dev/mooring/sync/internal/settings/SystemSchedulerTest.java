package dev.mooring.sync.internal.settings;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of a client go on, whatever their tasks do to them. */
@Timeout(30)
class SystemSchedulerTest {
    private final GuardedScheduler scheduler = new GuardedScheduler(new SystemScheduler());

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void aTaskThatThrowsOrLeavesAnInterruptEndsNoThread() throws Exception {
        Throwable[] kinds = {
            new IllegalStateException(),
            new OutOfMemoryError(),
            new StackOverflowError(),
            new Throwable(),
            new Exception()
        };
        for (Throwable kind : kinds) {
            CountDownLatch next = new CountDownLatch(2);
            AtomicBoolean interrupted = new AtomicBoolean();
            Runnable evil = () -> {
                Thread.currentThread().interrupt();
                SystemSchedulerTest.<RuntimeException>sneak(kind);
            };
            Runnable good = () -> {
                interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
                next.countDown();
            };
            scheduler.schedule(Duration.ZERO, evil);
            scheduler.schedule(Duration.ofMillis(1), good);
            scheduler.alarm(Duration.ZERO, evil);
            scheduler.alarm(Duration.ofMillis(1), good);
            assertTrue(next.await(20, TimeUnit.SECONDS), () -> "after " + kind);
            assertFalse(interrupted.get());
        }
    }

    @Test
    void onlyATaskOfTheLaneIsOnTheLane() throws Exception {
        AtomicBoolean lane = new AtomicBoolean();
        AtomicBoolean alarm = new AtomicBoolean(true);
        CountDownLatch done = new CountDownLatch(2);
        scheduler.schedule(Duration.ZERO, () -> {
            lane.set(scheduler.onLane());
            done.countDown();
        });
        scheduler.alarm(Duration.ZERO, () -> {
            alarm.set(scheduler.onLane());
            done.countDown();
        });
        assertTrue(done.await(20, TimeUnit.SECONDS));
        assertTrue(lane.get());
        assertFalse(alarm.get());
        assertFalse(scheduler.onLane());
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable failure) throws X {
        throw (X) failure;
    }
}
