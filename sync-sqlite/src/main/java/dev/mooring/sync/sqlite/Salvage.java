package dev.mooring.sync.sqlite;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.text.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What was read of the mutations in a damaged database file. Each binding has a method that salvages a file. It writes what can be read of
 * the mutations to {@linkplain dev.mooring.sync.recovery.ExportFile exports}, which a client can
 * {@linkplain dev.mooring.sync.recovery.Recovery#importFrom import} into a new file: pending, superseded and quarantined ones, and those
 * that other users have left behind.
 *
 * <p>Writes to synced tables that the library has not taken in yet are no mutations yet, and stay in those tables. The faults say how many
 * there are.
 *
 * @param parts one file for each identity that has mutations, the storage's own first
 * @param faults what could not be read, for a person to read
 */
public record Salvage(List<Part> parts, List<String> faults) {
    public Salvage {
        parts = Collections.unmodifiableList(new ArrayList<>(parts));
        List<String> shown = new ArrayList<>(faults.size());
        for (String fault : faults) {
            shown.add(Shown.words(fault));
        }
        faults = Collections.unmodifiableList(shown);
    }

    /**
     * How many mutations were read.
     *
     * @return of all identities
     */
    public long mutations() {
        long sum = 0;
        for (Part part : parts) {
            sum += part.mutations();
        }
        return sum;
    }

    /**
     * One export file.
     *
     * @param identity whose mutations these are
     * @param file the export
     * @param mutations how many
     */
    public record Part(ServerIdentity identity, Path file, long mutations) {}
}
