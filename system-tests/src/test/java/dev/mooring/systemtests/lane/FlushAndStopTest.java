package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An app that leaves the screen: what was written goes out, then nothing more is asked, unless the user is back by then. */
class FlushAndStopTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final Phone phone = new Phone(
            server,
            time,
            new InMemoryStorage(),
            builder -> builder.conflicts(ConflictPolicy.rebase()).pollEvery(Duration.ofSeconds(30)));

    @BeforeEach
    void start() {
        phone.client.start();
        time.advance(MOMENT);
        server.asks.clear();
    }

    /** Every exchange lasts that long. */
    private void slowly(Duration each) {
        server.before = ask -> {
            time.sleep(each);
            return null;
        };
    }

    private void assertNothingIsAskedForAnHour() {
        server.asks.clear();
        phone.client.wakeUp();
        time.advance(Duration.ofHours(1));
        assertEquals(List.of(), server.asks);
        assertEquals(State.DISCONNECTED, phone.status().state());
        assertEquals(Cause.SWITCHED_OFF, phone.cause());
        assertNull(phone.status().nextAttempt());
    }

    @Test
    void whatWasWrittenGoesOutAndThenNothingIsAsked() {
        phone.set("a", "1");
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), phone.await(phone.client.flushAndStop(DEADLINE)));
        assertEquals(State.DISCONNECTED, phone.status().state(), "it is off when it has ended");
        phone.set("b", "1");
        assertNothingIsAskedForAnHour();
        assertEquals(List.of("a"), server.keys());

        phone.client.start();
        time.advance(MOMENT);
        assertEquals(List.of("a", "b"), server.keys());
    }

    @Test
    void whatTheServerHoldsForTheClientIsGivenBackAlsoByOneThatWasOff() {
        phone.await(phone.client.flushAndStop(DEADLINE));
        assertEquals(1, server.left);
        phone.set("a", "1");
        phone.await(phone.client.flushAndStop(DEADLINE));
        assertEquals(2, server.left, "its push has taken it again");

        CompletableFuture<SyncReport> end = phone.client.flushAndStop(DEADLINE);
        phone.client.start();
        phone.await(end);
        assertEquals(2, server.left, "the user is back");
    }

    @Test
    void withoutANetworkItIsOffAsSoonAsThatIsKnown() {
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        phone.set("a", "1");
        SyncReport.Offline report =
                assertInstanceOf(SyncReport.Offline.class, phone.await(phone.client.flushAndStop(DEADLINE)));
        assertEquals(1, report.pending());
        server.before = ask -> null;
        assertNothingIsAskedForAnHour();
    }

    @Test
    void atTheDeadlineTheExchangeIsCutAndItIsOff() {
        slowly(Duration.ofMinutes(1));
        phone.set("a", "1");
        Duration due = time.uptime().plus(DEADLINE);
        CompletableFuture<SyncReport> end = phone.client.flushAndStop(DEADLINE);
        CompletableFuture<Duration> ended = end.thenApply(report -> time.uptime());
        time.advance(Duration.ofMinutes(2));
        assertEquals(due, ended.getNow(null));
        assertEquals(
                1,
                assertInstanceOf(SyncReport.Interrupted.class, end.getNow(null)).pending());
        server.before = ask -> null;
        assertNothingIsAskedForAnHour();
        assertEquals(1, phone.status().pending());
    }

    @Test
    void whoIsBackInTimeIsNeverSwitchedOff() {
        slowly(Duration.ofSeconds(2));
        phone.set("a", "1");
        CompletableFuture<SyncReport> end = phone.client.flushAndStop(DEADLINE);
        phone.client.start();
        time.advance(Duration.ofMinutes(1));
        assertTrue(end.isDone());
        assertNotEquals(Cause.SWITCHED_OFF, phone.cause());
        server.before = ask -> null;
        server.foreign("b", "1");
        time.advance(Duration.ofMinutes(1));
        assertEquals(State.SYNCED, phone.status().state());
        assertEquals("1", phone.row("b"), "it polls");
    }

    @Test
    void whoComesAndGoesEndsAsTheLastStepSays() {
        for (int i = 0; i < 20; i++) {
            phone.client.flushAndStop(DEADLINE);
            time.advance(Duration.ofMillis(i));
            phone.client.start();
        }
        time.advance(Duration.ofMinutes(1));
        assertEquals(State.SYNCED, phone.status().state());

        phone.client.flushAndStop(DEADLINE);
        phone.client.start();
        phone.client.flushAndStop(DEADLINE);
        time.advance(Duration.ofMinutes(1));
        assertNothingIsAskedForAnHour();
    }

    @Test
    void whatSomebodyElseAskedForIsBroughtToItsEnd() {
        slowly(Duration.ofSeconds(3));
        phone.set("a", "1");
        CompletableFuture<SyncReport> leaving = phone.client.flushAndStop(Duration.ofMinutes(1));
        time.advance(MOMENT);
        phone.set("b", "1");
        CompletableFuture<SyncReport> asked = phone.client.syncNow(); // by a worker of the platform, say
        time.advance(Duration.ofMinutes(2));

        assertInstanceOf(SyncReport.Synced.class, leaving.getNow(null));
        assertInstanceOf(SyncReport.Synced.class, asked.getNow(null));
        assertEquals(List.of("a", "b"), server.keys());
        server.before = ask -> null;
        assertNothingIsAskedForAnHour();
    }

    @Test
    void aClientThatWasOffIsOffBehindIt() {
        phone.client.stop();
        phone.set("a", "1");
        assertInstanceOf(SyncReport.Synced.class, phone.await(phone.client.flushAndStop(DEADLINE)));
        assertEquals(List.of("a"), server.keys());
        assertNothingIsAskedForAnHour();
    }

    @Test
    void aClosedClientSaysWhatIsLeft() {
        phone.client.close();
        assertEquals(
                new SyncReport.Interrupted(0),
                phone.client.flushAndStop(DEADLINE).join());
    }
}
