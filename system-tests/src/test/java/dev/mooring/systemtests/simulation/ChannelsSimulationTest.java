package dev.mooring.systemtests.simulation;

import java.util.Arrays;
import java.util.List;
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

    /** At the end the channels are well, as no poll shows what they bring. */
    @Test
    void whatOnlyChannelsShowConvergesToo() throws Exception {
        int count = Seeds.COUNT == 1 ? 1 : Math.max(2, Seeds.COUNT / 8);
        Seeds.play(List.of(Family.ENTITY_SYNC), " with a repertoire", count, 4, Family::violatedWithPieces);
    }

    @Test
    void seedsThatOnceFailedStayGood() throws Exception {
        Seeds.playOnceFailed(Arrays.asList(Family.values()), "once-failed-channels-", Family::violatedByChannels);
        Seeds.playOnceFailed(List.of(Family.ENTITY_SYNC), "once-failed-pieces-", Family::violatedWithPieces);
    }
}
