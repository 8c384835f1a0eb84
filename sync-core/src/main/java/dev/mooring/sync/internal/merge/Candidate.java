package dev.mooring.sync.internal.merge;

import dev.mooring.sync.spi.OutboxEntry;
import java.time.Instant;

/**
 * An unsettled entry that may turn up at the server.
 *
 * @param entry which
 * @param echo by what it is recognised there; empty if it cannot be
 * @param stamp when it was made, as the server would tell it
 */
public record Candidate(OutboxEntry entry, String echo, Instant stamp) {}
