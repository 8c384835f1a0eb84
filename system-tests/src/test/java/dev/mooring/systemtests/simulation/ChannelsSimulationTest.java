package dev.mooring.systemtests.simulation;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Devices with live channels that skip, repeat, delay, lie, freeze and die, in fair weather, in trouble and in recovery, or where
 * processes are stopped. At the end all channels are dead, and polls alone must bring everything.
 */
@Tag("sim")
class ChannelsSimulationTest {
    @Test
    void everySeedConvergesWhateverChannelsSay() throws Exception {
        Seeds.play(Arrays.asList(Family.values()), " with channels", Family::violatedByChannels);
    }

    @Test
    void seedsThatOnceFailedStayGood() throws Exception {
        Seeds.playOnceFailed(Arrays.asList(Family.values()), "once-failed-channels-", Family::violatedByChannels);
    }
}
