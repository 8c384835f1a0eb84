package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Connectivity.State;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.metrics.Meters;
import dev.mooring.sync.metrics.SyncMetrics;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import dev.mooring.systemtests.lane.Tripwire.Seam;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is thrown, by whatever part, at whatever place of a turn, and whether or not the thread is left interrupted: no future
 * stays open, the lane goes on by itself, and every write arrives once.
 */
class AnythingThrownTest {
    private static final int DEEPEST = 16;

    /** Of every kind that there is; also a checked one that nobody declares, and one that is neither exception nor error. */
    @SuppressWarnings("deprecation")
    private static final List<Supplier<Throwable>> KINDS = List.of(
            () -> new IllegalStateException("a bug"),
            () -> LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT),
            () -> new StorageException(StorageException.Kind.BUSY, "busy", null),
            () -> new IOException("undeclared"),
            InterruptedException::new,
            AssertionError::new,
            StackOverflowError::new,
            OutOfMemoryError::new,
            NoClassDefFoundError::new,
            ThreadDeath::new,
            () -> new Throwable("neither"));

    private final List<CompletableFuture<?>> futures = new ArrayList<>();

    @AfterEach
    void calm() {
        Thread.interrupted();
    }

    /** A started device on a server where others write the same keys. */
    private final class Device {
        final Tripwire wire = new Tripwire();
        final VirtualScheduler time = new VirtualScheduler(1);
        final LogServer server = new LogServer();
        final InMemoryStorage storage = new InMemoryStorage();
        final Phone rows = new Phone(server, time);
        final Platform platform = new Platform(State.ONLINE);
        final SyncClient<MemoryTables> client;
        int written;

        Device() {
            server.checks = true;
            client = SyncClient.builder(
                            new Wired.Disk(storage, wire),
                            new Wired.Line(server.transport(), wire),
                            new Wired.Handler(rows, wire))
                    .scheduler(new Wired.Time(time.lane(7), wire))
                    .connectivity(new Wired.Air(platform, wire))
                    .conflicts(new Wired.Policy(wire))
                    .listener(event -> {
                        wire.at(Seam.LISTENER);
                    })
                    .pollEvery(Duration.ofSeconds(60))
                    .build();
        }

        /** On the app's own thread: what is thrown there is the app's to see, and an interrupt is its own. */
        void app(Runnable what) {
            try {
                what.run();
            } catch (Throwable thrown) {
                // Nothing was promised.
            }
            Thread.interrupted();
        }

        /** Time passes, whatever flies out of the lane's tasks. */
        void pass(Duration how) {
            Duration end = time.uptime().plus(how);
            while (time.uptime().compareTo(end) < 0) {
                try {
                    time.advance(end.minus(time.uptime()));
                } catch (Throwable thrown) {
                    // Its thread goes on, as an executor's does.
                }
            }
        }

        void write(String key) {
            client.write((tables, outbox) -> {
                rows.redo(tables, List.of(outbox.add(Mutation.of("todo", key, "set", "[" + written + "]"))));
                written++;
            });
        }

        void trouble() {
            server.foreign("a", "x");
            app(() -> write("a"));
            app(() -> write("b"));
            app(() -> watch(client.syncNow()));
            pass(Duration.ofMillis(500));
            app(() -> watch(client.calls().make(ApiCall.post("http://api/x", "{}"))));
            app(() -> watch(client.flush(Duration.ofSeconds(3))));
            boolean[] failed = {false};
            server.before = ask -> {
                boolean fails = !failed[0];
                failed[0] = true;
                return fails ? LogServer.failure(Kind.OFFLINE, Delivery.NOT_SENT) : null;
            };
            pass(Duration.ofSeconds(10));
            app(() -> write("a"));
            pass(Duration.ofSeconds(30));
            app(() -> platform.say(State.METERED));
            app(() -> watch(client.recovery().rebuild(RebuildPlan.withoutExport())));
            pass(Duration.ofSeconds(30));
        }

        private void watch(CompletableFuture<?> future) {
            future.whenComplete((report, failure) -> wire.at(Seam.WAITER));
            futures.add(future);
        }

        void goesOn(String when) {
            pass(Duration.ofMinutes(2));
            assertTrue(futures.stream().allMatch(CompletableFuture::isDone), () -> when + ": a future is open");
            assertFalse(
                    futures.stream().anyMatch(CompletableFuture::isCompletedExceptionally),
                    () -> when + ": a future threw");
            server.foreign("c", "y");
            write("d");
            pass(Duration.ofMinutes(3));
            assertEquals(0, client.status().pending(), () -> when + ": a write did not go out by itself");
            assertTrue(
                    server.keys().contains("d"),
                    () -> when + ": the lane stands still, " + client.status().explain());
            assertEquals("y", row("c"), () -> when + ": the poll has ended");
            HashSet<String> ids = new HashSet<>();
            server.log.forEach(incoming -> assertTrue(
                    incoming.echo().isEmpty() || ids.add(incoming.echo()), () -> when + ": a write arrived twice"));
            assertEquals(written, ids.size(), () -> when + ": a write is lost");
            CompletableFuture<SyncReport> last = client.syncNow();
            client.close();
            assertTrue(last.isDone(), () -> when + ": open after the close");
        }

        private String row(String key) {
            return storage.<String, RuntimeException>read(
                    tx -> String.valueOf(tx.handle().get(Phone.ROWS, key)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Seam.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OPEN", "ON_CAPTURE", "ON_CHANGE", "TRANSPORT_CLOSE", "STORAGE_CLOSE", "REPLACED", "RESET"})
    void oneThrowAtAnyPlaceOfATurnEndsNothing(Seam seam) {
        int places = 0;
        for (Supplier<Throwable> kind : KINDS) {
            places += play(seam, 1, kind, false);
            places += play(seam, 1, kind, true);
        }
        int fired = 1;
        for (int nth = 2; fired > 0 && nth <= DEEPEST; nth++) {
            fired = play(seam, nth, KINDS.get(nth % KINDS.size()), nth % 2 == 0);
            places += fired;
        }
        int all = places;
        assertTrue(all > 0, () -> seam + " was never called");
    }

    /** Those that are left out would themselves mind what they do, or do it to the app's own thread. */
    @ParameterizedTest
    @EnumSource(
            value = Seam.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"EXCHANGE", "WRITE", "READ", "OPEN"})
    void aThreadThatIsLeftInterruptedEveryTimeSyncsAllTheSame(Seam seam) {
        futures.clear();
        Device device = new Device();
        device.wire.arm(seam, 0, null, true);
        device.app(device.client::start);
        device.app(() -> device.write("a"));
        CompletableFuture<SyncReport> sync = device.client.syncNow();
        Thread.interrupted();
        device.pass(Duration.ofSeconds(5));
        assertInstanceOf(SyncReport.Synced.class, sync.getNow(null), () -> seam + ": " + sync);
        device.wire.disarm();
        device.goesOn(seam.toString());
    }

    @ParameterizedTest
    @EnumSource(Seam.class)
    void partsThatThrowAllTheTimeForAMinuteAreForgiven(Seam seam) {
        for (int i = seam.ordinal() % 3; i < KINDS.size(); i += 3) {
            Supplier<Throwable> kind = KINDS.get(i);
            futures.clear();
            Device device = new Device();
            device.client.start();
            device.pass(Duration.ofSeconds(1));
            device.wire.arm(seam, 0, kind, true);
            device.trouble();
            device.wire.disarm();
            device.app(() -> device.platform.say(State.ONLINE));
            device.goesOn(kind.get() + " always at " + seam);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Seam.class,
            names = {"OPEN", "ON_CAPTURE", "ON_CHANGE", "READ", "CURRENT"})
    void anOpeningThatThrowsOnceIsMadeAgain(Seam seam) {
        for (Supplier<Throwable> kind : KINDS) {
            futures.clear();
            Device device = new Device();
            device.wire.arm(seam, 1, kind, true);
            device.app(device.client::start);
            assertEquals(1, device.wire.fired());
            device.app(device.client::start);
            device.goesOn(kind.get() + " at the opening, in " + seam);
        }
    }

    @Test
    void aCloseTakesEveryStepWhateverIsThrown() {
        for (Seam seam : List.of(Seam.TRANSPORT_CLOSE, Seam.STORAGE_CLOSE, Seam.REGISTRATION_CLOSE, Seam.WRITE)) {
            for (Supplier<Throwable> kind : KINDS) {
                Device device = new Device();
                int[] closed = {0};
                device.server.onClose = () -> closed[0]++;
                device.client.start();
                CompletableFuture<SyncReport> asked = device.client.syncNow();
                device.wire.arm(seam, 0, kind, true);
                device.app(device.client::close);
                String when = kind.get() + " in " + seam;
                assertTrue(asked.isDone(), when);
                assertEquals(seam == Seam.TRANSPORT_CLOSE ? 0 : 1, closed[0], when);
                assertEquals("CLOSED", device.client.status().reason().cause().name(), when);
            }
        }
    }

    @Test
    void metersThatThrowAreForgivenAsAnyListenerIs() {
        for (Supplier<Throwable> kind : KINDS) {
            futures.clear();
            Phone phone = new Phone(
                    new LogServer(),
                    new VirtualScheduler(1),
                    new InMemoryStorage(),
                    builder -> builder.listener(new SyncMetrics(new Broken(kind))));
            phone.set("a", "1");
            assertInstanceOf(SyncReport.Synced.class, phone.sync());
        }
    }

    private record Broken(Supplier<Throwable> kind) implements Meters {
        @Override
        public void count(String name, long more) {
            fail();
        }

        @Override
        public void gauge(String name, double value) {
            fail();
        }

        @Override
        public void time(String name, Duration took) {
            fail();
        }

        private void fail() {
            Tripwire wire = new Tripwire();
            wire.arm(Seam.LISTENER, 0, kind, true);
            wire.at(Seam.LISTENER);
        }
    }

    /** One throw, at the nth call; returns how often it was made. */
    private int play(Seam seam, int nth, Supplier<Throwable> kind, boolean interrupted) {
        futures.clear();
        Device device = new Device();
        device.client.start();
        device.pass(Duration.ofSeconds(1));
        device.wire.arm(seam, nth, kind, interrupted);
        device.trouble();
        device.wire.disarm();
        device.goesOn(kind.get() + " at call " + nth + " of " + seam + (interrupted ? ", interrupted" : ""));
        return device.wire.fired();
    }
}
