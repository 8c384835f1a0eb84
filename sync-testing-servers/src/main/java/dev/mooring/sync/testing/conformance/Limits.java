package dev.mooring.sync.testing.conformance;

import java.time.Duration;

/**
 * The bounds of a run, so that it ends and stays polite whatever the server does.
 *
 * @param requests how many are made at most; each frame of a socket or a stream counts as one
 * @param users how many throw-away users are made at most
 * @param answerBytes how much of one answer is read
 * @param exchange how long one exchange may take
 * @param all how long the run may take
 */
public record Limits(int requests, int users, long answerBytes, Duration exchange, Duration all) {
    /** 3,000 requests, 200 users, 16 MiB an answer, 15 s an exchange, 5 minutes in all. */
    public static final Limits DEFAULT =
            new Limits(3_000, 200, 16L << 20, Duration.ofSeconds(15), Duration.ofMinutes(5));

    public Limits {
        if (requests < 1 || users < 1 || answerBytes < 1 || exchange.toMillis() < 1 || all.toMillis() < 1) {
            throw new IllegalArgumentException("the limits of a run must be positive");
        }
    }
}
