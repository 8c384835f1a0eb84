package dev.mooring.sync.spi;

import dev.mooring.sync.Mutation;
import java.time.Instant;

/**
 * Core's part of {@link CaptureTx#takeIn}: makes a recorded mutation of what the database has captured.
 *
 * <p>The storage calls {@link #take} for one capture after the other, oldest first, and appends what it is given there and then:
 *
 * <pre>{@code
 * intake.take(Mutation.of("todo", key, "update", payload), capturedAt, (mutation, size) -> append(mutation, size, before));
 * }</pre>
 *
 * <p>The app's write stands when it is taken in, so it cannot be refused any more. One that could never leave the outbox is
 * appended like all others. When {@code takeIn} has returned, core has it taken back by the handler, together with all others of
 * its key, and parks it as quarantined, in the same transaction; so its key's later captures have to be in the outbox by then.
 * The storage takes no part in that, and keeps in mind only that what it appends is not always sent.
 *
 * <p>Valid on the thread of its transaction, until {@code takeIn} returns.
 */
@FunctionalInterface
public interface Intake {
    /**
     * Stamps a draft with an id and a time, and has it appended, before this returns.
     *
     * @param draft from {@link Mutation#of}
     * @param at when it was captured, by the database's clock; the mutation's time is this one, but never in the future
     * @param appending appends it at the end of the outbox; called once
     * @throws IllegalArgumentException if the draft is recorded already
     */
    void take(Mutation draft, Instant at, Appending appending);

    /** Appends one mutation, as {@link OutboxTx#append} does, with whatever the storage keeps beside it. */
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
