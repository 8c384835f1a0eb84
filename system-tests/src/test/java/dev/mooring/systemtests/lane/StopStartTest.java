package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The switch: what is switched off asks nobody anything, whatever happens, until the app asks for it. */
class StopStartTest {
    private static final Duration POLL = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final Platform platform = new Platform(Connectivity.State.ONLINE);
    private final Phone phone = phone(new InMemoryStorage());
    private boolean stopped;

    private Phone phone(InMemoryStorage storage) {
        return new Phone(
                server,
                time,
                storage,
                builder -> builder.conflicts(ConflictPolicy.rebase())
                        .pollEvery(POLL)
                        .connectivity(platform));
    }

    private void start() {
        phone.client.start();
        time.advance(MOMENT);
    }

    /** An hour in which all happens that makes a started client look. */
    private void assertNothingIsAskedForAnHour() {
        server.asks.clear();
        long pending = phone.status().pending();
        for (int i = 0; i < 6; i++) {
            phone.set("later" + i + time.uptime().toMinutes(), "1");
            phone.client.wakeUp();
            platform.say(Connectivity.State.OFFLINE);
            platform.say(Connectivity.State.ONLINE);
            time.advance(Duration.ofMinutes(10));
        }
        assertEquals(List.of(), server.asks);
        assertEquals(pending + 6, phone.status().pending());
        assertSwitchedOff();
    }

    private void assertSwitchedOff() {
        assertEquals(State.DISCONNECTED, phone.status().state(), phone.status().toString());
        assertEquals(Cause.SWITCHED_OFF, phone.cause());
        assertNull(phone.status().nextAttempt());
        List<SyncEvent.StatusChanged> told = phone.events(SyncEvent.StatusChanged.class);
        assertEquals(State.DISCONNECTED, told.get(told.size() - 1).status().state(), "the listener knows");
    }

    /** Every exchange lasts ten seconds, in the middle of which this happens. */
    private void inTheMiddle(Runnable deed) {
        server.before = ask -> {
            server.before = then -> null;
            time.schedule(Duration.ofSeconds(5), deed);
            boolean cut = time.sleep(Duration.ofSeconds(10), () -> stopped);
            return cut ? failure(Kind.CANCELLED, Delivery.MAYBE_SENT) : null;
        };
    }

    private void stop() {
        phone.client.stop();
        stopped = true;
    }

    @Test
    void whatIsSwitchedOffWhileIdleShowsItAtOnceAndAsksNothing() {
        start();
        assertEquals(State.SYNCED, phone.status().state());
        phone.client.stop();
        assertEquals(State.DISCONNECTED, phone.status().state(), "what is written from here on stays here");
        assertEquals(Cause.SWITCHED_OFF, phone.cause());
        time.advance(Duration.ZERO);
        assertNothingIsAskedForAnHour();
    }

    @Test
    void aBackoffThatIsUnderWayIsCalledOff() {
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        start();
        assertNotNull(phone.status().nextAttempt());
        phone.client.stop();
        time.advance(Duration.ZERO);
        assertNothingIsAskedForAnHour();
    }

    @Test
    void aWriteThatWaitsForCompanyWaitsForTheSwitch() {
        start();
        phone.set("a", "1");
        phone.client.stop();
        assertNothingIsAskedForAnHour();
    }

    @Test
    void aRunningExchangeIsCutAndItsFutureEndsInterrupted() {
        start();
        inTheMiddle(this::stop);
        phone.set("a", "1");
        CompletableFuture<SyncReport> future = phone.client.syncNow();
        server.asks.clear();
        time.advance(Duration.ofSeconds(20));
        assertEquals(1, server.asks.size(), "the one that was cut");

        assertEquals(new SyncReport.Interrupted(1), future.getNow(null));
        assertNothingIsAskedForAnHour();
    }

    @Test
    void whatIsWrittenOrHeardWhileARunIsCutStartsNoOther() {
        start();
        inTheMiddle(() -> {
            phone.set("b", "2");
            phone.client.wakeUp();
            platform.say(Connectivity.State.ONLINE);
            stop();
        });
        phone.client.wakeUp();
        server.asks.clear();
        time.advance(Duration.ofSeconds(20));
        assertEquals(1, server.asks.size(), "the one that was cut");
        assertNothingIsAskedForAnHour();
    }

    @Test
    void aServerThatAnswersAllTheSameIsHeardAndNoMore() {
        start();
        server.after = ask -> { // The transport takes no notice.
            server.after = then -> null;
            time.schedule(Duration.ofSeconds(5), phone.client::stop);
            time.sleep(Duration.ofSeconds(10), () -> false);
            return null;
        };
        phone.set("a", "1");
        phone.set("b", "2");
        phone.set("c", "3");
        phone.set("d", "4");
        time.advance(Duration.ofSeconds(20));

        assertEquals(List.of("a", "b", "c"), server.keys());
        assertEquals(1, phone.status().pending());
        assertNothingIsAskedForAnHour();
    }

    @Test
    void aPauseBehindAFasterWriterIsNotTheBeginningOfAnother() {
        start();
        server.before = ask -> {
            if (ask instanceof Ask.Push) {
                server.foreign("other" + server.log.size(), "1");
            }
            return null;
        };
        phone.set("a", "1");
        assertTrue(time.sleep(MOMENT, () -> server.count(Ask.Push.class) >= 3));
        phone.client.stop();
        time.advance(Duration.ZERO);
        time.advance(MOMENT);
        assertNothingIsAskedForAnHour();
    }

    @Test
    void whatTheAppAsksForIsDoneOnceAndNoMore() {
        start();
        phone.client.stop();
        phone.set("a", "1");
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), phone.sync());
        assertEquals(State.SYNCED, phone.status().state(), "it has just been seen");
        phone.set("b", "2");
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), phone.await(phone.client.flush(Duration.ofSeconds(10))));
        phone.set("c", "3");
        assertInstanceOf(
                CallReport.Answered.class,
                phone.await(phone.client.calls().make(ApiCall.post("/do", "{}")), CallReport.class));
        assertEquals(List.of("a", "b", "c"), server.keys());
        time.advance(Duration.ofMinutes(5));
        assertNothingIsAskedForAnHour();
    }

    @Test
    void whatTheAppAsksForAndFailsIsNotTriedAgain() {
        start();
        phone.client.stop();
        phone.set("a", "1");
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        SyncReport.Offline report = assertInstanceOf(SyncReport.Offline.class, phone.sync());
        assertNull(report.nextAttempt());
        server.before = ask -> null;
        assertNothingIsAskedForAnHour();
    }

    @Test
    void switchedOnAgainItDrainsAndPolls() {
        start();
        phone.client.stop();
        phone.set("a", "1");
        time.advance(Duration.ofHours(1));
        server.foreign("b", "2");
        phone.events.clear();
        phone.client.start();
        assertEquals(State.CONNECTING, phone.status().state(), phone.status().toString());
        time.advance(MOMENT);

        assertEquals(List.of("b", "a"), server.keys());
        assertEquals(State.SYNCED, phone.status().state());
        assertEquals(1, phone.events(SyncEvent.Acked.class).size());
        server.asks.clear();
        time.advance(Duration.ofMinutes(10));
        assertTrue(server.asks.size() >= 10, "it polls again");
    }

    @Test
    void switchedOnWhileItIsStillEndingItGoesOnBehindThat() {
        start();
        inTheMiddle(() -> {
            stop();
            phone.client.start();
        });
        phone.set("a", "1");
        time.advance(Duration.ofSeconds(30));
        assertEquals(List.of("a"), server.keys());
        assertEquals(State.SYNCED, phone.status().state());
    }

    @Test
    void aSwitchThatIsPlayedWithChangesNothing() {
        start();
        for (int i = 0; i < 50; i++) {
            phone.client.stop();
            phone.client.stop();
            time.advance(Duration.ofMillis(i));
            phone.client.start();
            phone.client.start();
        }
        time.advance(MOMENT);
        server.asks.clear();
        int tasks = tasksIn(Duration.ofHours(1));

        assertEquals(60, server.asks.size(), "one poll a minute");
        assertTrue(tasks < 400, tasks + " tasks: one mop-up, one poll and a decay a minute or so");
    }

    private int tasksIn(Duration duration) {
        Duration end = time.uptime().plus(duration);
        time.schedule(duration, () -> {});
        int tasks = 0;
        while (time.uptime().compareTo(end) < 0 && time.runNext()) {
            tasks++;
        }
        return tasks;
    }

    @Test
    void aClosedClientWasSwitchedOffBefore() {
        start();
        phone.client.stop();
        phone.set("a", "1");
        phone.client.close();
        phone.client.stop();
        assertEquals(Cause.CLOSED, phone.cause());
        assertEquals(State.DISCONNECTED, phone.status().state());
        server.asks.clear();
        time.advance(Duration.ofHours(1));
        assertEquals(List.of(), server.asks);

        Phone next = phone(phone.storage.reopen());
        next.client.start();
        time.advance(MOMENT);
        assertEquals(List.of("a"), server.keys());
    }
}
