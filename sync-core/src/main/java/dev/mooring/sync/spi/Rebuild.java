package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Snapshot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rebuild under way: the server's state is fetched from the beginning and staged, to take the old state's place when it is whole.
 *
 * @param begunAt when it was begun
 * @param cursor where the next pull starts; {@link Cursor#START} at first
 * @param identity by what the server says which history this is, see {@link Page#identity()}; empty if it has not
 * @param snapshot what the history begins with, or null if it begins with nothing
 * @param changes how many are staged
 * @param bytes of those, by the length of their payloads
 */
public record Rebuild(
        Instant begunAt,
        Cursor cursor,
        String identity,
        @Nullable Snapshot snapshot,
        long changes,
        long bytes) {}
