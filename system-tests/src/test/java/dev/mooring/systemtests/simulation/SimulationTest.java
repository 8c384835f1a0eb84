package dev.mooring.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.Shrinker;
import dev.mooring.sync.testing.simulation.SimulatedWorld;
import dev.mooring.sync.testing.simulation.Simulation;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code -Dsim.seeds=N} seeds, from {@code -Dsim.first=S} on (1 by default). Every tenth runs on SQLite files, the others
 * in memory. {@code -Dsim.dialect=D} runs one server family only.
 */
@Tag("sim")
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("sim.seeds", 50);
    private static final long FIRST = Long.getLong("sim.first", 1);
    private static final String DIALECT = System.getProperty("sim.dialect", "");
    private static final int SHRINK_RUNS = Integer.getInteger("sim.shrink", 400);
    private static final int LAST_LINES = Integer.getInteger("sim.lines", 40);
    /** Whose servers are simulated with two users: one that keeps a log, and one that keeps keys. */
    private static final List<Family> TWO_USERS = List.of(Family.EVENT_LOG, Family.ENTITY_SYNC);

    /** A server family, over both kinds of databases. */
    private enum Family {
        EVENT_LOG("event-log") {
            @Override
            <DB> SimulatedWorld<DB> world(Databases<DB> databases) {
                return new EventLogWorld<>(databases);
            }

            @Override
            <DB> Optional<SimulatedWorld<DB>> twoUsers(Databases<DB> databases) {
                return Optional.of(new EventLogWorld<>(databases) {
                    private final EventLogWorld<DB> second = new EventLogWorld<>(this, "u2");

                    @Override
                    public SimulatedWorld<DB> otherUser() {
                        return second;
                    }
                });
            }
        },
        OP_LOG("op-log") {
            @Override
            <DB> SimulatedWorld<DB> world(Databases<DB> databases) {
                return new OpLogWorld<>(databases);
            }

            @Override
            Schedule schedule(long seed) {
                return Schedule.of(seed).withReplacedHistories();
            }
        },
        ROW_SYNC("row-sync") {
            @Override
            <DB> SimulatedWorld<DB> world(Databases<DB> databases) {
                return new RowSyncWorld<>(databases);
            }
        },
        ENTITY_SYNC("entity-sync") {
            @Override
            <DB> SimulatedWorld<DB> world(Databases<DB> databases) {
                return new EntitySyncWorld<>(databases);
            }

            @Override
            <DB> Optional<SimulatedWorld<DB>> twoUsers(Databases<DB> databases) {
                return Optional.of(new EntitySyncWorld<>(databases) {
                    private final EntitySyncWorld<DB> second = new EntitySyncWorld<>(this);

                    @Override
                    public SimulatedWorld<DB> otherUser() {
                        return second;
                    }
                });
            }
        };

        private final String dialect;

        Family(String dialect) {
            this.dialect = dialect;
        }

        abstract <DB> SimulatedWorld<DB> world(Databases<DB> databases);

        Schedule schedule(long seed) {
            return Schedule.of(seed);
        }

        boolean violatedInMemory(long seed) throws Exception {
            return violated(devices -> world(new MemoryDatabases(devices)), schedule(seed));
        }

        boolean violatedInTrouble(long seed, boolean onFiles) throws Exception {
            Schedule schedule = schedule(seed).withTrouble();
            return onFiles
                    ? violated(devices -> world(new SqliteDatabases(devices)), schedule)
                    : violated(devices -> world(new MemoryDatabases(devices)), schedule);
        }

        boolean violatedInRecovery(long seed, boolean onFiles) throws Exception {
            Schedule schedule = schedule(seed).withTrouble().withRecovery();
            return onFiles
                    ? violated(devices -> world(new SqliteDatabases(devices)), schedule)
                    : violated(devices -> world(new MemoryDatabases(devices)), schedule);
        }

        /** Of a world with two users; empty where only one is simulated. */
        <DB> Optional<SimulatedWorld<DB>> twoUsers(Databases<DB> databases) {
            return Optional.empty();
        }

        boolean violatedByUsers(long seed, boolean onFiles) throws Exception {
            Schedule schedule = schedule(seed).withTrouble().withUsers();
            return onFiles
                    ? violated(devices -> twoUsers(new SqliteDatabases(devices)).orElseThrow(), schedule)
                    : violated(devices -> twoUsers(new MemoryDatabases(devices)).orElseThrow(), schedule);
        }

        /** As in recovery, and processes are stopped and wake; with two users in every second run where a world has two. */
        boolean violatedByStops(long seed, boolean onFiles) throws Exception {
            boolean users = seed % 2 == 0 && TWO_USERS.contains(this);
            Schedule troubled = schedule(seed).withTrouble().withStops();
            Schedule schedule = users ? troubled.withUsers() : troubled.withRecovery();
            return onFiles
                    ? violated(devices -> stopped(new SqliteDatabases(devices), users), schedule)
                    : violated(devices -> stopped(new MemoryDatabases(devices), users), schedule);
        }

        private <DB> SimulatedWorld<DB> stopped(Databases<DB> databases, boolean users) {
            return users ? twoUsers(databases).orElseThrow() : world(databases);
        }

        boolean violatedOnFiles(long seed) throws Exception {
            return violated(devices -> world(new SqliteDatabases(devices)), schedule(seed));
        }
    }

    @Test
    void everySeedConverges() throws Exception {
        List<String> broken = new ArrayList<>();
        for (Family family : Family.values()) {
            if (!DIALECT.isEmpty() && !family.dialect.equals(DIALECT)) {
                continue;
            }
            long began = System.nanoTime();
            List<Long> seeds = new ArrayList<>();
            for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
                if (seed % 10 == 0 ? family.violatedOnFiles(seed) : family.violatedInMemory(seed)) {
                    seeds.add(seed);
                    broken.add(family.dialect + " " + seed);
                }
            }
            System.out.println(family.dialect + ": " + SEEDS + " seeds, " + seeds.size() + " violations, "
                    + (System.nanoTime() - began) / 1_000_000 + " ms");
        }
        System.out.println("simulation: " + SEEDS + " seeds, " + broken.size() + " violations");
        assertEquals(List.of(), broken, "seeds that broke an invariant");
    }

    @Test
    void everySeedConvergesThroughTrouble() throws Exception {
        play(Arrays.asList(Family.values()), "in trouble", Family::violatedInTrouble);
    }

    /** As in trouble, and the server becomes another one, and apps rebuild. */
    @Test
    void everySeedConvergesThroughRecovery() throws Exception {
        play(Arrays.asList(Family.values()), "in recovery", Family::violatedInRecovery);
    }

    /** As in trouble, and two users take turns at each device, where a world has two. */
    @Test
    void everySeedKeepsUsersApart() throws Exception {
        play(TWO_USERS, "with two users", Family::violatedByUsers);
    }

    /** As in recovery or with two users, and processes are stopped at any point and wake when another one may have taken over. */
    @Test
    void everySeedConvergesThroughStops() throws Exception {
        play(Arrays.asList(Family.values()), "with stops", Family::violatedByStops);
    }

    /** One seed of a family, in memory or on SQLite files. */
    private interface Variant {
        boolean violated(Family family, long seed, boolean onFiles) throws Exception;
    }

    /** A third of the seeds, every fourth on SQLite files, whose disks fail in earnest. */
    private static void play(Iterable<Family> families, String how, Variant variant) throws Exception {
        List<String> broken = new ArrayList<>();
        for (Family family : families) {
            if (!DIALECT.isEmpty() && !family.dialect.equals(DIALECT)) {
                continue;
            }
            long began = System.nanoTime();
            int seeds = SEEDS == 1 ? 1 : Math.max(20, SEEDS / 3);
            int before = broken.size();
            for (long seed = FIRST; seed < FIRST + seeds; seed++) {
                if (variant.violated(family, seed, seed % 4 == 0)) {
                    broken.add(family.dialect + " " + seed);
                }
            }
            System.out.println(family.dialect + " " + how + ": " + seeds + " seeds, " + (broken.size() - before)
                    + " violations, " + (System.nanoTime() - began) / 1_000_000 + " ms");
        }
        assertEquals(List.of(), broken, "seeds that broke an invariant");
    }

    @Test
    void seedsThatOnceFailedStayGood() throws Exception {
        List<String> broken = new ArrayList<>();
        for (Family family : Family.values()) {
            for (long seed : onceFailed(family)) {
                if (family.violatedInMemory(seed) || family.violatedOnFiles(seed)) {
                    broken.add(family.dialect + " " + seed);
                }
            }
            for (long seed : onceFailed("once-failed-trouble-" + family.dialect + ".txt")) {
                if (family.violatedInTrouble(seed, false) || family.violatedInTrouble(seed, true)) {
                    broken.add(family.dialect + " in trouble " + seed);
                }
            }
            for (long seed : onceFailed("once-failed-recovery-" + family.dialect + ".txt")) {
                if (family.violatedInRecovery(seed, false) || family.violatedInRecovery(seed, true)) {
                    broken.add(family.dialect + " in recovery " + seed);
                }
            }
            for (long seed : onceFailed("once-failed-stops-" + family.dialect + ".txt")) {
                if (family.violatedByStops(seed, false) || family.violatedByStops(seed, true)) {
                    broken.add(family.dialect + " with stops " + seed);
                }
            }
        }
        for (Family family : TWO_USERS) {
            for (long seed : onceFailed("once-failed-users-" + family.dialect + ".txt")) {
                if (family.violatedByUsers(seed, false) || family.violatedByUsers(seed, true)) {
                    broken.add(family.dialect + " with two users " + seed);
                }
            }
        }
        assertEquals(List.of(), broken, "seeds that broke an invariant again");
    }

    @Test
    void theSameSeedIsTheSameRunBitForBit() throws Exception {
        for (Family family : Family.values()) {
            for (long seed = 1; seed <= 5; seed++) {
                Simulation.WorldFactory<MemoryTables> worlds = devices -> family.world(new MemoryDatabases(devices));
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

    /** A file a family, {@code once-failed-<dialect>.txt}; that of the event log, the first, has no dialect in its name. */
    private static List<Long> onceFailed(Family family) throws IOException {
        return onceFailed(family == Family.EVENT_LOG ? "once-failed.txt" : "once-failed-" + family.dialect + ".txt");
    }

    static List<Long> onceFailed(String name) throws IOException {
        try (InputStream file = SimulationTest.class.getResourceAsStream(name)) {
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
