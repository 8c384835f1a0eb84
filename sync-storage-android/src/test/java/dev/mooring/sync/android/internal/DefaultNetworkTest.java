package dev.mooring.sync.android.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Connectivity.State;
import org.junit.jupiter.api.Test;

/** What becomes of what the platform tells of networks. */
class DefaultNetworkTest {
    private static final NetworkFacts GOOD = new NetworkFacts(false, false, true, false);
    private static final DefaultNetwork HOME =
            DefaultNetwork.NONE.available("home").facts("home", GOOD).blocked("home", false);

    @Test
    void theStateOfANetworkIsTheFirstThatApplies() {
        assertEquals(State.ONLINE, GOOD.state());
        assertEquals(State.UNKNOWN, new NetworkFacts(false, false, false, false).state(), "never validated");
        assertEquals(State.METERED, new NetworkFacts(false, false, true, true).state());
        assertEquals(State.METERED, new NetworkFacts(false, false, false, true).state(), "it costs all the same");
        assertEquals(State.OFFLINE, new NetworkFacts(true, false, false, false).state(), "a portal");
        assertEquals(State.OFFLINE, new NetworkFacts(true, false, true, true).state());
        assertEquals(State.OFFLINE, new NetworkFacts(false, true, true, false).state(), "suspended");
    }

    @Test
    void aNetworkComesInParts() {
        DefaultNetwork there = DefaultNetwork.NONE.available("home");
        assertFalse(there.isWhole(true));
        assertFalse(there.isWhole(false));
        DefaultNetwork known = there.facts("home", GOOD);
        assertFalse(known.isWhole(true), "whether it is blocked comes next");
        assertTrue(known.isWhole(false), "on an old platform that never comes");
        assertTrue(HOME.isWhole(true));
        assertEquals(State.ONLINE, HOME.state());
        assertEquals(State.OFFLINE, DefaultNetwork.NONE.state());
        assertTrue(DefaultNetwork.NONE.isWhole(true));
    }

    @Test
    void aBlockedNetworkIsNoneForThisApp() {
        DefaultNetwork dozing = HOME.blocked("home", true);
        assertEquals(State.OFFLINE, dozing.state());
        assertEquals(State.OFFLINE, dozing.facts("home", GOOD).state(), "its facts change meanwhile");
        assertEquals(HOME, dozing.blocked("home", false));
    }

    @Test
    void anotherNetworkBeginsAnew() {
        DefaultNetwork next = HOME.blocked("home", true).available("street");
        assertEquals(new DefaultNetwork("street", null, null), next);
        assertSame(HOME, HOME.available("home"), "said twice");
        assertEquals(new DefaultNetwork("street", GOOD, null), HOME.facts("street", GOOD), "without a word before");
        assertEquals(new DefaultNetwork("street", null, true), HOME.blocked("street", true));
    }

    @Test
    void onlyTheNetworkThatIsInUseCanBeLost() {
        assertSame(HOME, HOME.lost("street"));
        assertSame(DefaultNetwork.NONE, HOME.lost("home"));
    }

    @Test
    void newsIsAnotherStateOrAnotherNetwork() {
        assertFalse(
                HOME.facts("home", new NetworkFacts(false, false, true, false)).isNewsAfter(HOME));
        assertTrue(HOME.lost("home").isNewsAfter(HOME));
        assertTrue(HOME.isNewsAfter(DefaultNetwork.NONE));
        DefaultNetwork work = HOME.available("work").facts("work", GOOD).blocked("work", false);
        assertTrue(work.isNewsAfter(HOME), "where the same name may be another server");
    }
}
