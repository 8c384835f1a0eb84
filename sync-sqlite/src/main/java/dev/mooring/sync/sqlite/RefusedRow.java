package dev.mooring.sync.sqlite;

import java.time.Instant;
import java.util.UUID;

/**
 * A row with a write that was refused for good. In the app's own SQL it is a row of {@code mooring_refused}.
 *
 * @param collection of the row
 * @param key of the row, as text
 * @param reason for a person to read: the server's words, or the dialect's
 * @param since when it was refused
 * @param mutation for {@link dev.mooring.sync.recovery.ParkedMutations#retry} and {@link dev.mooring.sync.recovery.ParkedMutations#drop}
 */
public record RefusedRow(String collection, String key, String reason, Instant since, UUID mutation) {}
