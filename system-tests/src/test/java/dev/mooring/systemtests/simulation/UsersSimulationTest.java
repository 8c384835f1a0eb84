package dev.mooring.systemtests.simulation;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As in trouble, and two users take turns at each device, where a world has two. */
@Tag("sim")
class UsersSimulationTest {
    private static final List<Family> FAMILIES = List.of(Family.EVENT_LOG, Family.ENTITY_SYNC);

    @Test
    void everySeedKeepsUsersApart() throws Exception {
        Seeds.play(FAMILIES, " with two users", Family::violatedByUsers);
    }

    @Test
    void seedsThatOnceFailedStayGood() throws Exception {
        Seeds.playOnceFailed(FAMILIES, "once-failed-users-", Family::violatedByUsers);
    }
}
