package dev.mooring.sync.spi.storage;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The parked mutations in a transaction: they have left the outbox unconfirmed, and are kept until the app decides.
 *
 * <p>A mutation that was {@linkplain #park parked} has been taken back from the app's rows. One that was {@linkplain #refuse refused}
 * is quarantined and still in the app's rows. It keeps its sequence number, and what the storage knows of the row below it, as it is
 * taken back and written again together with the unsettled mutations of its key.
 */
public interface ParkedTx {
    /**
     * Moves an unsettled entry out of the outbox, and out of the app's rows.
     *
     * @param seq of the entry; if it is not there, an {@link IllegalStateException}
     * @param state {@code SUPERSEDED} or {@code QUARANTINED}
     * @param reason for a person to read
     * @param at when
     */
    void park(long seq, MutationState state, String reason, Instant at);

    /**
     * Moves an unsettled entry out of the outbox as quarantined, and leaves it in the app's rows.
     *
     * @param seq of the entry; if it is not there, an {@link IllegalStateException}
     * @param reason for a person to read
     * @param at when
     */
    void refuse(long seq, String reason, Instant at);

    /**
     * The first parked mutations, in the order in which they were parked.
     *
     * @param state which
     * @param limit how many at most
     * @return the list
     */
    default List<ParkedMutation> list(MutationState state, int limit) {
        return list(state, 0, limit);
    }

    /**
     * Parked mutations behind the first ones, in the order in which they were parked.
     *
     * @param state which
     * @param skip how many to pass over
     * @param limit how many at most
     * @return the list
     */
    List<ParkedMutation> list(MutationState state, long skip, int limit);

    /**
     * The mutations that were {@linkplain #refuse refused}, by number.
     *
     * @param after number to start behind; 0 for the first
     * @param maxCount how many at most
     * @param maxBytes how much at most; at least one if there is one, however large
     * @return the entries; their size is about that of the payload
     */
    List<OutboxEntry> refused(long after, int maxCount, long maxBytes);

    /**
     * The refused mutations of one key, by number. The storage must find them without reading those of other keys.
     *
     * @param collection of the mutations
     * @param key of the mutations
     * @param after number to start behind; 0 for the first
     * @param maxCount how many at most
     * @param maxBytes how much at most; at least one if there is one, however large
     * @return the entries
     */
    List<OutboxEntry> refused(String collection, String key, long after, int maxCount, long maxBytes);

    /**
     * Refused mutations by number.
     *
     * @param seqs ascending
     * @return those that are there, in order
     */
    List<OutboxEntry> refused(List<Long> seqs);

    /**
     * A refused mutation by id.
     *
     * @param id of the mutation
     * @return the entry; null if it was not refused
     */
    @Nullable
    OutboxEntry refused(UUID id);

    /**
     * Moves a refused mutation to the end of the outbox, with what is known of the row below it.
     *
     * @param id of the mutation; if it was not refused, an {@link IllegalStateException}
     * @param size its weight on the wire
     * @return its new number
     */
    long readmit(UUID id, int size);

    /**
     * Forgets a parked mutation.
     *
     * @param id of the mutation
     * @return what was parked, or null if there is none
     */
    @Nullable
    ParkedMutation unpark(UUID id);
}
