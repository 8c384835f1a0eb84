package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
import dev.mooring.sync.status.Thresholds;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What changes by time alone is told when it does, by one alarm and not by many. */
class DecayTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofMillis(10);
    private static final Thresholds LIMITS = Thresholds.DEFAULT;

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();

    private Phone started(UnaryOperator<SyncClientBuilder<MemoryTables>> wiring) {
        Phone phone = new Phone(
                server,
                time,
                new InMemoryStorage(),
                // No mop-up, and no retry to speak of: nothing but time happens.
                builder -> wiring.apply(builder.mopUpEvery(Duration.ofDays(365))
                        .retries(new RetryPolicy(Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(3)))));
        phone.client.start();
        time.advance(MOMENT);
        phone.events.clear();
        return phone;
    }

    private Duration toldAfter(Phone phone, Duration limit, Predicate<SyncStatus> what) {
        Duration from = time.uptime();
        time.sleep(
                limit,
                () -> phone.events(SyncEvent.StatusChanged.class).stream().anyMatch(told -> what.test(told.status())));
        return time.uptime().minus(from);
    }

    private static void assertAbout(Duration expected, Duration actual) {
        Duration off = actual.minus(expected).abs();
        assertTrue(off.compareTo(SLACK) <= 0, actual + " instead of " + expected);
    }

    @Test
    void aListenerHearsThatTheServerFellSilent() {
        Phone phone = started(builder -> builder);
        Duration after = toldAfter(phone, Duration.ofHours(1), status -> status.state() == State.CONNECTING);
        assertAbout(LIMITS.grace().minus(MOMENT), after);
        assertEquals(Cause.SILENT, phone.cause());
        assertEquals(1, phone.events.size(), phone.events.toString());
    }

    @Test
    void acksThatDoNotComeAreToldOf() {
        Phone phone = started(builder -> builder);
        server.before = ask -> failure(Kind.SERVER, Delivery.ANSWERED);
        phone.set("a", "1");
        Duration after = toldAfter(
                phone, Duration.ofHours(1), status -> status.warnings().contains(Warning.ACKS_STALE));
        assertAbout(LIMITS.ackStale(), after);
    }

    @Test
    void mutationsThatWaitForLongAreToldOfAlsoWhereNobodyIsThere() {
        Phone phone = started(builder -> builder);
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        phone.set("a", "1");
        Duration after = toldAfter(
                phone, Duration.ofHours(1), status -> status.warnings().contains(Warning.PENDING_STALE));
        assertAbout(LIMITS.pendingStale(), after);
        assertFalse(phone.status().warnings().contains(Warning.ACKS_STALE), "none can be hoped for");
    }

    @Test
    void aFailureThatLastsIsStuckWithoutAnotherAttempt() {
        Phone phone = started(builder -> builder);
        server.before = ask -> failure(Kind.SERVER, Delivery.ANSWERED);
        phone.set("a", "1");
        Duration after = toldAfter(phone, Duration.ofHours(1), status -> status.state() == State.STUCK);
        assertAbout(LIMITS.stuckAfter().plusMillis(50), after);
        assertEquals(1, server.asks.stream().filter(Ask.Push.class::isInstance).count());
    }

    @Test
    void aClientThatIsSwitchedOffTellsItsWarningsAsWell() {
        Phone phone = started(builder -> builder);
        phone.client.stop();
        phone.set("a", "1");
        time.advance(Duration.ZERO);
        Duration after = toldAfter(
                phone, Duration.ofHours(1), status -> status.warnings().contains(Warning.PENDING_STALE));
        assertAbout(LIMITS.pendingStale(), after);
    }

    @Test
    void whatWasWrittenLongAgoIsToldAfterARestartAtOnce() {
        Phone phone = started(builder -> builder);
        phone.client.stop();
        phone.set("a", "1");
        phone.client.close();
        time.advance(Duration.ofHours(1));
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        Phone again = new Phone(server, time, phone.storage.reopen(), builder -> builder);
        again.client.start();
        time.advance(MOMENT);
        SyncStatus first = again.events(SyncEvent.StatusChanged.class).get(0).status();
        assertTrue(first.warnings().contains(Warning.PENDING_STALE), first.toString());
    }

    // ---- no storm

    private int tasksInADay(Phone phone) {
        time.schedule(Duration.ofDays(1), () -> {});
        Duration end = time.uptime().plus(Duration.ofDays(1));
        int tasks = 0;
        while (time.uptime().compareTo(end) < 0 && time.runNext()) {
            tasks++;
        }
        return tasks;
    }

    @Test
    void anIdleClientSleepsAllDay() {
        Phone phone = started(builder -> builder);
        int tasks = tasksInADay(phone);
        assertTrue(tasks <= 5, tasks + " tasks");
        assertEquals(1, phone.events(SyncEvent.StatusChanged.class).size());
    }

    @Test
    void aClientThatWaitsForTheNetworkSleepsNearlyAllDay() {
        Phone phone = started(builder -> builder);
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        phone.set("a", "1");
        int tasks = tasksInADay(phone);
        assertTrue(tasks <= 100, tasks + " tasks, for an attempt an hour");
        assertTrue(
                phone.events(SyncEvent.StatusChanged.class).size() <= 100,
                phone.events(SyncEvent.StatusChanged.class).size() + " told");
    }

    @Test
    void aClientThatPollsDoesNoMoreThanPoll() {
        Phone phone = started(builder -> builder.pollEvery(Duration.ofMinutes(1)));
        int tasks = tasksInADay(phone);
        assertTrue(tasks >= 1440 && tasks <= 1500, tasks + " tasks");
        assertEquals(1440, server.asks.size(), 2.0);
        List<SyncEvent.StatusChanged> told = phone.events(SyncEvent.StatusChanged.class);
        assertEquals(List.of(), told, "green stays green");
    }

    @Test
    void aClockThatIsSetDoesNotMakeItRestless() {
        VirtualScheduler.Lane lane = time.lane(5);
        Phone phone = new Phone(
                server,
                time,
                new InMemoryStorage(),
                builder -> builder.scheduler(lane).mopUpEvery(Duration.ofDays(365)));
        phone.client.start();
        time.advance(MOMENT);
        lane.jump(Duration.ofDays(3650));
        server.before = ask -> failure(Kind.SERVER, Delivery.ANSWERED);
        phone.set("a", "1");
        time.advance(MOMENT);
        lane.jump(Duration.ofDays(-7300));
        int tasks = tasksInADay(phone);
        // An attempt every four minutes or more: stuck.
        assertTrue(tasks < 1000, tasks + " tasks");
        assertTrue(phone.status().warnings().contains(Warning.PENDING_STALE), "it ages all the same");
    }

    @Test
    void aHintThatComesAgainAndAgainTellsNothingNew() {
        Platform platform = new Platform(Connectivity.State.ONLINE);
        Phone phone = started(builder -> builder.connectivity(platform));
        for (int i = 0; i < 1000; i++) {
            platform.say(Connectivity.State.OFFLINE);
        }
        int tasks = tasksInADay(phone);
        assertEquals(1, phone.events(SyncEvent.StatusChanged.class).size());
        assertTrue(tasks <= 1010, tasks + " tasks");
    }
}
