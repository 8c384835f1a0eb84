package dev.mooring.examples.server.http;

import java.io.Serial;

/** A request that is not answered as it was meant. */
final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    Refusal(int status, String error) {
        super(error, null, false, false);
        this.status = status;
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
