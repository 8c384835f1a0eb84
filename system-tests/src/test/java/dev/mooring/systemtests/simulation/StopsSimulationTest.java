package dev.mooring.systemtests.simulation;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As in recovery or with two users, and processes are stopped at any point and wake when another one may have taken over. */
@Tag("sim")
class StopsSimulationTest {
    @Test
    void everySeedConvergesThroughStops() throws Exception {
        Seeds.play(Arrays.asList(Family.values()), " with stops", Family::violatedByStops);
    }

    @Test
    void seedsThatOnceFailedStayGood() throws Exception {
        Seeds.playOnceFailed(Arrays.asList(Family.values()), "once-failed-stops-", Family::violatedByStops);
    }
}
