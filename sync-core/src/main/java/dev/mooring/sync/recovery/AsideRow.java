package dev.mooring.sync.recovery;

import dev.mooring.sync.Beta;
import dev.mooring.sync.spi.text.Shown;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the server that is not in the app's tables, and why.
 *
 * @param collection of the row; empty where that could not be read
 * @param key of the row, or the server's own name of it
 * @param reason why, for a person to read
 * @param waitsFor the collection of the row that has to come or go first; empty if none is known
 * @param waitsForKey the key of that row; empty if any row of the collection may be the one
 * @param since when it was set aside; null if the storage does not know
 */
@Beta
public record AsideRow(
        String collection,
        String key,
        String reason,
        String waitsFor,
        String waitsForKey,
        @Nullable Instant since) {
    public AsideRow {
        reason = Shown.words(reason);
    }
}
