package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Mutation;
import java.time.Instant;

/**
 * Core's part of {@link CaptureTx#takeIn}. It makes a recorded mutation of each write that the database has captured.
 *
 * <p>The storage calls {@link #take} for each capture, oldest first. It appends the mutation when core calls it back:
 *
 * <pre>{@code
 * intake.take(Mutation.of("todo", key, "update", payload), capturedAt, (mutation, size) -> append(mutation, size, before));
 * }</pre>
 *
 * <p>A captured write is in the app's tables already, so it cannot be refused any more. One that could never be sent is appended like all
 * others. When {@code takeIn} has returned, core parks it as quarantined in the same transaction. For this the handler takes it back
 * together with all other mutations of its key. So the later captures of that key must be in the outbox by then. The storage takes no part
 * in this.
 *
 * <p>Valid on the thread of its transaction, until {@code takeIn} returns.
 */
@FunctionalInterface
public interface Intake {
    /**
     * Gives a draft an id and a time, and has it appended before this returns.
     *
     * @param draft from {@link Mutation#of}
     * @param at when it was captured, by the database's clock. It becomes the mutation's time, unless it lies in the future
     * @param appending appends it at the end of the outbox; called once
     * @throws IllegalArgumentException if the draft is recorded already
     */
    void take(Mutation draft, Instant at, Appending appending);

    /**
     * Whether a field of a row tells when the row was edited. A storage that adds fields which the server told and the database has no
     * column for leaves it out: it is the time of the edit before.
     *
     * @param collection of the mutation
     * @param field its name
     * @return no by default
     */
    default boolean isStamp(String collection, String field) {
        return false;
    }

    /** Appends one mutation to the outbox, with whatever the storage keeps beside it. */
    @FunctionalInterface
    interface Appending {
        /**
         * Appends it.
         *
         * @param mutation recorded
         * @param size its weight on the wire
         * @return its sequence number
         */
        long append(Mutation mutation, int size);
    }
}
