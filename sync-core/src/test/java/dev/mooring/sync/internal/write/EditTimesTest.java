package dev.mooring.sync.internal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When an edit on top of another was made. */
class EditTimesTest {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00.500Z");

    @Test
    void anEditIsMadeNowWhereNothingIsLater() {
        assertEquals(NOON, EditTimes.later(NOON, null));
        assertEquals(NOON, EditTimes.later(NOON, NOON.minusMillis(1)));
    }

    @Test
    void anEditIsAMillisecondAfterWhatItReplaces() {
        assertEquals(NOON.plusMillis(1), EditTimes.later(NOON, NOON));
        assertEquals(NOON.plusSeconds(7200).plusMillis(1), EditTimes.later(NOON, NOON.plusSeconds(7200)));
    }

    @Test
    void whatIsCutToMillisecondsOnItsWayIsLaterAllTheSame() {
        Instant replaced = NOON.plusNanos(600_000);
        assertEquals(NOON.plusMillis(2), EditTimes.later(NOON.plusNanos(900_000), replaced));
        assertEquals(NOON.plusMillis(2), EditTimes.later(NOON, replaced));
        assertEquals(NOON.plusMillis(1), EditTimes.later(NOON.plusMillis(1), NOON.plusNanos(600_000)));
    }
}
