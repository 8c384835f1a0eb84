package dev.mooring.sync.internal.merge;

import dev.mooring.sync.spi.OutboxEntry;

/**
 * An unsettled entry that may turn up in the server's history.
 *
 * @param entry which
 * @param echo by what it is recognised there; empty if it cannot be
 */
public record Candidate(OutboxEntry entry, String echo) {}
