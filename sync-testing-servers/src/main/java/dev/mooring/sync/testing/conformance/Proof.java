package dev.mooring.sync.testing.conformance;

import java.util.ArrayList;
import java.util.List;

/** The last exchanges of a test. Thread-safe. */
final class Proof {
    private static final int REMEMBERED = 8;

    private final List<Exchange> exchanges = new ArrayList<>();

    synchronized void remember(Exchange exchange) {
        exchanges.add(exchange);
        if (exchanges.size() > REMEMBERED) {
            exchanges.remove(0);
        }
    }

    /** Oldest first. */
    synchronized List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }
}
