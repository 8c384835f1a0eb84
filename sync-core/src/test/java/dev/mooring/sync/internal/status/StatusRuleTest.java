package dev.mooring.sync.internal.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.internal.status.StatusFacts.Power;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.spi.WakeUps.Kind;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Light;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
import dev.mooring.sync.status.Thresholds;
import dev.mooring.sync.status.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusRuleTest {
    private static final Duration MOMENT = Duration.ofMillis(200);

    private final Clockwork client = new Clockwork();

    @Test
    void switchedOffIsDisconnectedWhateverIsPending() {
        client.write();
        assertEquals(State.DISCONNECTED, client.state());
        assertEquals(Cause.SWITCHED_OFF, client.cause());
    }

    @Test
    void aServerThatWasNeverHeardIsToldFromOneThatIsAway() {
        client.on();
        assertEquals(Cause.CHECKING, client.cause());
        client.unreached();
        assertEquals(State.DISCONNECTED, client.state());
        assertEquals(Cause.NEVER_REACHED, client.cause());
        client.synced();
        client.unreached();
        assertEquals(State.CONNECTING, client.state());
        assertEquals(Cause.OFFLINE, client.cause());
    }

    @Test
    void theLightIsGreenOnlyWhereNothingIsMissingOnEitherSide() {
        assertEquals(Light.GREY, client.light());
        client.on();
        assertEquals(Light.AMBER, client.light());
        client.synced();
        assertEquals(Light.GREEN, client.light());
        client.facts.quarantined = 1;
        assertEquals(State.SYNCED, client.state());
        assertEquals(Light.AMBER, client.light());
        client.facts.quarantined = 0;
        client.facts.setAside = 1;
        assertEquals(State.SYNCED, client.state());
        assertEquals(Light.AMBER, client.light());
        client.facts.setAside = 0;
        client.facts.unwell = true;
        assertEquals(Light.AMBER, client.light());
        client.facts.unwell = false;
        client.facts.superseded = 1;
        assertEquals(Light.GREEN, client.light());
        client.write();
        assertEquals(Light.AMBER, client.light());
        client.acked();
        assertEquals(Light.GREEN, client.light());
        client.unreached();
        assertEquals(Light.AMBER, client.light());
    }

    @Test
    void aServerThatIsAnotherOneIsRed() {
        client.on();
        client.synced();
        client.failed(Cause.KNOWS_LESS);
        assertEquals(State.INCOMPATIBLE, client.state());
        assertEquals(Light.RED, client.light());
    }

    @Test
    void greenNeedsACheckedServerAnEmptyOutboxAndAPullAtItsEnd() {
        client.on();
        assertEquals(State.CONNECTING, client.state());
        client.facts.verified(client.now);
        assertEquals(State.SYNCING, client.state());
        client.write();
        client.caughtUp();
        assertEquals(State.SYNCING, client.state());
        client.acked();
        assertEquals(State.SYNCED, client.state());
        assertNull(client.status().reason());
        client.facts.current = false;
        assertEquals(State.SYNCING, client.state());
    }

    @Test
    void greenDecaysWithThePollIntervalAndTheGrace() {
        client.on();
        client.synced();
        staysSyncedFor(Clockwork.POLL.plus(Thresholds.DEFAULT.grace()));
        assertEquals(State.CONNECTING, client.state());
        assertEquals(Cause.SILENT, client.cause());
        assertNull(client.changesIn());
    }

    /** And a millisecond later it is not. */
    private void staysSyncedFor(Duration limit) {
        assertEquals(limit.plusMillis(1), client.changesIn());
        client.pass(limit);
        assertEquals(State.SYNCED, client.state());
        client.pass(Duration.ofMillis(1));
    }

    @Test
    void aChannelThatLivesIsBelievedForTheStretchedInterval() {
        client.on();
        client.channel(ChannelStatus.State.LIVE);
        client.synced();
        staysSyncedFor(Clockwork.POLL.multipliedBy(Clockwork.STRETCH).plus(Thresholds.DEFAULT.grace()));
        assertEquals(Cause.SILENT, client.cause());
    }

    @Test
    void whenAChannelFallsTheSilenceCountsFromItsLastSign() {
        client.on();
        client.channel(ChannelStatus.State.LIVE);
        client.synced();
        client.pass(Duration.ofSeconds(60));
        client.channel(ChannelStatus.State.DOWN);
        staysSyncedFor(Clockwork.POLL.plus(Thresholds.DEFAULT.grace()));
        assertEquals(Cause.SILENT, client.cause());
    }

    @Test
    void aChannelThatFallsAgainAndAgainMakesNoPullYounger() {
        client.on();
        client.synced();
        Duration most = Clockwork.POLL.multipliedBy(Clockwork.STRETCH).plus(Thresholds.DEFAULT.grace());
        for (int i = 0; i < 13; i++) {
            client.channel(ChannelStatus.State.LIVE);
            client.pass(most.dividedBy(13));
            client.channel(ChannelStatus.State.DOWN);
        }
        assertEquals(State.SYNCED, client.state());
        client.pass(Duration.ofMillis(1));
        assertEquals(Cause.SILENT, client.cause());
    }

    private static Clockwork withPieces() {
        Clockwork client = new Clockwork("repertoire");
        client.on();
        client.channel(ChannelStatus.State.LIVE);
        client.synced();
        return client;
    }

    @Test
    void whatComesByTheChannelAloneHasToBeShownByIt() {
        Clockwork pieces = withPieces();
        assertEquals(State.CONNECTING, pieces.state());
        assertEquals(Cause.CHANNEL_SILENT, pieces.cause());
        assertEquals(Light.AMBER, pieces.light());
        pieces.shown();
        assertEquals(Light.GREEN, pieces.light());
        client.on();
        client.synced();
        assertEquals(Light.GREEN, client.light(), "of a client where all is listed");
    }

    @Test
    void whatTheChannelShowedDecaysThoughPullsGoOn() {
        Clockwork pieces = withPieces();
        pieces.shown();
        pieces.channel(ChannelStatus.State.DOWN);
        Duration limit = Live.DEFAULT.beat().plus(Thresholds.DEFAULT.grace());
        pieces.pass(limit);
        pieces.synced();
        assertEquals(State.SYNCED, pieces.state());
        assertEquals(Duration.ofMillis(1), pieces.changesIn());
        pieces.pass(Duration.ofMillis(1));
        pieces.synced();
        assertEquals(Cause.CHANNEL_SILENT, pieces.cause());
        assertEquals(pieces.now.minusMillis(1), pieces.status().reason().since());
        pieces.write();
        assertEquals(Cause.CHANNEL_SILENT, pieces.cause(), "what waits may wait for the channel");
        pieces.acked();
        pieces.shown();
        assertEquals(Light.GREEN, pieces.light());
    }

    @Test
    void theSilenceOfTheServerIsToldBeforeThatOfTheChannel() {
        Clockwork pieces = withPieces();
        pieces.shown();
        pieces.pass(Duration.ofDays(1));
        assertEquals(Cause.SILENT, pieces.cause());
    }

    @Test
    void whatOnlyAChannelShowsIsNotKnownWhereTheClientIsSwitchedOff() {
        Clockwork pieces = new Clockwork("repertoire");
        pieces.synced();
        assertEquals(Cause.SWITCHED_OFF, pieces.cause());
        client.synced();
        assertEquals(State.SYNCED, client.state(), "the app has asked for a sync");
    }

    @Test
    void whatIsToBeDoneDependsOnHowTheChannelStands() {
        Clockwork pieces = withPieces();
        assertTrue(pieces.says().contains("which is open and has not shown it"));
        pieces.channel(ChannelStatus.State.CONNECTING);
        assertTrue(pieces.says().contains("being opened"));
        pieces.channel(ChannelStatus.State.DOWN);
        assertTrue(pieces.says().contains("by itself"));
        pieces.facts.channel = new ChannelStatus(ChannelStatus.State.DOWN, Kind.AUTH_REQUIRED, "401", pieces.now);
        assertTrue(pieces.says().contains("when somebody signs in"));
        pieces.channel(ChannelStatus.State.OFF);
        assertTrue(pieces.says().contains("does not open"));
        pieces.facts.slower = 5;
        assertTrue(pieces.says().contains("costs money"));
    }

    @Test
    void aWallClockThatJumpsMovesNoState() {
        client.on();
        client.synced();
        client.now = client.now.plus(Duration.ofDays(4000));
        assertEquals(State.SYNCED, client.state());
        client.now = client.now.minus(Duration.ofDays(8000));
        assertEquals(State.SYNCED, client.state());
        client.write();
        client.facts.pendingSince = client.now.plus(Duration.ofDays(30));
        assertEquals(client.now, client.status().pendingSince());
        assertEquals(Set.of(), client.status().warnings());
    }

    @Test
    void anotherServerBeatsStuckAndHealsOnlyByAServerThatIsRight() {
        client.on();
        client.synced();
        for (int i = 0; i < 3; i++) {
            client.failed(Cause.SERVER);
            client.pass(MOMENT);
        }
        assertEquals(State.STUCK, client.state());
        client.failed(Cause.KNOWS_LESS);
        assertEquals(State.INCOMPATIBLE, client.state());
        client.unreached();
        assertEquals(State.INCOMPATIBLE, client.state(), "an outage shows nothing of it");
        client.synced();
        assertEquals(State.SYNCED, client.state());
    }

    @Test
    void threeFailuresInQuickSuccessionAreStuckAndASuccessClearsThem() {
        client.on();
        client.failed(Cause.GARBAGE);
        client.pass(MOMENT);
        client.failed(Cause.SERVER);
        client.pass(MOMENT);
        assertEquals(State.CONNECTING, client.state());
        client.failed(Cause.SERVER);
        assertEquals(State.STUCK, client.state());
        Trouble trouble = client.status().trouble();
        assertEquals(3, trouble.attempts());
        assertEquals(List.of(Cause.SERVER, Cause.SERVER, Cause.GARBAGE), trouble.causes());
        client.synced();
        assertEquals(State.SYNCED, client.state());
        assertNull(client.status().trouble());
    }

    @Test
    void slowFailuresAreNotStuckUntilTheyHaveLastedWithSomethingPending() {
        client.on();
        client.write();
        for (int i = 0; i < 12; i++) {
            client.failed(Cause.SERVER);
            assertEquals(State.CONNECTING, client.state());
            client.pass(Duration.ofSeconds(10));
        }
        assertEquals(State.STUCK, client.state());
        client.acked();
        assertEquals(State.CONNECTING, client.state());
    }

    @Test
    void beingOfflineIsNeverStuck() {
        client.on();
        client.synced();
        client.write();
        for (int i = 0; i < 100; i++) {
            client.unreached();
            client.pass(i < 50 ? MOMENT : Duration.ofMinutes(10));
            assertEquals(State.CONNECTING, client.state());
        }
        assertEquals(Set.of(Warning.PENDING_STALE), client.status().warnings());
    }

    @Test
    void aRefusedCredentialIsSignedOutAlsoWhenSwitchedOff() {
        client.on();
        client.failed(Cause.AUTH_REQUIRED);
        assertEquals(State.DISCONNECTED, client.state());
        client.power(Power.OFF);
        assertEquals(Cause.AUTH_REQUIRED, client.cause());
        client.power(Power.CLOSED);
        assertEquals(Cause.CLOSED, client.cause());
    }

    @Test
    void whatLastsHasBegunWhenItBegan() {
        client.on();
        client.failed(Cause.SERVER);
        Instant began = client.now;
        client.pass(Duration.ofMinutes(1));
        client.failed(Cause.SERVER);
        assertEquals(began, client.status().reason().since());
        client.pass(Duration.ofMinutes(1));
        client.unreached();
        assertEquals(client.now, client.status().reason().since());
        assertEquals(began, client.status().trouble().since());
    }

    @Test
    void acksAndPendingWorkGrowStale() {
        client.on();
        client.synced();
        client.write();
        client.pass(Duration.ofSeconds(45));
        assertEquals(Set.of(), client.status().warnings());
        assertEquals(Duration.ofMillis(1), client.changesIn());
        client.pass(Duration.ofMillis(1));
        assertEquals(Set.of(Warning.ACKS_STALE), client.status().warnings());
        client.facts.contact = new Contact(client.now, client.now, client.now);
        assertEquals(Set.of(), client.status().warnings(), "something else was acknowledged");
        client.pass(Duration.ofSeconds(76));
        assertEquals(
                Set.of(Warning.ACKS_STALE, Warning.PENDING_STALE),
                client.status().warnings());
        client.acked();
        assertEquals(Set.of(), client.status().warnings());
    }

    @Test
    void anUnwellDatabaseAndAClockThatIsOffAreWarnedOf() {
        client.facts.unwell = true;
        client.facts.serverClockAhead = Duration.ofMinutes(-6);
        assertEquals(
                Set.of(Warning.DATABASE_UNWELL, Warning.CLOCK_OFF),
                client.status().warnings());
    }

    @Test
    void aHintOfThePlatformShowsUntilItIsTakenBack() {
        client.on();
        client.synced();
        client.facts.hintedOffline = client.now;
        assertEquals(Cause.OFFLINE, client.cause());
        client.facts.hintedOffline = null;
        assertEquals(State.SYNCED, client.state());
    }

    @Test
    void writersWhoAreFasterLeaveTheClientConnected() {
        client.on();
        client.synced();
        client.write();
        client.failed(Cause.CONTENDED);
        assertEquals(State.SYNCING, client.state());
        assertEquals(Cause.CONTENDED, client.cause());
    }

    @Test
    void aRebuildIsWorkUnderWay() {
        client.on();
        client.synced();
        client.facts.rebuilding = client.now;
        assertEquals(State.SYNCING, client.state());
        assertEquals(Cause.REBUILDING, client.cause());
    }

    @Test
    void limitsArePositive() {
        Thresholds good = Thresholds.DEFAULT;
        assertThrows(
                IllegalArgumentException.class,
                () -> new Thresholds(
                        Duration.ZERO,
                        good.ackStale(),
                        good.pendingStale(),
                        good.rapid(),
                        good.rapidFailures(),
                        good.stuckAfter(),
                        good.clockOff()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Thresholds(
                        good.grace(),
                        good.ackStale(),
                        good.pendingStale(),
                        good.rapid(),
                        0,
                        good.stuckAfter(),
                        good.clockOff()));
    }
}
