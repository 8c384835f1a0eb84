package dev.mooring.examples.desktop;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Screen;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks at a desk's screens, and waits for one. */
public final class Watch {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Screen latest;

    public Watch(Desk desk) {
        desk.show(screen -> {
            lock.lock();
            try {
                latest = screen;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        });
    }

    /** The first screen from now on that is as wanted; the present one counts. */
    public Screen until(String what, Predicate<Screen> wanted) {
        long left = TimeUnit.SECONDS.toNanos(40);
        lock.lock();
        try {
            while (latest == null || !wanted.test(latest)) {
                if (left <= 0) {
                    throw new AssertionError("waited in vain for " + what + "; there is " + latest);
                }
                left = changed.awaitNanos(left);
            }
            return latest;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }
}
