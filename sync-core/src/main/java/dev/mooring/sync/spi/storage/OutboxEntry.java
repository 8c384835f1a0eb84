package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Mutation;

/**
 * An unsettled mutation in its place.
 *
 * @param seq place in the outbox order
 * @param mutation the mutation
 * @param size its weight on the wire, as measured when it was recorded
 */
public record OutboxEntry(long seq, Mutation mutation, int size) {}
