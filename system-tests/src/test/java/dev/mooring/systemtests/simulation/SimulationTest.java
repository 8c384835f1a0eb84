package dev.mooring.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.Simulation;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Devices and a server of each family, with faults, deaths and a second process, see {@link Seeds}. Every tenth seed runs on SQLite
 * files, the others in memory. The classes beside it add what else can happen.
 */
@Tag("sim")
class SimulationTest {
    @Test
    void everySeedConverges() throws Exception {
        Seeds.play(Arrays.asList(Family.values()), "", Seeds.COUNT, 10, Family::violated);
    }

    @Test
    void seedsThatOnceFailedStayGood() throws Exception {
        Seeds.playOnceFailed(Arrays.asList(Family.values()), "once-failed-", Family::violated);
    }

    @Test
    void theSameSeedIsTheSameRunBitForBit() throws Exception {
        for (Family family : Family.values()) {
            for (long seed = 1; seed <= 5; seed++) {
                long same = seed;
                Simulation.WorldFactory<MemoryTables> worlds = devices -> family.world(family.inMemory(devices), same);
                assertRepeats(worlds, family.schedule(seed));
                Schedule recovery = family.schedule(seed).withTrouble().withRecovery();
                assertRepeats(worlds, recovery);
                if (seed <= 2) {
                    assertRepeats(worlds, recovery.withStops());
                }
            }
        }
    }

    private static void assertRepeats(Simulation.WorldFactory<MemoryTables> worlds, Schedule schedule)
            throws Exception {
        Simulation.Result once = Simulation.run(worlds, schedule);
        Simulation.Result again = Simulation.run(worlds, schedule);
        assertEquals(once.trace(), again.trace(), "seed " + schedule.seed());
        assertEquals(once.digest(), again.digest(), "seed " + schedule.seed());
        assertNull(once.violation(), "seed " + schedule.seed());
    }
}
