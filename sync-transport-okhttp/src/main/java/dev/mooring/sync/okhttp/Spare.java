package dev.mooring.sync.okhttp;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A connection for exchanges while core has opened no channel: kept for 5 s after an exchange, for the next one of the same run. */
final class Spare {
    private static final long KEPT = TimeUnit.SECONDS.toNanos(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable LiveLine line;
    private boolean busy;
    private boolean unwanted;
    private boolean closed;
    private long idleSince;

    /** The one that is kept, or a new one. */
    LiveLine take(Supplier<LiveLine> fresh) {
        LiveLine taken;
        boolean begins;
        boolean late;
        lock.lock();
        try {
            LiveLine kept = line;
            begins = kept == null || kept.isOver();
            taken = kept == null || begins ? fresh.get() : kept;
            line = taken;
            busy = true;
            unwanted = closed;
            late = closed;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (begins) {
            taken.start();
        }
        if (late) {
            taken.close();
        }
        return taken;
    }

    /** An exchange over it, or over another connection, has ended. */
    void give(LiveLine given) {
        lock.lock();
        try {
            if (given != line) {
                return;
            }
            busy = false;
            idleSince = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Thread thread = new Thread(() -> keep(given), "mooring-channel-spare");
        thread.setDaemon(true);
        thread.start();
    }

    private void keep(LiveLine kept) {
        lock.lock();
        try {
            while (line == kept && !busy) {
                long left = unwanted || kept.isOver() ? 0 : idleSince + KEPT - System.nanoTime();
                if (left <= 0) {
                    line = null;
                    kept.close();
                    return;
                }
                long unused = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Core opens a channel. */
    void drop() {
        lock.lock();
        try {
            unwanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        LiveLine last;
        lock.lock();
        try {
            closed = true;
            unwanted = true;
            last = line;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
    }
}
