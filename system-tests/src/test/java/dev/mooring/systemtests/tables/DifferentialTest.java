package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code -Dsim.seeds=N} seeds, from {@code -Dsim.first=S} on (1 by default), of random SQL on one device, whose tables must come
 * out the same on another, to the byte.
 */
@Tag("sim")
class DifferentialTest {
    private static final int SEEDS = Integer.getInteger("sim.seeds", 24);
    private static final long FIRST = Long.getLong("sim.first", 1);
    private static final int SHRINK_RUNS = Integer.getInteger("sim.shrink", 400);
    private static final int SHOWN = 3;

    @Test
    void everySeedMakesTheSameTables() throws Exception {
        run("differential", false, seeds());
    }

    @Test
    void everySeedMakesTheSameTablesWhereDevicesCloseAndDie() throws Exception {
        run("differential with restarts", true, seeds());
    }

    @Test
    void everySeedThatOnceFailedDoesNotFailAgain() throws Exception {
        run("once failed", false, onceFailed("once-failed.txt"));
        run("once failed with restarts", true, onceFailed("once-failed-restarts.txt"));
    }

    private static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    private static void run(String name, boolean restarts, List<Long> seeds) throws Exception {
        List<Long> failed = new ArrayList<>();
        long began = System.nanoTime();
        for (long seed : seeds) {
            Script script = Script.of(seed, restarts);
            Throwable failure = Shortest.failure(script);
            if (failure != null) {
                failed.add(seed);
                report(script, failure, failed.size() <= SHOWN);
            }
        }
        System.out.println(name + ": " + seeds.size() + " seeds, " + failed.size() + " failed, "
                + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertEquals(List.of(), failed, "seeds that failed: " + name);
    }

    private static void report(Script script, Throwable failure, boolean shrinks) throws Exception {
        System.out.println("seed " + script.seed() + " failed: " + failure
                + (failure.getCause() == null
                        ? ""
                        : ", as " + failure.getCause().getMessage()));
        if (shrinks) {
            Script shortest = new Shortest(SHRINK_RUNS).of(script, failure);
            Throwable now = Shortest.failure(shortest);
            System.out.println("shortest that fails alike, " + shortest.events().size() + " of "
                    + script.events().size() + " events:\n" + shortest);
            (now == null ? failure : now).printStackTrace(System.out);
        }
    }

    private static List<Long> onceFailed(String name) throws IOException {
        try (InputStream file = DifferentialTest.class.getResourceAsStream(name)) {
            String text = new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> Long.valueOf(line.split(" ")[0]))
                    .toList();
        }
    }
}
