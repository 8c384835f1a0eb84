package dev.mooring.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How long short work takes: by the clock, or with {@code -Dbench.clock=cpu} by the processor time of all threads of Java. That leaves out
 * the collector and the compiler, and is exact to the nanosecond, where that of the process is exact to 10 ms.
 */
final class Busy {
    private static final boolean PROCESSOR =
            System.getProperty("bench.clock", "").equals("cpu");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Busy() {}

    interface Work {
        void run() throws Exception;
    }

    /** In milliseconds. */
    static double millis(Work work) throws Exception {
        if (!PROCESSOR) {
            long start = System.nanoTime();
            work.run();
            return (System.nanoTime() - start) / 1e6;
        }
        Map<Long, Long> before = byThread();
        work.run();
        long sum = 0;
        for (Map.Entry<Long, Long> thread : byThread().entrySet()) {
            sum += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return sum / 1e6;
    }

    /** The median over some repeats. What is to be done before each does not count. */
    static double median(int repeats, Work before, Work work) throws Exception {
        double[] times = new double[repeats];
        for (int i = 0; i < times.length; i++) {
            before.run();
            times[i] = millis(work);
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }

    private static Map<Long, Long> byThread() {
        Map<Long, Long> nanos = new HashMap<>();
        for (long id : THREADS.getAllThreadIds()) {
            nanos.put(id, Math.max(0, THREADS.getThreadCpuTime(id)));
        }
        return nanos;
    }
}
