package dev.mooring.sync.spi.storage;

import java.time.Instant;
import java.util.List;

/**
 * How much of the server's history is in the log that is kept, and since when.
 *
 * @param from nothing up to this position is in the log, as it was trimmed, or as no log was kept at that time; 0 if nothing is missing
 * @param marks when the log had reached which position, in the order in which they were made; as {@link ConfirmedTx#markLog} was told
 */
public record LogExtent(long from, List<Mark> marks) {
    /** All that there was. */
    public static final LogExtent WHOLE = new LogExtent(0, List.of());

    /**
     * Whether the log begins where the history does.
     *
     * @return false if something at its beginning is missing
     */
    public boolean isWhole() {
        return from == 0;
    }

    /**
     * All changes up to a position were in the log at that time.
     *
     * @param position of the last of them
     * @param at to the second
     */
    public record Mark(long position, Instant at) {}
}
