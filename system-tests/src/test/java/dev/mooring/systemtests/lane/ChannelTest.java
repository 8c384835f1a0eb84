package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.ChannelStatus.State;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A channel that only wakes: what it leads to, and that nothing depends on it. */
class ChannelTest {
    private static final Duration MOMENT = Duration.ofMillis(10);
    private static final Duration BEAT = Duration.ofSeconds(30);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final Radio radio = new Radio();
    private final Platform platform = new Platform(Connectivity.State.ONLINE);

    private Phone phone(UnaryOperator<SyncClientBuilder<MemoryTables>> wiring) {
        return new Phone(
                server,
                time,
                new InMemoryStorage(),
                builder -> wiring.apply(builder.wakeUps(radio).connectivity(platform)));
    }

    private Phone live() {
        return live(builder -> builder);
    }

    /** It is started, open, and quiet for a while. */
    private Phone live(UnaryOperator<SyncClientBuilder<MemoryTables>> wiring) {
        Phone phone = phone(wiring);
        phone.client.start();
        time.advance(Duration.ofSeconds(1));
        radio.opened();
        time.advance(Duration.ofSeconds(5));
        server.asks.clear();
        phone.events.clear();
        return phone;
    }

    private static State state(Phone phone) {
        return phone.status().channel().state();
    }

    @Test
    void itIsOpenWhileTheClientIsStartedAndAPullFollowsEachOpening() {
        Phone phone = phone(builder -> builder);
        assertEquals(ChannelStatus.NONE, phone.status().channel());
        phone.client.start();
        time.advance(Duration.ofSeconds(1));
        assertEquals(State.CONNECTING, state(phone));
        server.foreign("a", "1");
        server.asks.clear();
        radio.opened();
        time.advance(MOMENT);
        assertEquals("1", phone.row("a"));
        assertEquals(State.LIVE, state(phone));
        assertTrue(phone.status().explain().contains("A channel tells of news"));
        assertEquals(
                List.of(State.CONNECTING, State.LIVE),
                phone.events(SyncEvent.ChannelChanged.class).stream()
                        .map(changed -> changed.status().state())
                        .toList());

        phone.client.stop();
        time.advance(MOMENT);
        assertTrue(radio.last().closed);
        assertEquals(State.OFF, state(phone));
        phone.client.start();
        time.advance(MOMENT);
        assertEquals(2, radio.calls.size());
        phone.client.close();
        assertTrue(radio.last().closed);
    }

    @Test
    void aWakeUpLeadsToASyncAtOnceAndOthersAreTakenTogether() {
        Phone phone = live();
        server.foreign("a", "1");
        radio.wakes();
        time.advance(MOMENT);
        assertEquals("1", phone.row("a"));
        assertEquals(List.of(new SyncEvent.Woken(1, false)), phone.events(SyncEvent.Woken.class));

        for (int i = 0; i < 30; i++) {
            radio.wakes();
            time.advance(Duration.ofMillis(500));
        }
        time.advance(Duration.ofSeconds(3));
        assertEquals(3, server.count(Ask.Pull.class), "one after 10 s, one 2 s behind the last");
        assertEquals(
                31,
                phone.events(SyncEvent.Woken.class).stream()
                        .mapToLong(SyncEvent.Woken::hints)
                        .sum());
    }

    /** Only a transport's own channel can have brought something: what an app's says of that leads to a pull, as any wake-up does. */
    @Test
    void whatAnAppsChannelClaimsToHaveBroughtIsPulled() {
        Phone phone = live();
        server.foreign("a", "1");
        radio.last().listener.woken(true);
        time.advance(MOMENT);
        assertEquals("1", phone.row("a"));
        assertEquals(0, server.count(Ask.Heard.class));
        assertEquals(1, server.count(Ask.Pull.class));
        assertEquals(List.of(new SyncEvent.Woken(1, false)), phone.events(SyncEvent.Woken.class));
    }

    @Test
    void noneIsLostToASyncThatRuns() {
        Phone phone = live();
        server.after = ask -> {
            server.after = each -> null;
            server.foreign("b", "1"); // Behind the answer.
            radio.wakes();
            return null;
        };
        radio.wakes();
        time.advance(Duration.ofMillis(2100));
        assertEquals("1", phone.row("b"));
    }

    @Test
    void whatTheAppTellsIsTakenTogetherToo() {
        Phone phone = live();
        server.foreign("a", "1");
        phone.client.wakeUp();
        time.advance(MOMENT);
        assertEquals("1", phone.row("a"));
        for (int i = 0; i < 5; i++) {
            phone.client.wakeUp();
        }
        time.advance(Duration.ofSeconds(3));
        assertEquals(2, server.count(Ask.Pull.class));
    }

    @Test
    void aChannelDoesNotCutABackoffShortAndTheAppDoes() {
        Phone phone = live();
        server.before = ask -> LogServer.throttled(Duration.ofSeconds(40));
        phone.set("a", "1");
        time.advance(Duration.ofSeconds(1));
        server.asks.clear();
        for (int i = 0; i < 10; i++) {
            radio.wakes();
            time.advance(Duration.ofSeconds(3));
        }
        assertEquals(List.of(), server.asks);
        server.before = ask -> null;
        phone.client.wakeUp();
        time.advance(MOMENT);
        assertEquals(List.of("a"), server.keys());
        assertEquals(11, phone.events(SyncEvent.Woken.class).get(0).hints());
    }

    @Test
    void aChannelThatGivesNoSignForTwoBeatsIsOpenedAnew() {
        Phone phone = live();
        time.advance(BEAT.multipliedBy(4));
        assertTrue(radio.last().beats >= 3);
        assertEquals(1, radio.calls.size());
        radio.answers = false;
        radio.last().listener.alive();
        Radio.Call silent = radio.last();
        time.advance(BEAT.multipliedBy(2).minus(MOMENT));
        assertFalse(silent.closed);
        time.advance(MOMENT);
        assertTrue(silent.closed);
        assertEquals(WakeUps.Kind.SILENT, phone.status().channel().cause());
        time.advance(Duration.ofSeconds(1));
        assertEquals(2, radio.calls.size());
        silent.listener.woken(false);
        silent.listener.closed(new WakeUps.End(WakeUps.Kind.LOST, "late", null));
        radio.opened();
        time.advance(MOMENT);
        assertEquals(State.LIVE, state(phone));
    }

    @Test
    void aLaneThatIsBlockedStopsNoBeat() {
        Phone phone = live();
        server.before = ask -> {
            time.sleep(BEAT.multipliedBy(5));
            return null;
        };
        phone.client.wakeUp();
        time.advance(BEAT.multipliedBy(5));
        assertTrue(radio.last().beats >= 4);
        assertEquals(1, radio.calls.size());
    }

    @Test
    void pollsAreRarerWhileItLivesAndComeBackAtOnceWhenItFalls() {
        Phone phone = live(builder -> builder.pollEvery(Duration.ofSeconds(10)));
        time.advance(Duration.ofSeconds(90));
        assertEquals(List.of(), server.asks);
        time.advance(Duration.ofSeconds(10));
        assertEquals(1, server.count(Ask.Pull.class));
        time.advance(Duration.ofSeconds(30));
        radio.ends(WakeUps.Kind.LOST);
        time.advance(MOMENT);
        assertEquals(2, server.count(Ask.Pull.class));
        radio.opening = () -> radio.ends(WakeUps.Kind.BUSY);
        time.advance(Duration.ofSeconds(35));
        assertEquals(5, server.count(Ask.Pull.class));
        assertEquals(WakeUps.Kind.BUSY, phone.status().channel().cause());
    }

    @Test
    void greenHoldsForTheStretchedInterval() {
        Phone phone = live(builder -> builder.pollEvery(Duration.ofSeconds(10)));
        time.advance(Duration.ofSeconds(94));
        assertEquals(List.of(), server.asks);
        assertEquals(SyncStatus.State.SYNCED, phone.status().state());
        radio.ends(WakeUps.Kind.LOST);
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        time.advance(MOMENT);
        assertEquals(Cause.OFFLINE, phone.cause());
    }

    @Test
    void aClientWithAChannelPollsByItself() {
        Phone phone = phone(builder -> builder);
        phone.client.start();
        time.advance(Duration.ofSeconds(29));
        server.asks.clear();
        time.advance(Duration.ofSeconds(2));
        assertEquals(1, server.count(Ask.Pull.class));
        assertEquals(State.DOWN, state(phone), "nobody has answered for half a minute");
    }

    @Test
    void itIsClosedWhereTheNetworkIsGoneOrCosts() {
        Phone phone = live();
        platform.say(Connectivity.State.METERED);
        time.advance(MOMENT);
        assertTrue(radio.last().closed);
        assertEquals(State.OFF, state(phone));
        platform.say(Connectivity.State.ONLINE);
        time.advance(MOMENT);
        assertEquals(2, radio.calls.size());
        platform.say(Connectivity.State.OFFLINE);
        assertTrue(radio.last().closed);
    }

    @Test
    void itStaysWhereTheNetworkCostsIfThatIsAllowed() {
        Phone phone = live(builder -> builder.live(Live.DEFAULT.whenMetered(true)));
        platform.say(Connectivity.State.METERED);
        assertFalse(radio.last().closed);
        assertEquals(1, radio.last().beats, "it may go over a network that is gone");
        assertEquals(State.LIVE, state(phone));
    }

    @Test
    void whatIsRefusedIsPulledOnceAndNotTriedAgainUntilTheAppAsks() {
        Phone phone = live();
        radio.opening = () -> radio.ends(WakeUps.Kind.AUTH_REQUIRED);
        radio.ends(WakeUps.Kind.AUTH_REQUIRED);
        time.advance(Duration.ofSeconds(20));
        assertEquals(1, server.count(Ask.Pull.class));
        assertEquals(1, radio.calls.size());
        assertEquals(WakeUps.Kind.AUTH_REQUIRED, phone.status().channel().cause());
        assertTrue(phone.status().explain().contains("is down"));
        time.advance(Duration.ofHours(5));
        assertEquals(1, radio.calls.size());

        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        time.advance(Duration.ofHours(1));
        assertEquals(2, radio.calls.size());
    }

    @Test
    void itIsTriedAgainWhenSomebodyHasSignedIn() {
        Phone phone = live(builder -> builder.pollEvery(Duration.ofMinutes(1)));
        radio.ends(WakeUps.Kind.AUTH_REQUIRED);
        server.before = ask -> failure(Kind.AUTH, Delivery.ANSWERED);
        time.advance(Duration.ofMinutes(30));
        assertEquals(Cause.AUTH_REQUIRED, phone.cause());
        assertEquals(1, radio.calls.size());
        server.before = ask -> null;
        radio.opening = radio::opened;
        time.advance(Duration.ofMinutes(3));
        assertEquals(2, radio.calls.size());
        assertEquals(State.LIVE, state(phone));
    }

    @Test
    void aChannelThatThrowsIsTriedAgainLaterAndLater() {
        radio.opening = () -> {
            throw new IllegalStateException("no sockets today");
        };
        Phone phone = phone(builder -> builder);
        phone.client.start();
        time.advance(Duration.ofHours(1));
        assertTrue(radio.calls.size() > 20 && radio.calls.size() < 200, radio.calls.size() + " tries");
        assertEquals(WakeUps.Kind.LOST, phone.status().channel().cause());
        assertFalse(phone.status().channel().words().contains("no sockets today"));
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
    }

    @Test
    void aChannelThatSaysAllInsideItsOpeningIsServed() {
        radio.opening = () -> {
            radio.opened();
            radio.wakes();
        };
        Phone phone = phone(builder -> builder);
        phone.client.start();
        time.advance(MOMENT);
        assertEquals(State.LIVE, state(phone));
    }

    private static Transport with(WakeUps channel, Transport transport) {
        return new ForwardingTransport(transport) {
            @Override
            public WakeUps channel() {
                return channel;
            }
        };
    }

    @Test
    void theTransportsOwnChannelIsUsedUnlessTheAppGivesAnother() {
        Radio own = new Radio();
        server.line = transport -> with(own, transport);
        Phone with = new Phone(server, time, new InMemoryStorage(), builder -> builder);
        with.client.start();
        assertEquals(1, own.calls.size());
        phone(builder -> builder).client.start();
        assertEquals(1, own.calls.size());
        assertEquals(1, radio.calls.size());
    }

    @Test
    void whereItIsOffNothingIsOpenedOrPolled() {
        Phone phone = phone(builder -> builder.live(Live.OFF));
        phone.client.start();
        time.advance(Duration.ofSeconds(1));
        server.asks.clear();
        time.advance(Duration.ofHours(1));
        assertEquals(State.OFF, state(phone));
        assertEquals(List.of(), radio.calls);
        assertEquals(List.of(), server.asks);
    }

    @Test
    void aSwitchOfUsersOpensTheNextOnesChannel() {
        KeyServer mine = new KeyServer();
        Tablet tablet = new Tablet(with(radio, mine.transport()), time, ConflictPolicy.serverWins());
        tablet.client.start();
        time.advance(MOMENT);
        Radio next = new Radio();
        KeyServer theirs = new KeyServer();
        theirs.user = "v";
        tablet.client.recovery().switchUser(with(next, theirs.transport()), UserSwitch.park());
        time.advance(MOMENT);
        assertTrue(radio.last().closed);
        assertEquals(1, radio.calls.size());
        next.opened();
        time.advance(MOMENT);
        assertEquals(State.LIVE, tablet.client.status().channel().state());
    }

    /** Whether anybody is asked within a minute; then all who asked are forgotten. */
    private boolean polls(KeyServer there) {
        time.advance(Duration.ofSeconds(5));
        there.pulls.clear();
        time.advance(Duration.ofMinutes(1));
        return !there.pulls.isEmpty();
    }

    @Test
    void whoeverHasAChannelPollsByItselfAlsoBehindASwitchOfUsers() {
        KeyServer mine = new KeyServer();
        KeyServer theirs = new KeyServer();
        theirs.user = "v";
        Tablet tablet = new Tablet(mine.transport(), time, ConflictPolicy.serverWins());
        tablet.client.start();
        assertFalse(polls(mine), "there is no channel yet");
        tablet.client.recovery().switchUser(with(radio, theirs.transport()), UserSwitch.park());
        assertTrue(polls(theirs));
        tablet.client.recovery().switchUser(mine.transport(), UserSwitch.park());
        assertFalse(polls(mine), "there is none any more");
    }
}
