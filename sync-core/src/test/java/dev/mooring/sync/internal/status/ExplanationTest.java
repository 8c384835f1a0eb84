package dev.mooring.sync.internal.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncStatus;
import dev.mooring.sync.SyncStatus.Cause;
import dev.mooring.sync.SyncStatus.Contact;
import dev.mooring.sync.SyncStatus.Progress;
import dev.mooring.sync.SyncStatus.Reason;
import dev.mooring.sync.SyncStatus.State;
import dev.mooring.sync.SyncStatus.Trouble;
import dev.mooring.sync.SyncStatus.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

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

    private static SyncStatus status(
            State state, Reason reason, long pending, Trouble trouble, Duration next, Warning... warnings) {
        return new SyncStatus(
                state,
                reason,
                Set.of(warnings),
                pending,
                0,
                0,
                0,
                Cursor.START,
                0,
                Contact.NONE,
                pending == 0 ? null : NOW.minus(Duration.ofHours(3)),
                next == null ? null : NOW.plus(next),
                trouble,
                Progress.NONE,
                NOW);
    }
}
