package dev.mooring.examples.server.log;

import java.util.List;

/**
 * A part of a log.
 *
 * @param events as JSON, ascending
 * @param more whether there are more behind the last one
 */
public record Page(List<String> events, boolean more) {
    /** The most events of a page. */
    public static final int MOST_EVENTS = 1000;

    /** A page ends with the event that reaches so many bytes. */
    public static final long MOST_BYTES = 4L << 20;

    /** Nothing. */
    public static final Page EMPTY = new Page(List.of(), false);
}
