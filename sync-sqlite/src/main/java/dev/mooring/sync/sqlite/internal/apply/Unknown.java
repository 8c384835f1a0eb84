package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.spi.text.Shown;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts changes of collections that nobody here knows. The names are the server's, so their lengths and their number are bounded.
 * Thread-safe.
 */
public final class Unknown {
    /** How many are counted by name. */
    static final int MOST = 1_000;

    /** Stands for all others. */
    public static final String OTHERS = "…";

    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.sqlite");

    private final Map<String, Long> counts = new TreeMap<>();

    void count(String collection) {
        String name = Shown.name(collection);
        boolean first;
        synchronized (counts) {
            if (counts.size() >= MOST && !counts.containsKey(name)) {
                name = OTHERS;
            }
            first = counts.merge(name, 1L, Long::sum) == 1;
        }
        if (first) {
            LOG.warn("changes of {} are passed over: it is no synced table, and there is no handler for others", name);
        }
    }

    /** How many, by the name of the collection as it may be shown. */
    public Map<String, Long> counts() {
        synchronized (counts) {
            return Collections.unmodifiableMap(new TreeMap<>(counts));
        }
    }
}
