package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the platform says of the network is a hint: it is shown and makes haste, but an answer of the server says more. */
class ConnectivityTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofSeconds(20);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final Platform platform = new Platform(Connectivity.State.ONLINE);

    private Phone phone() {
        return new Phone(
                server,
                time,
                new InMemoryStorage(),
                builder -> builder.connectivity(platform).pollEvery(POLL));
    }

    private Phone started() {
        Phone phone = phone();
        phone.client.start();
        time.advance(MOMENT);
        return phone;
    }

    @Test
    void aNetworkThatIsBackCutsTheBackoffShort() {
        Phone phone = started();
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        phone.set("a", "1");
        time.advance(Duration.ofMinutes(10));
        server.before = ask -> null;
        assertEquals(List.of(), server.keys(), "it waits");

        platform.say(Connectivity.State.ONLINE);
        time.advance(Duration.ofMillis(10));
        assertEquals(List.of("a"), server.keys());
        assertEquals(State.SYNCED, phone.status().state());
    }

    @Test
    void aNetworkThatCostsCutsItShortAsWell() {
        Phone phone = started();
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        phone.set("a", "1");
        time.advance(Duration.ofMinutes(10));
        server.before = ask -> null;
        platform.say(Connectivity.State.METERED);
        time.advance(Duration.ofMillis(10));
        assertEquals(List.of("a"), server.keys());
    }

    @Test
    void aNetworkOfWhichNobodyKnowsMuchIsTriedAtOnceToo() {
        Phone phone = started();
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        phone.set("a", "1");
        time.advance(Duration.ofMinutes(10));
        server.before = ask -> null;
        platform.say(Connectivity.State.OFFLINE);
        time.advance(Duration.ofMillis(10));
        assertEquals(List.of(), server.keys(), "it waits");
        platform.say(Connectivity.State.UNKNOWN);
        time.advance(Duration.ofMillis(10));
        assertEquals(List.of("a"), server.keys());
    }

    @Test
    void aNetworkThatWasThereAllTheTimeMakesNoHaste() {
        started();
        server.asks.clear();
        for (int i = 0; i < 100; i++) {
            platform.say(Connectivity.State.ONLINE);
        }
        time.advance(Duration.ofSeconds(10));
        assertEquals(0, server.asks.size());
    }

    @Test
    void noNetworkIsShownAtOnceAndTold() {
        Phone phone = started();
        assertEquals(State.SYNCED, phone.status().state());
        platform.say(Connectivity.State.OFFLINE);
        assertEquals(State.CONNECTING, phone.status().state());
        assertEquals(Cause.OFFLINE, phone.cause());

        time.advance(Duration.ZERO);
        assertEquals(State.CONNECTING, lastTold(phone));
        assertFalse(phone.status().explain().isEmpty());
    }

    @Test
    void anExplicitSyncIsMadeAllTheSameAndItsAnswerBeatsTheHint() {
        Phone phone = started();
        platform.say(Connectivity.State.OFFLINE);
        phone.set("a", "1");
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), phone.sync());
        assertEquals(State.SYNCED, phone.status().state(), "the server was heard after the hint");
        assertEquals(State.SYNCED, lastTold(phone));

        platform.say(Connectivity.State.OFFLINE);
        assertEquals(Cause.OFFLINE, phone.cause(), "it says so anew");
    }

    @Test
    void anExplicitSyncThatFindsNobodySaysSo() {
        Phone phone = started();
        platform.say(Connectivity.State.OFFLINE);
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        assertInstanceOf(SyncReport.Offline.class, phone.sync());
        assertEquals(Cause.OFFLINE, phone.cause());
    }

    @Test
    void whatIsPendingIsTriedAllTheSame() {
        Phone phone = started();
        platform.say(Connectivity.State.OFFLINE);
        phone.set("a", "1");
        time.advance(Duration.ofMillis(100));
        assertEquals(List.of("a"), server.keys(), "a platform may be wrong");

        platform.say(Connectivity.State.OFFLINE);
        server.asks.clear();
        time.advance(Duration.ofMinutes(10));
        assertTrue(server.asks.size() >= 29, "the poll goes on: " + server.asks.size());
    }

    @Test
    void aNetworkThatCostsIsPolledAQuarterAsOften() {
        started();
        platform.say(Connectivity.State.METERED);
        time.advance(POLL);
        server.asks.clear();
        time.advance(POLL.multipliedBy(40));
        assertEquals(10, server.asks.size());

        platform.say(Connectivity.State.ONLINE);
        time.advance(POLL.multipliedBy(4));
        server.asks.clear();
        time.advance(POLL.multipliedBy(40));
        assertEquals(40, server.asks.size());
    }

    @Test
    void aServerThatIsPolledLessOftenIsBelievedForLonger() {
        Phone phone = started();
        platform.say(Connectivity.State.METERED);
        for (int i = 0; i < 600; i++) {
            time.advance(MOMENT);
            assertEquals(State.SYNCED, phone.status().state(), "after " + time.uptime());
        }
    }

    @Test
    void hintsComeFromAnyThread() throws InterruptedException {
        Phone phone = started();
        Thread other = new Thread(() -> {
            for (int i = 0; i < 100; i++) {
                platform.say(i % 2 == 0 ? Connectivity.State.ONLINE : Connectivity.State.OFFLINE);
            }
        });
        other.start();
        other.join();
        time.advance(Duration.ZERO);
        assertEquals(State.CONNECTING, lastTold(phone));
        assertEquals(Cause.OFFLINE, phone.cause());
    }

    @Test
    void aClientThatIsOpenedWithoutANetworkShowsIt() {
        platform.say(Connectivity.State.OFFLINE);
        Phone phone = phone();
        phone.client.start();
        assertEquals(Cause.OFFLINE, phone.cause());
        assertEquals(State.CONNECTING, phone.status().state());
        time.advance(MOMENT);
        assertEquals(State.SYNCED, phone.status().state(), "it was wrong");
    }

    @Test
    void aClosedClientIsToldNothing() {
        Phone phone = started();
        phone.client.close();
        int told = phone.events.size();
        platform.say(Connectivity.State.OFFLINE);
        time.advance(Duration.ofHours(1));
        assertEquals(told, phone.events.size());
        assertEquals(Cause.CLOSED, phone.cause());
    }

    private static State lastTold(Phone phone) {
        List<SyncEvent.StatusChanged> told = phone.events(SyncEvent.StatusChanged.class);
        return told.get(told.size() - 1).status().state();
    }
}
