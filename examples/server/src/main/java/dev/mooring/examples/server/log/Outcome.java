package dev.mooring.examples.server.log;

import dev.mooring.examples.server.lease.Lease;

/** What becomes of an exchange. */
public sealed interface Outcome {
    /**
     * The events are stored behind the last one; a pull stores none.
     *
     * @param lease from now on
     */
    record Stored(Lease lease) implements Outcome {}

    /**
     * Exactly these events are stored already: the answer got lost.
     *
     * @param lease from now on
     */
    record Replayed(Lease lease) implements Outcome {}

    /**
     * Nothing is stored.
     *
     * @param reason for the counters
     * @param error for people
     */
    record Refused(Reason reason, String error) implements Outcome {}

    /** Why nothing is stored. */
    enum Reason {
        /** The client follows another history. */
        HISTORY,
        /** Somebody else wrote since the client was told its token. */
        FENCED,
        /** The client's marker is not the end of the log, or its events have gaps. */
        GAP,
        /** One of the mutations is stored at another place. */
        ELSEWHERE
    }
}
