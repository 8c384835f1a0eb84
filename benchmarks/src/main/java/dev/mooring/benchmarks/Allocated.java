package dev.mooring.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

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

    /** By each thread that lives now, since it began. */
    static Map<Long, Long> byThread() {
        Map<Long, Long> bytes = new HashMap<>();
        for (long id : THREADS.getAllThreadIds()) {
            bytes.put(id, Math.max(0, THREADS.getThreadAllocatedBytes(id)));
        }
        return bytes;
    }

    /** By all threads that live now but the calling one, since then. */
    static long since(Map<Long, Long> then) {
        long sum = 0;
        for (Map.Entry<Long, Long> now : byThread().entrySet()) {
            sum += now.getKey() == Thread.currentThread().getId()
                    ? 0
                    : now.getValue() - then.getOrDefault(now.getKey(), 0L);
        }
        return sum;
    }

    /** By the calling thread. */
    static long here() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
