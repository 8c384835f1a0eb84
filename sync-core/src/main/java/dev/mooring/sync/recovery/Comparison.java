package dev.mooring.sync.recovery;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.Nullable;

/**
 * What a mutation does to what the server has confirmed of its key. Both sides have the same form: payloads where the server keeps keys, and
 * rows as JSON objects by column where they come from synced tables over a log.
 *
 * @param confirmed what the server is known to hold; null if there is nothing, or it is gone
 * @param written the same with the mutation on top; null if it deletes
 */
@Beta
public record Comparison(
        @Nullable String confirmed, @Nullable String written) {}
