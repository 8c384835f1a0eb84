package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.spi.Shown;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts changes of collections that nobody here knows. Thread-safe. */
public final class Unknown {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.sqlite");

    private final Map<String, Long> counts = new TreeMap<>();

    void count(String collection) {
        boolean first;
        synchronized (counts) {
            first = counts.merge(collection, 1L, Long::sum) == 1;
        }
        if (first) {
            LOG.warn(
                    "changes of {} are passed over: it is no synced table, and there is no handler for others",
                    Shown.name(collection));
        }
    }

    /** How many, by collection. */
    public Map<String, Long> counts() {
        synchronized (counts) {
            return Collections.unmodifiableMap(new TreeMap<>(counts));
        }
    }
}
