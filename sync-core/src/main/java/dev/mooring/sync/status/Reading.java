package dev.mooring.sync.status;

/**
 * How far the messages of the server are read in which its changes come. It counts those whose length is told before they are read, as a
 * binary channel does.
 *
 * @param bytes read
 * @param length of these messages; 0 as long as there was none
 */
public record Reading(long bytes, long length) {
    /** Nothing yet. */
    public static final Reading NONE = new Reading(0, 0);
}
