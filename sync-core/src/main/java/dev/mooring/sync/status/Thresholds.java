package dev.mooring.sync.status;

import java.time.Duration;

/**
 * How long something has to last before a status shows it.
 *
 * @param grace how long beyond the poll interval the server may be silent while the status stays {@code SYNCED}; 30 s by default
 * @param ackStale how long mutations may be pending without any acknowledgement before {@link SyncStatus.Warning#ACKS_STALE}; 45 s by
 *     default
 * @param pendingStale how old a pending mutation may be before {@link SyncStatus.Warning#PENDING_STALE}; 2 minutes by default
 * @param rapid failures that follow one another within this time count as rapid; 2 s by default
 * @param rapidFailures how many rapid failures make the status {@code STUCK}; 3 by default
 * @param stuckAfter how long attempts may fail while mutations are pending before the status is {@code STUCK}; 2 minutes by default
 * @param clockOff how far a clock may be off before a warning; 5 minutes by default
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
