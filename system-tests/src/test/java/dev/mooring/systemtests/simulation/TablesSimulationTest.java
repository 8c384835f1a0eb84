package dev.mooring.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The simulation with an app that writes plain SQL into synced tables: after every commit, table by table and row by row, they
 * are what the server has with what is pending on top, but for what is set aside. {@code -Dsim.seeds=N} is divided by five, as
 * everything here is on files.
 */
@Tag("sim")
class TablesSimulationTest {
    private static final int SEEDS = Math.max(5, Integer.getInteger("sim.seeds", 24) / 5);
    private static final long FIRST = Long.getLong("sim.first", 1);
    private static final String DIALECT = System.getProperty("sim.dialect", "");

    @Test
    void tablesAreTheServersStateWithWhatIsPendingOnTop() throws Exception {
        List<String> broken = new ArrayList<>();
        for (TableFamily family : TableFamily.values()) {
            if (!DIALECT.isEmpty() && !family.dialect.equals(DIALECT)) {
                continue;
            }
            long began = System.nanoTime();
            int before = broken.size();
            for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
                if (family.violated(Schedule.of(seed))) {
                    broken.add(family.dialect + " " + seed);
                }
            }
            System.out.println(family.dialect + ": " + SEEDS + " seeds, " + (broken.size() - before) + " violations, "
                    + (System.nanoTime() - began) / 1_000_000 + " ms");
        }
        assertEquals(List.of(), broken, "seeds that broke an invariant");
    }

    @Test
    void tablesAreThatThroughTrouble() throws Exception {
        through("trouble", Schedule::withTrouble);
    }

    @Test
    void tablesAreThatThroughRecovery() throws Exception {
        through("recovery", schedule -> recovering(schedule.seed()));
    }

    private static Schedule recovering(long seed) {
        return Schedule.of(seed).withTrouble().withRecovery();
    }

    private static void through(String what, UnaryOperator<Schedule> more) throws Exception {
        List<String> broken = new ArrayList<>();
        for (TableFamily family : TableFamily.values()) {
            if (!DIALECT.isEmpty() && !family.dialect.equals(DIALECT)) {
                continue;
            }
            long began = System.nanoTime();
            int seeds = Math.max(3, SEEDS / 3);
            int before = broken.size();
            for (long seed = FIRST; seed < FIRST + seeds; seed++) {
                if (family.violated(more.apply(Schedule.of(seed)))) {
                    broken.add(family.dialect + " " + seed);
                }
            }
            System.out.println(family.dialect + " in " + what + ": " + seeds + " seeds, " + (broken.size() - before)
                    + " violations, " + (System.nanoTime() - began) / 1_000_000 + " ms");
        }
        assertEquals(List.of(), broken, "seeds that broke an invariant");
    }

    @Test
    void seedsThatOnceFailedStayGood() throws Exception {
        List<String> broken = new ArrayList<>();
        for (TableFamily family : TableFamily.values()) {
            for (long seed : Seeds.onceFailed("once-failed-" + family.dialect + ".txt")) {
                if (family.violated(Schedule.of(seed))) {
                    broken.add(family.dialect + " " + seed);
                }
            }
            for (long seed : Seeds.onceFailed("once-failed-recovery-" + family.dialect + ".txt")) {
                if (family.violated(recovering(seed))) {
                    broken.add(family.dialect + " in recovery " + seed);
                }
            }
            for (long seed : Seeds.onceFailed("once-failed-trouble-" + family.dialect + ".txt")) {
                if (family.violated(Schedule.of(seed).withTrouble())) {
                    broken.add(family.dialect + " in trouble " + seed);
                }
            }
        }
        assertEquals(List.of(), broken, "seeds that broke an invariant again");
    }

    /** The clock of SQL, which captures are stamped by, must make no difference. */
    @Test
    void theSameSeedIsTheSameRunBitForBit() throws Exception {
        for (TableFamily family : TableFamily.values()) {
            for (long seed = 1; seed <= 2; seed++) {
                Simulation.Result once = Simulation.run(family::world, Schedule.of(seed));
                Simulation.Result again = Simulation.run(family::world, Schedule.of(seed));
                assertEquals(once.trace(), again.trace(), family.dialect + " " + seed);
                assertEquals(once.digest(), again.digest(), family.dialect + " " + seed);
            }
        }
    }
}
