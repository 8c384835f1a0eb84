package dev.mooring.sync.spi.storage;

import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.text.Shown;

/**
 * A row of the server that the dialect could not read, see {@link ChangeSink.Incoming#unreadable}.
 *
 * @param collection of the row; empty where that could not be read either
 * @param key of the row, or the server's own name of it
 * @param reason for a person to read
 * @param listing number of the listing that showed it last
 */
public record Unreadable(String collection, String key, String reason, long listing) {
    public Unreadable {
        reason = Shown.words(reason);
    }
}
