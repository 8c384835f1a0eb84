package dev.mooring.examples.server.http;

import java.io.Serial;

/** A request that is not answered as it was meant. */
final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final boolean ofEvents;

    Refusal(int status, String error) {
        this(status, error, false);
    }

    private Refusal(int status, String error, boolean ofEvents) {
        super(error, null, false, false);
        this.status = status;
        this.ofEvents = ofEvents;
    }

    /** What is refused is not the client, but what it pushes. */
    static Refusal ofEvents(int status, String error) {
        return new Refusal(status, error, true);
    }

    /** The answer. */
    String json() {
        String error = Answers.error(getMessage());
        return ofEvents
                ? "{\"events_accepted\":false," + error.substring(1, error.length() - 1) + ",\"response\":null}"
                : error;
    }

    int status() {
        return status;
    }

    /** What cannot be read. */
    static Refusal malformed(String error) {
        return new Refusal(400, error);
    }

    /** What is larger than the limits. */
    static Refusal tooLarge(String error) {
        return new Refusal(413, error);
    }
}
