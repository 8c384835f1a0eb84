package dev.mooring.systemtests.simulation;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sim")
class RowSyncSimulationTest {
    @Test
    void seeds() throws Exception {
        int bad = 0;
        for (long seed = Long.getLong("sim.first", 1);
                seed < Long.getLong("sim.first", 1) + Integer.getInteger("sim.seeds", 50);
                seed++) {
            var s = dev.mooring.sync.testing.simulation.Schedule.of(seed);
            var r = dev.mooring.sync.testing.simulation.Simulation.run(n -> new RowSyncWorld<>(new MemoryWorld(n)), s);
            if (r.violation() != null) {
                bad++;
                System.out.println("seed " + seed + " " + r.violation());
                if (bad == 1) {
                    r.violation().printStackTrace(System.out);
                    r.trace().forEach(System.out::println);
                }
            }
        }
        System.out.println("bad " + bad);
    }
}
