package dev.mooring.sync.internal.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.status.Progress;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Counts;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
import dev.mooring.sync.status.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private ChannelStatus channel = ChannelStatus.NONE;

    @Test
    void greenSaysThatAllIsHereAndThere() {
        assertEquals(
                "Everything is here, and everything that was written here is at the server."
                        + " The next attempt is due in 10 seconds.",
                status(State.SYNCED, null, 0, null, Duration.ofSeconds(10)).explain());
    }

    @Test
    void offlineSaysWhatWaitsWhySinceWhenAndWhatHappensNext() {
        SyncStatus offline = status(
                State.CONNECTING,
                new Reason(Cause.OFFLINE, "pull got no answer (ConnectException)", NOW.minusSeconds(300)),
                2,
                new Trouble(4, NOW.minusSeconds(300), List.of(Cause.OFFLINE), List.of("nobody")),
                Duration.ofSeconds(61),
                Warning.PENDING_STALE);
        assertEquals(
                "On the way to the server. The reason, for 5 minutes: pull got no answer (ConnectException)."
                        + " 4 attempts have failed in 5 minutes."
                        + " 2 changes wait here to be acknowledged, the oldest for 3 hours. Nothing of it is lost."
                        + " Some of it has been waiting for long. The next attempt is due in 1 minute.",
                offline.explain());
    }

    @Test
    void switchedOffSaysThatNothingIsTried() {
        Reason off = new Reason(Cause.SWITCHED_OFF, "the client is switched off", NOW);
        assertEquals(
                "Syncing is switched off. 1 change waits here to be acknowledged, the oldest for 3 hours."
                        + " Nothing of it is lost. Nothing is tried until it is asked for.",
                status(State.DISCONNECTED, off, 1, null, null).explain());
    }

    @Test
    void anotherServerIsSaidToBeOneAndTheWayOutIsNamed() {
        Reason less =
                new Reason(Cause.KNOWS_LESS, "the server's log ends at sequence 0", NOW.minus(Duration.ofDays(3)));
        assertEquals(
                "The server is not the one that this device knows, so nothing is sent to it."
                        + " The reason, for 3 days: the server's log ends at sequence 0."
                        + " It is looked at again now and then; if it stays so, a rebuild fetches everything anew"
                        + " and keeps what waits.",
                status(State.INCOMPATIBLE, less, 0, null, Duration.ofSeconds(30))
                        .explain());
    }

    @Test
    void whatWasRefusedIsNotSaidToBeAtTheServer() {
        String next = " The next attempt is due in 10 seconds.";
        assertEquals(
                "Everything is here and at the server but for what is named next."
                        + " 1 change was refused by the server and can be retried or let go." + next,
                counted(0, 1, 0).explain());
        assertEquals(
                "Everything is here and at the server but for what is named next."
                        + " 2 rows of the server cannot be shown here as something is in the way;"
                        + " they are kept and come when that is gone." + next,
                counted(0, 0, 2).explain());
        assertEquals(
                "Everything is here, and what stands here is at the server."
                        + " 3 changes have lost against a change of somebody else and can be made again." + next,
                counted(3, 0, 0).explain());
    }

    @Test
    void whatWaitsBehindARefusedOneIsSaidToDoSo() {
        SyncStatus waiting = status(State.SYNCING, null, 1, 0, 1, 0, null, null);
        assertEquals(
                "Connected; changes are on their way. 1 change waits here to be acknowledged, the oldest for 3 hours."
                        + " Nothing of it is lost. 1 change was refused by the server and can be retried or let go;"
                        + " later changes of the same thing wait for that. Nothing is tried until it is asked for.",
                waiting.explain());
    }

    @Test
    void theChannelHasASentenceUnlessItIsOff() {
        String all = "Everything is here, and everything that was written here is at the server.";
        String next = " The next attempt is due in 10 seconds.";
        channel = new ChannelStatus(ChannelStatus.State.LIVE, null, "", NOW);
        assertEquals(
                all + " A channel tells of news as soon as there is any." + next,
                counted(0, 0, 0).explain());
        channel = new ChannelStatus(ChannelStatus.State.CONNECTING, null, "", NOW);
        assertEquals(
                all + " The channel that tells of news is being opened." + next,
                counted(0, 0, 0).explain());
        channel = new ChannelStatus(
                ChannelStatus.State.DOWN, WakeUps.Kind.BUSY, "the server said 503", NOW.minusSeconds(120));
        assertEquals(
                all + " The channel that tells of news is down, for 2 minutes, so the server is asked now and then:"
                        + " the server said 503." + next,
                counted(0, 0, 0).explain());
    }

    private SyncStatus counted(long superseded, long quarantined, long setAside) {
        return status(State.SYNCED, null, 0, superseded, quarantined, setAside, null, Duration.ofSeconds(10));
    }

    private SyncStatus status(
            State state, Reason reason, long pending, Trouble trouble, Duration next, Warning... warnings) {
        return status(state, reason, pending, 0, 0, 0, trouble, next, warnings);
    }

    private SyncStatus status(
            State state,
            Reason reason,
            long pending,
            long superseded,
            long quarantined,
            long setAside,
            Trouble trouble,
            Duration next,
            Warning... warnings) {
        return new SyncStatus(
                state,
                reason,
                Set.of(warnings),
                new Counts(pending, 0, superseded, quarantined, setAside, 0),
                null,
                Cursor.START,
                0,
                Contact.NONE,
                pending == 0 ? null : NOW.minus(Duration.ofHours(3)),
                next == null ? null : NOW.plus(next),
                trouble,
                Progress.NONE,
                channel,
                NOW);
    }
}
