package dev.mooring.sync.internal.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.history.Succession.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a new history is taken over by itself: every combination of what can be known of it. */
class SuccessionTest {
    private static final boolean[] BOTH = {false, true};
    private static final long[] IN_COMMON = {ChangeHandler.Resetting.UNKNOWN, 0, 1, 1_000_000};

    @Test
    void whereNothingWasConfirmedWhateverTheServerHasIsTaken() {
        for (boolean snapshot : BOTH) {
            for (long inCommon : IN_COMMON) {
                for (boolean logged : BOTH) {
                    for (boolean shown : BOTH) {
                        assertNull(Succession.judge(new Evidence(false, snapshot, inCommon, logged, shown)));
                    }
                }
            }
        }
    }

    @Test
    void whatShowsSomethingThatWasConfirmedIsTaken() {
        for (boolean snapshot : BOTH) {
            for (long inCommon : IN_COMMON) {
                for (boolean logged : BOTH) {
                    assertNull(Succession.judge(new Evidence(true, snapshot, inCommon, logged, true)));
                }
            }
        }
    }

    /** What nothing but the snapshot speaks for. */
    @ParameterizedTest
    @CsvSource({
        // snapshot, in common, logged, why not
        "true, -1, false, ", // An app that cannot compare has it installed.
        "true, -1, true, ",
        "true, 1, false, ",
        "true, 1, true, ",
        "true, 1000000, true, ",
        "true, 0, false, OTHER_HISTORY",
        "true, 0, true, OTHER_HISTORY",
        "false, -1, false, KNOWS_LESS",
        "false, 0, false, KNOWS_LESS",
        "false, 1, false, KNOWS_LESS", // Without a snapshot there is nothing to compare.
        "false, -1, true, OTHER_HISTORY",
        "false, 0, true, OTHER_HISTORY",
        "false, 1, true, OTHER_HISTORY"
    })
    void theRestIsDecidedByTheSnapshotAndTheLog(boolean snapshot, long inCommon, boolean logged, Mismatch why) {
        assertEquals(why, Succession.judge(new Evidence(true, snapshot, inCommon, logged, false)));
    }
}
