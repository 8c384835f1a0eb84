package dev.mooring.systemtests.simulation;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As in trouble, and the server becomes another one, and apps rebuild. */
@Tag("sim")
class RecoverySimulationTest {
    @Test
    void everySeedConvergesThroughRecovery() throws Exception {
        Seeds.play(Arrays.asList(Family.values()), " in recovery", Family::violatedInRecovery);
    }

    @Test
    void seedsThatOnceFailedStayGood() throws Exception {
        Seeds.playOnceFailed(Arrays.asList(Family.values()), "once-failed-recovery-", Family::violatedInRecovery);
    }
}
