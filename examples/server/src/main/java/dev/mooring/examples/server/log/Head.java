package dev.mooring.examples.server.log;

import dev.mooring.examples.server.lease.Lease;

/**
 * What the server knows of a log besides its events.
 *
 * @param history which history of the database this is; a restored backup has another
 * @param latest the last sequence, 0 for an empty log
 * @param count how many events are there; less than {@code latest} once some were dropped
 * @param compactedTo at or below it, events may have been dropped
 * @param lease who writes
 * @param inbox what waits for the lease
 */
public record Head(String history, long latest, long count, long compactedTo, Lease lease, Inbox inbox) {

    /**
     * The server's own events that wait until the lease ends, or its holder comes by.
     *
     * @param first the place of the first one
     * @param next the place of the next one to come
     */
    public record Inbox(long first, long next) {
        /** No event has ever waited. */
        public static final Inbox EMPTY = new Inbox(0, 0);

        /** How many wait. */
        public long size() {
            return next - first;
        }
    }

    /** A log that nobody has written to. */
    public static Head empty(String history) {
        return new Head(history, 0, 0, 0, Lease.NONE, Inbox.EMPTY);
    }

    /** With so many more events, and a lease. */
    public Head grown(int events, Lease lease) {
        return new Head(history, latest + events, count + events, compactedTo, lease, inbox);
    }

    /** With fewer events: up to here, some were dropped. */
    public Head shrunk(int events, long upTo) {
        return new Head(history, latest, count - events, upTo, lease, inbox);
    }

    /** With another inbox. */
    public Head with(Inbox other) {
        return new Head(history, latest, count, compactedTo, lease, other);
    }

    /** With another lease. */
    public Head with(Lease other) {
        return new Head(history, latest, count, compactedTo, other, inbox);
    }
}
