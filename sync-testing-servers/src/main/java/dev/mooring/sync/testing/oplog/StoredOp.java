package dev.mooring.sync.testing.oplog;

import org.jspecify.annotations.Nullable;

/**
 * An operation of a user's log.
 *
 * @param serverSeq its place
 * @param scope never empty
 * @param resourceId never empty
 * @param actor never empty
 * @param clock above zero
 * @param payload as JSON text without spaces, or null for an operation that was sent without one: it poisons the log
 */
public record StoredOp(
        long serverSeq,
        String scope,
        String resourceId,
        String actor,
        long clock,
        @Nullable String payload) {}
