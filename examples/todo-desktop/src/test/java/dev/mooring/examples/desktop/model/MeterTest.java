package dev.mooring.examples.desktop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.status.Flow;
import dev.mooring.sync.status.Progress;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Counts;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.SyncStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When there is a progress bar, and what it says. */
class MeterTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");
    private static final Contact HEARD = new Contact(NOW, NOW, NOW);

    @Test
    void theFirstFetchSaysHowFarItIsAndHowLongItTakes() {
        Flow pull = new Flow(1240, 300_000, 3000L, 500.0, Duration.ofSeconds(4));
        Meter meter = Meter.of(status(State.SYNCING, null, 0, Contact.NONE, new Progress(Flow.NONE, pull)));
        assertEquals(new Meter("Fetching the list", 1240 / 3000.0, "1,240 of 3,000 changes, 4 s left"), meter);
    }

    @Test
    void aLongDrainHasABar() {
        Flow push = new Flow(50, 5000, 200L, null, null);
        Meter meter = Meter.of(status(State.SYNCING, null, 150, HEARD, new Progress(push, Flow.NONE)));
        assertEquals(new Meter("Sending", 0.25, "50 of 200 edits"), meter);
    }

    @Test
    void whereNobodyKnowsHowMuchThereIsTheBarHasNoEnd() {
        Flow pull = new Flow(400, 5000, null, null, null);
        Meter meter = Meter.of(status(State.SYNCING, null, 0, HEARD, new Progress(Flow.NONE, pull)));
        assertEquals(new Meter("Catching up", -1, "400 changes"), meter);
    }

    @Test
    void aRebuildHasABarHoweverShortItIs() {
        Flow pull = new Flow(2, 50, 9L, null, null);
        Reason rebuilding = new Reason(Cause.REBUILDING, "fetched anew", NOW);
        Meter meter = Meter.of(status(State.SYNCING, rebuilding, 0, HEARD, new Progress(Flow.NONE, pull)));
        assertEquals("2 of 9 changes", meter.detail());
    }

    @Test
    void whatIsOverInABlinkHasNone() {
        Progress few = new Progress(new Flow(1, 9, 2L, null, null), new Flow(3, 90, 5L, null, null));
        assertNull(Meter.of(status(State.SYNCING, null, 1, HEARD, few)));
    }

    @Test
    void whatIsOverHasNone() {
        Progress all = new Progress(Flow.NONE, new Flow(3000, 90, 3000L, null, null));
        assertNull(Meter.of(status(State.SYNCED, null, 0, HEARD, all)));
        assertNull(Meter.of(status(State.SYNCING, null, 1, HEARD, all)));
    }

    private static SyncStatus status(
            State state, @Nullable Reason reason, long pending, Contact contact, Progress progress) {
        return new SyncStatus(
                state,
                reason,
                Set.of(),
                new Counts(pending, 0, 0, 0, 0, 0),
                null,
                Cursor.START,
                9,
                contact,
                null,
                null,
                null,
                progress,
                ChannelStatus.NONE,
                NOW);
    }
}
