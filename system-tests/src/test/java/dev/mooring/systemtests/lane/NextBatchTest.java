package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import dev.mooring.systemtests.lane.Courier.Tells;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The next batch goes out as soon as the server has taken the one before, which is committed while the next one is on the wire. Whatever
 * happens meanwhile, each mutation arrives once.
 */
final class NextBatchTest {
    private static final int SIZE = 3;

    private final VirtualScheduler time = new VirtualScheduler(1);

    /** A server of either order, and what arrived there. */
    private abstract static class Home {
        final List<Ask.Push> pushes = new ArrayList<>();

        abstract Transport transport();

        /** Breaks the answer to the push with this number. */
        abstract void losesAnswer(int push);

        abstract Map<String, String> rows();

        static Home of(boolean sequence) {
            return sequence ? new LogHome() : new KeyHome();
        }
    }

    private static final class LogHome extends Home {
        private final LogServer server = new LogServer();

        @Override
        Transport transport() {
            server.batchCount = SIZE;
            return server.transport();
        }

        @Override
        void losesAnswer(int push) {
            server.after = ask -> {
                if (ask instanceof Ask.Push sent) {
                    pushes.add(sent);
                    return pushes.size() == push ? lost() : null;
                }
                return null;
            };
        }

        @Override
        Map<String, String> rows() {
            Map<String, String> rows = new TreeMap<>();
            List<String> ids = server.log.stream().map(each -> each.echo()).toList();
            assertEquals(ids.stream().distinct().toList(), ids, "each arrives once");
            server.log.forEach(each ->
                    rows.put(each.change().key(), KeyServer.bare(each.change().payload())));
            return rows;
        }
    }

    private static final class KeyHome extends Home {
        private final KeyServer server = new KeyServer();

        @Override
        Transport transport() {
            server.batchCount = SIZE;
            return server.transport();
        }

        @Override
        void losesAnswer(int push) {
            server.after = what -> {
                pushes.clear();
                pushes.addAll(server.pushes);
                return what.equals("push") && pushes.size() == push ? lost() : null;
            };
        }

        @Override
        Map<String, String> rows() {
            Map<String, String> rows = new TreeMap<>();
            server.rows.forEach((key, row) -> rows.put(key, KeyServer.bare(String.valueOf(row.payload()))));
            return rows;
        }
    }

    private static RuntimeException lost() {
        return LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT);
    }

    private Tablet tablet(Transport transport, InMemoryStorage disk, Storage<MemoryTables> through) {
        return new Tablet(transport, time, disk, through, ConflictPolicy.serverWins());
    }

    /** A server and a device with four batches to send, of which every second has keys of the one before. */
    private final class Scene {
        final Home home;
        final InMemoryStorage disk = new InMemoryStorage();
        final CrashingStorage<MemoryTables> storage = new CrashingStorage<>(disk);
        final Courier courier;
        final Tablet tablet;

        Scene(boolean sequence, Tells tells) {
            home = Home.of(sequence);
            courier = new Courier(home.transport(), tells);
            tablet = tablet(courier, disk, storage);
            assertInstanceOf(SyncReport.Synced.class, tablet.sync());
            for (int i = 0; i < 4 * SIZE; i++) {
                tablet.set("k" + i % (2 * SIZE), "v" + i);
            }
        }

        List<Long> unsettled() {
            return disk.<List<Long>, RuntimeException>read(tx -> tx.outbox().unsettled(0, 100, 1 << 20).stream()
                    .map(entry -> entry.seq())
                    .toList());
        }

        Batch frozen() {
            return disk.<Batch, RuntimeException>read(tx -> tx.outbox().batch());
        }

        /** The process dies while this push is on the wire. */
        void diesAt(int dying) {
            courier.onTheWire = push -> {
                if (push == dying) {
                    storage.refuseCommits("dead");
                    throw new VirtualScheduler.Killed();
                }
            };
            try {
                tablet.sync();
            } catch (VirtualScheduler.Killed dead) {
                assertTrue(storage.commits() > 0);
            }
        }

        /** The process is gone; another one begins on the same storage. */
        void heals() {
            time.advance(Duration.ofMinutes(1)); // until its lease is over
            InMemoryStorage again = disk.reopen();
            Tablet after = tablet(home.transport(), again, again);
            SyncReport report = after.sync();
            assertInstanceOf(SyncReport.Synced.class, report, String.valueOf(report));
            assertEquals(0, after.client.status().pending());
            assertEquals(after.rows(), home.rows());
            assertEquals(0, after.client.status().counts().superseded());
        }
    }

    @ParameterizedTest
    @EnumSource(Tells.class)
    void theNextBatchIsStoredBeforeItIsSentAndTheOneBeforeIsCommittedBehindIt(Tells tells) {
        for (boolean sequence : new boolean[] {true, false}) {
            Scene scene = new Scene(sequence, tells);
            List<Integer> left = new ArrayList<>();
            scene.courier.onTheWire = push -> {
                List<Long> unsettled = scene.unsettled();
                left.add(unsettled.size());
                Batch frozen = scene.frozen();
                assertNotNull(frozen);
                long last = 1L + push * SIZE - 1;
                assertTrue(frozen.members().contains(last), frozen + " is not what is sent");
                assertTrue(frozen.members().containsAll(unsettled.subList(0, SIZE)), frozen + " lacks the one before");
            };
            assertInstanceOf(SyncReport.Synced.class, scene.tablet.sync());
            List<Integer> behind = List.of(4 * SIZE, 4 * SIZE, 3 * SIZE, 2 * SIZE);
            List<Integer> committed = List.of(4 * SIZE, 3 * SIZE, 2 * SIZE, SIZE);
            assertEquals(tells == Tells.AT_ONCE ? committed : behind, left);
            assertEquals(scene.tablet.rows(), scene.home.rows());
        }
    }

    private static Stream<Arguments> deaths() {
        List<Arguments> all = new ArrayList<>();
        for (boolean sequence : new boolean[] {true, false}) {
            for (Tells tells : Tells.values()) {
                for (Moment moment : Moment.values()) {
                    for (int lost = 0; lost <= 4; lost++) {
                        all.add(Arguments.of(sequence, tells, moment, lost));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void whereverItDiesEachMutationArrivesOnce(boolean sequence, Tells tells, Moment moment, int lostAnswer) {
        int deaths = 0;
        for (boolean died = true; died; deaths++) {
            Scene scene = new Scene(sequence, tells);
            scene.home.losesAnswer(lostAnswer);
            scene.storage.crashAt(scene.storage.commits() + deaths + 1, moment, new VirtualScheduler.Killed());
            try {
                scene.tablet.sync();
            } catch (VirtualScheduler.Killed dead) {
                assertTrue(scene.storage.crashed());
            }
            died = scene.storage.crashed();
            scene.heals();
        }
        assertTrue(deaths > 5, "only " + deaths + " commits");
    }

    /** It dies on the wire: the server may have the push or not. */
    @ParameterizedTest
    @EnumSource(Tells.class)
    void itMayDieWhileABatchIsOnTheWire(Tells tells) {
        for (boolean sequence : new boolean[] {true, false}) {
            for (int at = 1; at <= 4; at++) {
                Scene scene = new Scene(sequence, tells);
                scene.diesAt(at);
                scene.heals();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Tells.class)
    void whatTheDiskRefusesMeanwhileIsFoundOutAgain(Tells tells) {
        int failures = 0;
        for (boolean sequence : new boolean[] {true, false}) {
            for (int at = 1; at <= 4; at++) {
                int full = at;
                Scene scene = new Scene(sequence, tells);
                scene.courier.onTheWire = push -> scene.storage.refuseCommits(push == full ? "disk full" : null);
                failures += scene.tablet.sync() instanceof SyncReport.Failed ? 1 : 0;
                scene.storage.refuseCommits(null);
                scene.courier.onTheWire = push -> {};
                assertInstanceOf(SyncReport.Synced.class, scene.tablet.sync());
                assertEquals(scene.tablet.rows(), scene.home.rows());
            }
        }
        assertTrue(failures >= 6, "only " + failures + " syncs failed");
    }

    @ParameterizedTest
    @EnumSource(Tells.class)
    void editsMeanwhileGoOutBehindIt(Tells tells) {
        for (boolean sequence : new boolean[] {true, false}) {
            Scene scene = new Scene(sequence, tells);
            scene.courier.onTheWire = push -> {
                for (int i = 0; i < 2 * SIZE; i += 2) {
                    if (push <= 4) {
                        scene.tablet.set("k" + i, "edit" + push);
                    }
                }
            };
            assertInstanceOf(SyncReport.Synced.class, scene.tablet.sync());
            assertEquals("edit4", scene.home.rows().get("k0"));
            assertEquals(scene.tablet.rows(), scene.home.rows());
        }
    }

    @ParameterizedTest
    @EnumSource(Tells.class)
    void aSyncThatIsCancelledMeanwhileLosesNothing(Tells tells) {
        for (boolean sequence : new boolean[] {true, false}) {
            for (int at = 1; at <= 4; at++) {
                int cancelled = at;
                Scene scene = new Scene(sequence, tells);
                scene.courier.onTheWire = push -> {
                    if (push == cancelled) {
                        scene.tablet.client.stop();
                    }
                };
                scene.tablet.sync();
                scene.courier.onTheWire = push -> {};
                scene.tablet.client.start();
                assertInstanceOf(SyncReport.Synced.class, scene.tablet.sync());
                assertEquals(scene.tablet.rows(), scene.home.rows());
            }
        }
    }

    /** It dies on the wire, and another user has the device before it is known what became of the two batches. */
    @ParameterizedTest
    @EnumSource(Tells.class)
    void bothBatchesOfAUserWhoLeavesComeBackWithTheUser(Tells tells) {
        for (int at = 1; at <= 4; at++) {
            KeyServer bob = new KeyServer();
            bob.user = "bob";
            Scene scene = new Scene(false, tells);
            scene.diesAt(at);
            time.advance(Duration.ofMinutes(1)); // until its lease is over
            InMemoryStorage again = scene.disk.reopen();
            Tablet after = tablet(scene.home.transport(), again, again);
            assertTrue(after.client
                    .recovery()
                    .switchUser(bob.transport(), UserSwitch.park())
                    .switched());
            after.set("bobs", "1");
            assertInstanceOf(SyncReport.Synced.class, after.sync());
            assertEquals(Set.of("bobs"), bob.rows.keySet());
            assertTrue(after.client
                    .recovery()
                    .switchUser(scene.home.transport(), UserSwitch.park())
                    .switched());
            SyncReport report = after.sync();
            assertInstanceOf(SyncReport.Synced.class, report, tells + " " + at + ": " + report);
            assertEquals(0, after.client.status().pending());
            assertEquals(after.rows(), scene.home.rows());
            assertEquals(2 * SIZE, scene.home.rows().size());
        }
    }

    /** I8: the next batch may hold a later mutation of a key that the server refuses. */
    @Test
    void nothingGoesOnBehindABatchThatIsNotTakenAsAWhole() {
        KeyServer server = new KeyServer();
        server.batchCount = SIZE;
        server.judge =
                mutation -> mutation.payload().contains("bad") ? new Outcome.Rejected(mutation.id(), "bad") : null;
        Courier courier = new Courier(server.transport(), Tells.AT_ONCE);
        Tablet tablet = tablet(courier, new InMemoryStorage(), new InMemoryStorage());
        tablet.sync();
        tablet.set("a", "1");
        tablet.set("b", "bad");
        tablet.set("c", "1");
        Mutation later = tablet.set("b", "2");
        tablet.set("d", "1");

        tablet.sync();

        assertEquals("1", server.payload("d"));
        assertTrue(
                server.pushes.stream().noneMatch(push -> push.mutations().contains(later)),
                "sent before the refused one of its key");
    }
}
