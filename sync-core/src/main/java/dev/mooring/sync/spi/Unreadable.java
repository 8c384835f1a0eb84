package dev.mooring.sync.spi;

/**
 * A row of the server that the dialect could not read, see {@link ChangeSink.Incoming#unreadable}.
 *
 * @param collection of the row; empty where that could not be read either
 * @param key of the row, or by what the server names it
 * @param reason for a person to read
 * @param listing the listing in which it was told last
 */
public record Unreadable(String collection, String key, String reason, long listing) {
    /**
     * Shows the words of outside as a line.
     *
     * @param collection as in {@link Unreadable}
     * @param key as in {@link Unreadable}
     * @param reason as in {@link Unreadable}
     * @param listing as in {@link Unreadable}
     */
    public Unreadable {
        reason = Shown.words(reason);
    }
}
