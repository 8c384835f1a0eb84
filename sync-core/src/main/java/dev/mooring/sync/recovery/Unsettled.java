package dev.mooring.sync.recovery;

import dev.mooring.sync.Beta;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;

/**
 * A mutation that the server has not settled, in its place.
 *
 * @param number its place in the outbox order; numbers only grow, and one that goes out again behind others gets a new one
 * @param mutation as it was recorded
 * @param state {@link MutationState#PENDING}, or {@link MutationState#IN_FLIGHT} if the server may have it
 */
@Beta
public record Unsettled(long number, Mutation mutation, MutationState state) {}
