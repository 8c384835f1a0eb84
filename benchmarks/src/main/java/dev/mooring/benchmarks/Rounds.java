package dev.mooring.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs a baseline and a contender in turn, so that both meet the same machine, and takes medians. */
final class Rounds {
    private static final @Nullable OperatingSystemMXBean PROCESSOR =
            System.getProperty("bench.clock", "").equals("cpu")
                    ? ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    : null;

    private final double[] baseline;
    private final double[] contender;

    private Rounds(int rounds) {
        baseline = new double[rounds];
        contender = new double[rounds];
    }

    /** Does the work once and returns its seconds; what is set up before and after does not count. */
    interface Timed {
        double seconds(int round) throws Exception;
    }

    /** Warms both up, then measures them in turn, the first one changing. */
    static Rounds measure(String what, int warmUps, int rounds, Timed baseline, Timed contender) throws Exception {
        for (int i = 0; i < warmUps; i++) {
            baseline.seconds(-1 - i);
            contender.seconds(-1 - i);
        }
        Rounds result = new Rounds(rounds);
        for (int i = 0; i < rounds; i++) {
            if (i % 2 == 0) {
                result.baseline[i] = baseline.seconds(i);
                result.contender[i] = contender.seconds(i);
            } else {
                result.contender[i] = contender.seconds(i);
                result.baseline[i] = baseline.seconds(i);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s, round %d: baseline %.3f s, mooring %.3f s%n",
                    what,
                    i + 1,
                    result.baseline[i],
                    result.contender[i]);
        }
        return result;
    }

    /** Throughput of the contender as a part of the baseline's: the median over the rounds, each with its own pair. */
    double ratio() {
        double[] ratios = new double[baseline.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = baseline[i] / contender[i];
        }
        return median(ratios);
    }

    double baselineSeconds() {
        return median(baseline);
    }

    double contenderSeconds() {
        return median(contender);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double percentile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * (sorted.length - 1)))];
    }

    /**
     * Nanoseconds for {@link #sinceNow}: by the clock, or by the processor time of this process with {@code -Dbench.clock=cpu}, which says
     * more where other processes wait for the same cores.
     */
    static long now() {
        return PROCESSOR == null ? System.nanoTime() : PROCESSOR.getProcessCpuTime();
    }

    static double sinceNow(long start) {
        return (now() - start) / 1e9;
    }

    static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
