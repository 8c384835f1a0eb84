package dev.mooring.sync;

/**
 * The outbox, as seen inside one {@link SyncClient#write write}.
 *
 * <p>Valid on the writing thread until the write returns; afterwards, and on any other thread, its methods throw
 * {@link IllegalStateException}.
 */
public interface Outbox {
    /**
     * Records a mutation behind all earlier ones. It is durable together with the app's rows when the write returns.
     *
     * @param mutation from {@link Mutation#of}
     * @return the mutation with its id and time
     * @throws IllegalArgumentException if it could never leave the outbox: the collection or the kind is empty, the payload
     *     is not one JSON value, a text holds a lone surrogate (in the payload an escaped one counts, too), or the dialect
     *     cannot carry it (too large, reserved kind). Nothing of it is recorded, and the write rolls back unless the app
     *     catches this
     * @throws IllegalStateException if the write has ended, or on another thread, or where the server keeps cells with clocks: it knows
     *     only what is written into synced tables
     */
    Mutation add(Mutation mutation);
}
