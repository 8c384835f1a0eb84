package dev.mooring.sync.internal.lane;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which thread works in a turn, and what is let go at the very end: by who closes the lane if no turn goes on, else by the turn when it is
 * over. Guarded by the lane's lock, under which its methods are called unless they say otherwise.
 */
final class Closing {
    private final Object lock;
    private final Runnable release;
    private @Nullable Thread working;
    private boolean released;

    /**
     * No turn goes on.
     *
     * @param lock of the lane
     * @param release runs once, outside the lock
     */
    Closing(Object lock, Runnable release) {
        this.lock = lock;
        this.release = release;
    }

    /** The calling thread begins a turn. */
    void turnBegins() {
        working = Thread.currentThread();
    }

    /** The turn is over. */
    void turnEnds() {
        working = null;
        lock.notifyAll();
    }

    boolean isWorking() {
        return working != null;
    }

    boolean isWorkingElsewhere() {
        return working != null && working != Thread.currentThread();
    }

    /**
     * Waits until the turn is over, also while it is interrupted, and gives the lock back meanwhile.
     *
     * @return whether it is over
     */
    boolean await(long nanos) {
        long left = nanos;
        long end = System.nanoTime() + left;
        boolean interrupted = false;
        while (working != null && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = end - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return working == null;
    }

    /** Lets go what the lane holds. Not under the lock. */
    void release() {
        synchronized (lock) {
            if (released) {
                return;
            }
            released = true;
        }
        release.run();
    }
}
