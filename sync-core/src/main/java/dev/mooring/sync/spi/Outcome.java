package dev.mooring.sync.spi;

import java.util.UUID;

/** What the server made of one mutation. */
public sealed interface Outcome {
    /**
     * Which one.
     *
     * @return the mutation's id
     */
    UUID mutation();

    /**
     * The server has it.
     *
     * @param mutation which one
     * @param position its place in the server's history, or {@link dev.mooring.sync.Change#NO_POSITION}
     */
    record Accepted(UUID mutation, long position) implements Outcome {}

    /**
     * The server refuses it for good.
     *
     * @param mutation which one
     * @param reason the server's words
     */
    record Rejected(UUID mutation, String reason) implements Outcome {}
}
