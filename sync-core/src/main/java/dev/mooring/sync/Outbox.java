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
     * @throws IllegalArgumentException if the dialect could never carry it (too large, reserved kind); nothing of it is
     *     recorded, and the write rolls back unless the app catches this
     */
    Mutation add(Mutation mutation);
}
