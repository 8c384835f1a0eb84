package dev.mooring.sync.sqlite;

import dev.mooring.sync.spi.text.Shown;
import java.time.Instant;

/**
 * A row of the server that could not be written into the app's table, and why.
 *
 * @param collection of the row
 * @param key of the row
 * @param reason why, for a person to read: a constraint that it violates, or what is wrong with the change
 * @param waitsFor the collection of the row that has to come or go first; empty if none is known
 * @param waitsForKey the key of that row; empty if any row of the collection may be the one
 * @param since when it was set aside
 */
public record SetAside(
        String collection, String key, String reason, String waitsFor, String waitsForKey, Instant since) {
    public SetAside {
        reason = Shown.words(reason);
    }
}
