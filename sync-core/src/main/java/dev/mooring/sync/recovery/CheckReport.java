package dev.mooring.sync.recovery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a check of the local database found.
 *
 * @param at when
 * @param faults for a person to read, at most a hundred; empty if all is well
 */
public record CheckReport(Instant at, List<String> faults) {
    /**
     * Copies the list.
     *
     * @param at as in {@link CheckReport}
     * @param faults as in {@link CheckReport}
     */
    public CheckReport {
        faults = Collections.unmodifiableList(new ArrayList<>(faults));
    }

    /**
     * Whether nothing was found.
     *
     * @return true for a sound database
     */
    public boolean isSound() {
        return faults.isEmpty();
    }
}
