package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three devices, three keys, lost answers and refused connections at random: in the end all hold what the server holds, every
 * mutation has one fate, and under last-write-wins it is the latest write of each key.
 */
final class KeysConvergenceTest {
    private static final int SEEDS = 300;

    @ParameterizedTest
    @ValueSource(strings = {"serverWins", "rebase", "lastWriteWins"})
    void allDevicesComeToTheSame(String policy) {
        for (long seed = 0; seed < SEEDS; seed++) {
            new World(seed, policy).run();
        }
    }

    private static final class World {
        final String label;
        final Random random;
        final boolean latest;
        final VirtualScheduler time;
        final KeyServer server = new KeyServer();
        final List<Tablet> tablets = new ArrayList<>();
        final Map<String, Mutation> latestOf = new HashMap<>();
        boolean calm;

        World(long seed, String policy) {
            label = policy + " seed " + seed + ": ";
            random = new Random(seed);
            time = new VirtualScheduler(seed);
            latest = policy.equals("lastWriteWins");
            server.listsAll = random.nextBoolean();
            server.batchCount = 1 + random.nextInt(4);
            server.before = push -> fails(6) ? LogServer.failure(Kind.OFFLINE, Delivery.NOT_SENT) : null;
            server.after = what -> fails(4) ? LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
            server.put("anchor", "there", 1); // A listing that shows nothing at all would not be believed.
            for (int i = 0; i < 3; i++) {
                ConflictPolicy rule = latest
                        ? ConflictPolicy.lastWriteWins()
                        : policy.equals("rebase") ? ConflictPolicy.rebase() : ConflictPolicy.serverWins();
                tablets.add(new Tablet(server.transport(), time, rule));
            }
        }

        boolean fails(int oneIn) {
            return !calm && random.nextInt(oneIn) == 0;
        }

        void run() {
            for (int step = 0; step < 40; step++) {
                Tablet tablet = tablets.get(random.nextInt(3));
                if (random.nextInt(3) == 0) {
                    tablet.sync();
                } else {
                    write(tablet);
                }
                // Another device may come in between a pull and a push: that is where the older write gets through.
                time.sleep(Duration.ofMillis(1 + random.nextInt(3) * 700L), () -> false);
            }
            calm = true;
            for (int round = 0; round < 6; round++) {
                tablets.forEach(tablet -> assertInstanceOf(SyncReport.Synced.class, tablet.sync(), label));
                time.sleep(
                        Duration.ofMinutes(6),
                        () -> false); // What a listing alone does not show waits for another one.
            }
            check();
        }

        void write(Tablet tablet) {
            String key = "k" + random.nextInt(3);
            // A listing tells no time of a delete, so nobody can say which of the two came later.
            boolean deletes = !(latest && server.listsAll) && random.nextInt(5) == 0;
            Mutation mutation = deletes ? tablet.delete(key) : tablet.set(key, "v" + random.nextInt(1000));
            Mutation before = latestOf.get(key);
            if (before == null || isLater(mutation, before)) {
                latestOf.put(key, mutation);
            }
        }

        static boolean isLater(Mutation one, Mutation other) {
            int order = one.createdAt().compareTo(other.createdAt());
            return order > 0 || (order == 0 && echo(one).compareTo(echo(other)) >= 0);
        }

        static String echo(Mutation mutation) {
            return mutation.kind().equals(Mutation.DELETE) ? "gone" : mutation.payload();
        }

        void check() {
            Map<String, String> held = new TreeMap<>();
            server.rows.keySet().stream()
                    .filter(key -> server.payload(key) != null)
                    .forEach(key -> held.put(key, server.payload(key)));
            for (Tablet tablet : tablets) {
                assertEquals(held, tablet.rows(), label + "device " + tablets.indexOf(tablet));
                assertEquals(0, tablet.client.status().pending(), label);
            }
            if (latest) {
                latestOf.forEach((key, mutation) -> assertEquals(
                        echo(mutation),
                        server.payload(key) == null ? "gone" : KeyServer.quoted(server.payload(key)),
                        label + key));
            }
            for (Ask.Push push : server.pushes) {
                assertTrue(push.mutations().size() <= server.batchCount, label);
            }
        }
    }
}
