package dev.mooring.sync.spi;

/**
 * How many mutations there are.
 *
 * @param pending unsettled, in flight or not
 * @param superseded parked by conflict
 * @param quarantined parked by refusal
 */
public record OutboxCounts(long pending, long superseded, long quarantined) {}
