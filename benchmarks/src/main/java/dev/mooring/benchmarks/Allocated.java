package dev.mooring.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much the threads of this process have allocated. What a thread that has ended allocated is not counted. */
final class Allocated {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocated() {}

    /** By all threads that live now, since they began. */
    static long bytes() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    /** By the calling thread. */
    static long here() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
