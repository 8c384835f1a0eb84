package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.Capabilities.Order;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the kit finds of good servers of any shape. */
class OwnConformanceTest {
    private static void assertKept(Order order, List<String> notOffered) throws Exception {
        Report report =
                OwnConformance.of(new OwnStandIn(() -> new OwnBook(order))).run();
        Verdicts.assertBroken(report, List.of());
        assertEquals(notOffered, Verdicts.ids(report, Verdict.NOT_OFFERED), report::text);
        assertEquals(0, report.exitCode());
    }

    @Test
    void aSequenceKeepsAllThatItClaims() throws Exception {
        assertKept(Order.SEQUENCE, List.of("own-left-out"));
    }

    @Test
    void aLogKeepsAllThatItClaims() throws Exception {
        assertKept(Order.ARRIVAL, List.of("own-left-out", "check-agrees"));
    }

    @Test
    void keysKeepAllThatIsClaimed() throws Exception {
        assertKept(Order.KEYS, List.of("lists-all", "check-agrees"));
    }

    @Test
    void aPlanSendsNothing() throws Exception {
        String plan =
                OwnConformance.of(new OwnStandIn(() -> new OwnBook(Order.KEYS))).plan();
        assertTrue(plan.contains("conflict-told: "), plan);
    }
}
