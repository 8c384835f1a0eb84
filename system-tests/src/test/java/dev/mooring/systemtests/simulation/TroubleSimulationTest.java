package dev.mooring.systemtests.simulation;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Credentials run out, disks fill up, clocks jump by years. */
@Tag("sim")
class TroubleSimulationTest {
    @Test
    void everySeedConvergesThroughTrouble() throws Exception {
        Seeds.play(Arrays.asList(Family.values()), " in trouble", Family::violatedInTrouble);
    }

    @Test
    void seedsThatOnceFailedStayGood() throws Exception {
        Seeds.playOnceFailed(Arrays.asList(Family.values()), "once-failed-trouble-", Family::violatedInTrouble);
    }
}
