package dev.mooring.sync.recovery;

import dev.mooring.sync.spi.text.Shown;
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
    public CheckReport {
        List<String> shown = new ArrayList<>(faults.size());
        for (String fault : faults) {
            shown.add(Shown.words(fault));
        }
        faults = Collections.unmodifiableList(shown);
    }

    /**
     * Whether the check found no faults.
     *
     * @return true for a sound database
     */
    public boolean isSound() {
        return faults.isEmpty();
    }
}
