package dev.mooring.sync.spi;

/**
 * How many mutations there are.
 *
 * @param pending unsettled, in flight or not, and what is {@linkplain CaptureTx captured} and not taken in yet
 * @param superseded parked by conflict
 * @param quarantined parked by refusal
 */
public record OutboxCounts(long pending, long superseded, long quarantined) {}
