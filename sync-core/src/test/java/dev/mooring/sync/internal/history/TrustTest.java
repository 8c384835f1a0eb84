package dev.mooring.sync.internal.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What was seen of the server's history, and for how long it counts. */
class TrustTest {
    private static final long NOW = 1_000_000_000L;
    private static final long GOOD_FOR = Duration.ofSeconds(10).toNanos();

    @Test
    void whatWasSeenCountsForAWhile() {
        Trust none = Trust.none(true);
        assertTrue(none.needsCheck(NOW));
        assertFalse(none.anchored(NOW));
        Trust checked = none.checked(NOW, false);
        assertFalse(checked.needsCheck(NOW + GOOD_FOR - 1));
        assertTrue(checked.needsCheck(NOW + GOOD_FOR));
        assertFalse(checked.anchored(NOW), "a check does not see what lies at the cursor");
        Trust pulled = checked.pulled(NOW + 1, false);
        assertTrue(pulled.anchored(NOW + GOOD_FOR));
        assertFalse(pulled.anchored(NOW + 1 + GOOD_FOR));
        assertFalse(pulled.checked(NOW + 2, false).anchored(NOW + 2), "a pull follows each check");
        assertEquals(none, pulled.lost());
    }

    @Test
    void whereThereIsNoCheckNoneIsNeeded() {
        assertFalse(Trust.none(false).needsCheck(NOW));
    }

    @Test
    void whatTheProcessSleptOverShowsNothing() {
        Trust none = Trust.none(true);
        assertEquals(none, none.checked(NOW, true));
        assertEquals(none, none.pulled(NOW, true));
        Trust before = none.checked(NOW, false).pulled(NOW, false);
        assertEquals(before, before.checked(NOW + GOOD_FOR, true), "what was seen before is as old as it was");
        assertEquals(before, before.pulled(NOW + GOOD_FOR, true));
    }
}
