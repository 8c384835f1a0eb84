package dev.mooring.sync.testing;

import java.time.Duration;

/**
 * How one exchange goes.
 *
 * @param kind what goes wrong
 * @param toServer how long the request is under way
 * @param toClient how long the answer, and each slice of it, is under way; for {@link Kind#LATE}, how much later the
 *     request arrives; for a throttled one, what the server asks for
 * @param slices for {@link Kind#CUT}: how many slices come through
 */
public record Fault(Kind kind, Duration toServer, Duration toClient, int slices) {
    /** Nothing goes wrong, and it takes no time. */
    public static final Fault NONE = of(Kind.NONE);

    /**
     * A fault that takes no time.
     *
     * @param kind what goes wrong
     * @return the fault
     */
    public static Fault of(Kind kind) {
        return new Fault(kind, Duration.ZERO, Duration.ZERO, 0);
    }

    /**
     * The same, taking time.
     *
     * @param request {@link #toServer}
     * @param answer {@link #toClient}
     * @return a copy
     */
    public Fault taking(Duration request, Duration answer) {
        return new Fault(kind, request, answer, slices);
    }

    /**
     * A pull that breaks off.
     *
     * @param slices how many come through
     * @return the fault
     */
    public static Fault cutAfter(int slices) {
        return new Fault(Kind.CUT, Duration.ZERO, Duration.ZERO, slices);
    }

    /** What goes wrong. "After" means that the server has processed the request by then. */
    public enum Kind {
        /** Nothing. */
        NONE,
        /** No connection: surely not sent. */
        REFUSED,
        /** The request gets lost: the server never sees it, the client cannot know. */
        REQUEST_LOST,
        /** The server processes the request, the answer gets lost. */
        RESPONSE_LOST,
        /** The client gives up, and later the request arrives all the same. */
        LATE,
        /** The request arrives twice; the client sees the second answer. Never done to an API call. */
        DUPLICATED,
        /** Answered 500 or 502 instead of being processed. */
        FAILED_BEFORE,
        /** Processed, and answered 500 or 502. */
        FAILED_AFTER,
        /** Answered 429 or 503 instead of being processed. */
        THROTTLED_BEFORE,
        /** Processed, and answered 429 or 503. */
        THROTTLED_AFTER,
        /** Answered with something else than the dialect, such as a login page, by somebody in between. */
        GARBAGE_BEFORE,
        /** Processed, and the answer arrives as garbage. */
        GARBAGE_AFTER,
        /** Processed, and the answer breaks off after some slices. */
        CUT,
        /** The credential is refused; nothing is processed. */
        AUTH
    }
}
