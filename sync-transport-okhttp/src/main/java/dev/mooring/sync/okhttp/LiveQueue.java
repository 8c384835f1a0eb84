package dev.mooring.sync.okhttp;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Does one thing after the other, in the order in which they were added, and on one thread at a time. */
final class LiveQueue {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger doing = new AtomicInteger();

    /** Somebody has to call {@link #drain} after it. */
    void add(Runnable next) {
        waiting.add(next);
    }

    /** Does what waits. Whoever comes while another thread is at it leaves it to that one. */
    void drain() {
        if (doing.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            Runnable next = waiting.poll();
            while (next != null) {
                next.run();
                next = waiting.poll();
            }
            seen = doing.addAndGet(-seen);
        } while (seen != 0);
    }
}
