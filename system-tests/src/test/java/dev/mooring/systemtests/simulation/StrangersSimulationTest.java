package dev.mooring.systemtests.simulation;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * As in trouble and in recovery, and credentials are another account's for a while: nothing leaves with them, and nothing comes in or
 * goes. All rows are deleted at once elsewhere, too.
 */
@Tag("sim")
class StrangersSimulationTest {
    @Test
    void everySeedKeepsStrangersOut() throws Exception {
        int seeds = Seeds.COUNT == 1 ? 1 : Math.max(10, Seeds.COUNT / 3);
        Seeds.play(Arrays.asList(Family.values()), " with strangers", seeds, 4, Family::violatedByStrangers);
    }

    @Test
    void seedsThatOnceFailedStayGood() throws Exception {
        Seeds.playOnceFailed(List.of(Family.OP_LOG), "once-failed-strangers-", Family::violatedByStrangers);
    }
}
