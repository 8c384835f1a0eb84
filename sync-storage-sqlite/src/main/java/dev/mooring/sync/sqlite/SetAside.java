package dev.mooring.sync.sqlite;

import dev.mooring.sync.spi.Shown;
import java.time.Instant;

/**
 * A row that is not in the app's table as the server has it, and why.
 *
 * @param collection of the row
 * @param key of the row
 * @param reason what is in the way: a constraint, or what is wrong with the change
 * @param waitsFor the collection of the row that has to come or go first; empty if none is known
 * @param waitsForKey the key of that row; empty if it may be any
 * @param since when it was set aside
 */
public record SetAside(
        String collection, String key, String reason, String waitsFor, String waitsForKey, Instant since) {
    public SetAside {
        reason = Shown.words(reason);
    }
}
