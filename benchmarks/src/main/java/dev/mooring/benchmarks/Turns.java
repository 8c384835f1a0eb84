package dev.mooring.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;

/** Runs any number of sides in turn, each with the same phases, so that all meet the same machine, and takes medians. */
final class Turns {
    private final Map<String, double[][]> seconds = new LinkedHashMap<>();
    private final int rounds;

    private Turns(int rounds) {
        this.rounds = rounds;
    }

    /** Does all phases of the work once and returns the seconds of each; what is set up before and after does not count. */
    interface Side {
        double[] seconds() throws Exception;
    }

    /** Does work that has one phase. */
    interface Work {
        double seconds() throws Exception;
    }

    /** A side with one phase. */
    static Side once(Work work) {
        return () -> new double[] {work.seconds()};
    }

    /** Warms all up, then measures them in turn, forwards and backwards. */
    static Turns measure(String what, int warmUps, int rounds, Map<String, Side> sides) throws Exception {
        Turns turns = new Turns(rounds);
        sides.keySet().forEach(name -> turns.seconds.put(name, new double[rounds][]));
        List<String> order = new ArrayList<>(sides.keySet());
        for (int round = -warmUps; round < rounds; round++) {
            for (String name : order) {
                double[] phases = Objects.requireNonNull(sides.get(name)).seconds();
                if (round >= 0) {
                    turns.of(name)[round] = phases;
                }
            }
            Collections.reverse(order);
            if (round >= 0) {
                turns.print(what, round);
            }
        }
        return turns;
    }

    private void print(String what, int round) {
        StringBuilder line = new StringBuilder(what).append(", round ").append(round + 1);
        seconds.forEach((name, all) -> {
            line.append("; ").append(name);
            for (double phase : all[round]) {
                line.append(String.format(Locale.ROOT, " %.3f s", phase));
            }
        });
        System.out.println(line);
    }

    private double[][] of(String side) {
        return Objects.requireNonNull(seconds.get(side), side);
    }

    /** Throughput of a side as a part of another's: the median over the rounds, each with its own pair. */
    double ratio(int phase, String side, String baseline) {
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = of(baseline)[i][phase] / of(side)[i][phase];
        }
        return Rounds.median(ratios);
    }

    /** The same for all phases of each together, of which one side may have more. */
    double ratioOfAll(String side, String baseline) {
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = DoubleStream.of(of(baseline)[i]).sum()
                    / DoubleStream.of(of(side)[i]).sum();
        }
        return Rounds.median(ratios);
    }

    double seconds(int phase, String side) {
        double[] values = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            values[i] = of(side)[i][phase];
        }
        return Rounds.median(values);
    }
}
