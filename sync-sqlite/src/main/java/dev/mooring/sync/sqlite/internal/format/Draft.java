package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.Mutation;

/**
 * A mutation that a capture makes, not recorded yet.
 *
 * @param table whose row changed
 * @param mutation without identity and time
 * @param before the row below it in the exact encoding, {@code null} as JSON text where there was none
 */
public record Draft(String table, Mutation mutation, String before) {}
