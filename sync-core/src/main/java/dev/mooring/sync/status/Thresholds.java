package dev.mooring.sync.status;

import java.time.Duration;

/**
 * From when on a status is shown.
 *
 * @param grace how long after the poll interval a silent server is believed to have nothing new; 30 s by default
 * @param ackStale 45 s by default
 * @param pendingStale 2 minutes by default
 * @param rapid failures that follow one another within this time count as rapid; 2 s by default
 * @param rapidFailures so many rapid ones are {@code STUCK}; 3 by default
 * @param stuckAfter failing for so long with pending mutations is {@code STUCK}; 2 minutes by default
 * @param clockOff 5 minutes by default
 */
public record Thresholds(
        Duration grace,
        Duration ackStale,
        Duration pendingStale,
        Duration rapid,
        int rapidFailures,
        Duration stuckAfter,
        Duration clockOff) {
    /**
     * Refuses what is not positive.
     *
     * @throws IllegalArgumentException if a limit is zero or negative
     */
    public Thresholds {
        Duration[] all = {grace, ackStale, pendingStale, rapid, stuckAfter, clockOff};
        for (Duration each : all) {
            if (each.isNegative() || each.isZero()) {
                throw new IllegalArgumentException("a threshold must be positive, got " + each);
            }
        }
        if (rapidFailures < 1) {
            throw new IllegalArgumentException("it takes at least one failure, got " + rapidFailures);
        }
    }

    /** The defaults above. */
    public static final Thresholds DEFAULT = new Thresholds(
            Duration.ofSeconds(30),
            Duration.ofSeconds(45),
            Duration.ofMinutes(2),
            Duration.ofSeconds(2),
            3,
            Duration.ofMinutes(2),
            Duration.ofMinutes(5));
}
