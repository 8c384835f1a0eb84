package dev.mooring.sync.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.Shrinker;
import dev.mooring.sync.testing.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sim")
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("sim.seeds", 50);
    private static final long FIRST = Long.getLong("sim.first", 1);
    private static final int SHRINK_RUNS = 400;
    private static final int LAST_LINES = 40;

    @Test
    void everySeedConverges() throws Exception {
        long began = System.nanoTime();
        List<Long> broken = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            if (violated(seed)) {
                broken.add(seed);
            }
        }
        System.out.println("simulation: " + SEEDS + " seeds, " + broken.size() + " violations, "
                + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertEquals(List.of(), broken, "seeds that broke an invariant");
    }

    @Test
    void theSameSeedIsTheSameRunBitForBit() throws Exception {
        for (long seed = 1; seed <= 5; seed++) {
            long first = Simulation.run(MemoryWorld::new, Schedule.of(seed)).digest();
            assertEquals(first, Simulation.run(MemoryWorld::new, Schedule.of(seed)).digest(), "seed " + seed);
        }
    }

    private static boolean violated(long seed) throws Exception {
        Schedule schedule = Schedule.of(seed);
        Simulation.Result result = Simulation.run(MemoryWorld::new, schedule);
        if (result.violation() == null) {
            return false;
        }
        report(schedule, result);
        return true;
    }

    private static void report(Schedule schedule, Simulation.Result result) throws Exception {
        Schedule shortest = Shrinker.shrink(MemoryWorld::new, schedule, SHRINK_RUNS);
        Simulation.Result shrunk = Simulation.run(MemoryWorld::new, shortest);
        System.out.println("simulation: seed " + schedule.seed() + " violated: " + result.violation());
        System.out.println("  devices " + schedule.devices() + ", policy " + schedule.policy() + ", batch "
                + schedule.maxBatchCount() + ", poll " + schedule.poll() + " s");
        System.out.println("  shortest schedule found, " + shortest.actions().size() + " of "
                + schedule.actions().size() + " actions, violated: " + shrunk.violation());
        shortest.actions().forEach(action -> System.out.println("    " + action));
        System.out.println("  its last lines:");
        List<String> trace = shrunk.trace();
        trace.subList(Math.max(0, trace.size() - LAST_LINES), trace.size())
                .forEach(line -> System.out.println("    " + line));
        if (shrunk.violation() == null) {
            fail("the shortest schedule of seed " + schedule.seed() + " does not fail again");
        }
        shrunk.violation().printStackTrace(System.out);
    }
}
