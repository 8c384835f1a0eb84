package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.spi.Capabilities.Order;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is tried of a server of any shape. */
final class OwnTests {
    /** Where the promises stand. */
    private static final String PAGE = "your-own-calls and your-own-dialect, ";

    static final Set<Order> ALL = EnumSet.of(Order.SEQUENCE, Order.ARRIVAL, Order.KEYS);
    static final Set<Order> LOGS = EnumSet.of(Order.SEQUENCE, Order.ARRIVAL);
    static final Set<Order> SEQUENCE = EnumSet.of(Order.SEQUENCE);
    static final Set<Order> KEYS = EnumSet.of(Order.KEYS);
    static final Set<Order> NO_SEQUENCE = EnumSet.of(Order.ARRIVAL, Order.KEYS);

    private OwnTests() {}

    static List<OwnTest> all() {
        return Stream.of(
                        OwnWriteTests.all(),
                        OwnPullTests.all(),
                        OwnRaceTests.all(),
                        OwnAgainTests.all(),
                        OwnKeyTests.all(),
                        OwnClaimTests.all())
                .flatMap(each -> each)
                .toList();
    }

    static OwnTest test(
            String id, String says, String source, String client, Set<Order> orders, int requests, OwnTest.Body body) {
        return new OwnTest(new Promise(id, says, PAGE + source, client), orders, requests, body);
    }
}
