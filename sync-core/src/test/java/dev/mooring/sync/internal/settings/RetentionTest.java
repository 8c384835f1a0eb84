package dev.mooring.sync.internal.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.storage.LogExtent;
import dev.mooring.sync.spi.storage.LogExtent.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void byDefaultAllIsKept() {
        assertFalse(Retention.ALL.trims());
        assertEquals(0, Retention.ALL.upTo(1_000_000, LogExtent.WHOLE, NOW));
        assertNull(Retention.ALL.marked(1_000_000, LogExtent.WHOLE, NOW));
    }

    @Test
    void theLastPositionsAreKept() {
        Retention ten = new Retention(10, null);
        assertEquals(0, ten.upTo(10, LogExtent.WHOLE, NOW));
        assertEquals(1, ten.upTo(11, LogExtent.WHOLE, NOW));
        assertEquals(0, ten.upTo(11, new LogExtent(1, List.of()), NOW), "it is gone already");
        assertEquals(0, ten.upTo(-1, LogExtent.WHOLE, NOW), "a server without positions");
        assertNull(ten.marked(11, LogExtent.WHOLE, NOW));
    }

    @Test
    void theSoonerOfTwoBoundsCounts() {
        LogExtent extent = new LogExtent(0, List.of(new Mark(5, NOW.minus(DAY))));
        assertEquals(90, new Retention(10, DAY).upTo(100, extent, NOW));
        assertEquals(5, new Retention(99, DAY).upTo(100, extent, NOW));
    }

    /** Whatever the pace, no change goes before its time, and each has gone a sixteenth later, as far as there are syncs. */
    @Test
    void aChangeIsKeptForItsTimeAndASixteenthLonger() {
        Random random = new Random(3);
        Retention retention = new Retention(0, DAY);
        LogExtent extent = LogExtent.WHOLE;
        Instant[] at = new Instant[5_000];
        Instant now = NOW;
        long position = 0;
        int most = 0;
        for (int sync = 0; sync < 1_000; sync++) {
            now = now.plusSeconds(random.nextInt(3_000));
            for (int more = random.nextInt(5); more > 0; more--) {
                at[(int) ++position] = now;
            }
            List<Mark> marks = retention.marked(position, extent, now);
            extent = new LogExtent(extent.from(), marks == null ? extent.marks() : marks);
            long upTo = retention.upTo(position, extent, now);
            if (upTo > 0) {
                assertFalse(at[(int) upTo].isAfter(now.minus(DAY)), "position " + upTo + " went too soon");
                extent = new LogExtent(upTo, extent.marks());
            }
            most = Math.max(most, extent.marks().size());
            Instant last = now.minus(DAY).minus(DAY.dividedBy(16)).minusSeconds(3_001);
            boolean kept = extent.from() < position;
            assertTrue(!kept || at[(int) extent.from() + 1].isAfter(last), "position " + extent.from() + " stayed");
        }
        assertTrue(most <= 18, most + " marks");
        assertTrue(extent.from() > 0);
    }

    @Test
    void aClockThatWasAheadHoldsNothingUp() {
        Retention retention = new Retention(0, DAY);
        LogExtent ahead = new LogExtent(0, List.of(new Mark(5, NOW.plus(Duration.ofDays(900)))));
        assertNull(retention.marked(5, ahead, NOW));
        List<Mark> marks = retention.marked(9, ahead, NOW.plus(DAY));
        assertNull(marks, "what was marked in the future counts from now on");
        LogExtent later = new LogExtent(0, List.of(new Mark(5, NOW), new Mark(9, NOW.plus(DAY))));
        assertNotNull(retention.marked(12, later, NOW.plus(DAY).plus(DAY)));
        assertEquals(9, retention.upTo(12, later, NOW.plus(DAY).plus(DAY)));
    }
}
