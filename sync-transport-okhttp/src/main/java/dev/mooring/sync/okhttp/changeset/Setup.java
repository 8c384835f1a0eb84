package dev.mooring.sync.okhttp.changeset;

import java.util.function.LongSupplier;

/**
 * What all connections of a dialect have in common.
 *
 * @param schema that the server has to have
 * @param statusless whether the server never says how it stands
 * @param nanos a monotonic clock
 * @param slice how many cells are handed over at a time
 * @param unproven what was sent to a server that acknowledges nothing
 */
record Setup(Schema schema, boolean statusless, LongSupplier nanos, int slice, Unproven unproven) {}
