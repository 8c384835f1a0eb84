package dev.mooring.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.Shrinker;
import dev.mooring.sync.testing.simulation.Simulation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Plays seeds of every server family and tells which broke something: {@code -Dsim.seeds=N} seeds, from {@code -Dsim.first=S} on (1 by
 * default). {@code -Dsim.dialect=D} runs one server family only.
 */
final class Seeds {
    static final int COUNT = Integer.getInteger("sim.seeds", 24);
    static final long FIRST = Long.getLong("sim.first", 1);
    private static final String DIALECT = System.getProperty("sim.dialect", "");
    private static final int SHRINK_RUNS = Integer.getInteger("sim.shrink", 400);
    private static final int LAST_LINES = Integer.getInteger("sim.lines", 40);

    private Seeds() {}

    /** One seed of a family, in memory or on SQLite files. */
    interface Variant {
        boolean violated(Family family, long seed, boolean onFiles) throws Exception;
    }

    /** A third of the seeds, every fourth on SQLite files, whose disks fail in earnest. */
    static void play(Iterable<Family> families, String how, Variant variant) throws Exception {
        play(families, how, COUNT == 1 ? 1 : Math.max(8, COUNT / 3), 4, variant);
    }

    /** So many seeds, every so manieth on SQLite files. */
    static void play(Iterable<Family> families, String how, int count, int files, Variant variant) throws Exception {
        List<String> broken = new ArrayList<>();
        for (Family family : families) {
            if (!DIALECT.isEmpty() && !family.dialect.equals(DIALECT)) {
                continue;
            }
            long began = System.nanoTime();
            int before = broken.size();
            int seeds = family.share(count);
            for (long seed = FIRST; seed < FIRST + seeds; seed++) {
                if (variant.violated(family, seed, seed % files == 0)) {
                    broken.add(family.dialect + " " + seed);
                }
            }
            System.out.println(family.dialect + how + ": " + seeds + " seeds, " + (broken.size() - before)
                    + " violations, " + (System.nanoTime() - began) / 1_000_000 + " ms");
        }
        assertEquals(List.of(), broken, "seeds that broke an invariant");
    }

    /** Those of a file for each family, in memory and on SQLite files; what the names of the files begin with, the dialect follows. */
    static void playOnceFailed(Iterable<Family> families, String files, Variant variant) throws Exception {
        List<String> broken = new ArrayList<>();
        for (Family family : families) {
            for (long seed : onceFailed(files + family.dialect + ".txt")) {
                if (variant.violated(family, seed, false) || variant.violated(family, seed, true)) {
                    broken.add(files + family.dialect + " " + seed);
                }
            }
        }
        assertEquals(List.of(), broken, "seeds that broke an invariant again");
    }

    static List<Long> onceFailed(String name) throws IOException {
        try (InputStream file = Seeds.class.getResourceAsStream(name)) {
            String text = new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> Long.valueOf(line.split(" ")[0]))
                    .toList();
        }
    }

    static <DB> boolean violated(Simulation.WorldFactory<DB> worlds, Schedule schedule) throws Exception {
        Simulation.Result result = Simulation.run(worlds, schedule);
        if (result.violation() == null) {
            return false;
        }
        report(worlds, schedule, result);
        return true;
    }

    private static <DB> void report(Simulation.WorldFactory<DB> worlds, Schedule schedule, Simulation.Result result)
            throws Exception {
        System.out.println("simulation: seed " + schedule.seed() + " violated: " + result.violation());
        Schedule shortest = Shrinker.shrink(worlds, schedule, SHRINK_RUNS);
        Simulation.Result shrunk = Simulation.run(worlds, shortest);
        System.out.println("  devices " + schedule.devices() + ", policy " + schedule.policy() + ", batch "
                + schedule.maxBatchCount() + ", poll " + schedule.poll() + " s");
        System.out.println("  shortest schedule found, " + shortest.actions().size() + " of "
                + schedule.actions().size() + " actions: " + shrunk.violation());
        shortest.actions().forEach(action -> System.out.println("    " + action));
        System.out.println("  its last lines:");
        List<String> trace = shrunk.trace();
        trace.subList(Math.max(0, trace.size() - LAST_LINES), trace.size())
                .forEach(line -> System.out.println("    " + line));
        Throwable violation = shrunk.violation() == null ? result.violation() : shrunk.violation();
        violation.printStackTrace(System.out);
    }
}
