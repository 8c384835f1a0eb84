package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.spi.Capabilities.Order;
import java.util.Set;

/**
 * Tries one promise of a server of any shape.
 *
 * @param promise which
 * @param orders of the servers that it is tried of
 * @param requests how many exchanges it makes at most, if a page holds a hundred
 * @param body returns if the promise is kept, and throws an {@link Ending} if not
 */
record OwnTest(Promise promise, Set<Order> orders, int requests, Body body) {
    /** What a test does. */
    interface Body {
        void run(OwnStage stage) throws Exception;
    }
}
