package dev.mooring.sync.spi;

import dev.mooring.sync.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * Time, randomness and threads of one client.
 *
 * <p>Apps need none of their own. Tests give the client a virtual one.
 */
public interface Scheduler extends AutoCloseable {
    /**
     * The wall clock: for stamps and Retry-After dates, never for order.
     *
     * @return now
     */
    Instant now();

    /**
     * The monotonic clock: for waits and deadlines.
     *
     * @return nanoseconds from an arbitrary origin
     */
    long nanoTime();

    /**
     * For jitter and ids.
     *
     * @return thread-safe
     */
    Random random();

    /**
     * Runs a task on the lane thread. Tasks of the lane run one at a time; a due task waits while another runs. A task that ends in
     * an {@code Error} has settled everything before that; the thread must go on to the next task.
     *
     * @param delay not negative
     * @param task may block in an exchange
     * @return cancels the task if it has not begun
     */
    Registration schedule(Duration delay, Runnable task);

    /**
     * Runs a short task at its time even while the lane is blocked in an exchange: for deadlines.
     *
     * @param delay not negative
     * @param task short and non-blocking
     * @return cancels the task if it has not begun
     */
    Registration alarm(Duration delay, Runnable task);

    /** Ends the threads. A running task is allowed to end; waiting ones are dropped. Idempotent. */
    @Override
    void close();
}
