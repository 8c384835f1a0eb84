package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outbox in a transaction: the mutations that the server has not settled, and the batch that is frozen of them.
 *
 * <p>Outbox order is the order of {@link #append}. Sequence numbers only grow and are never used twice.
 */
public interface OutboxTx {
    /**
     * Adds a mutation at the end.
     *
     * @param mutation recorded
     * @param size its weight on the wire, see {@link Transport#measure}
     * @return its sequence number
     */
    long append(Mutation mutation, int size);

    /**
     * The next unsettled entries in order, in flight or not. At least one if there is one, however large.
     *
     * @param after sequence number to start behind; 0 for the head
     * @param maxCount how many at most
     * @param maxBytes how much at most, by {@link OutboxEntry#size()}
     * @return the entries
     */
    List<OutboxEntry> unsettled(long after, int maxCount, long maxBytes);

    /**
     * The next unsettled entries of one key, in order. The storage must find them without reading those of other keys.
     *
     * @param collection of the mutations
     * @param key of the mutations
     * @param after sequence number to start behind; 0 for the first
     * @param maxCount how many at most
     * @param maxBytes how much at most, by {@link OutboxEntry#size()}
     * @return the entries
     */
    List<OutboxEntry> unsettled(String collection, String key, long after, int maxCount, long maxBytes);

    /**
     * The next unsettled entries that may be sent, in order. An entry has to wait if its key has a quarantined mutation. Entries with an
     * empty key never wait. At least one entry if there is one, however large.
     *
     * @param after sequence number to start behind; 0 for the head
     * @param maxCount how many at most
     * @param maxBytes how much at most, by {@link OutboxEntry#size()}
     * @return the entries
     */
    List<OutboxEntry> sendable(long after, int maxCount, long maxBytes);

    /**
     * Unsettled entries by sequence number.
     *
     * @param seqs ascending
     * @return those that are there, in order
     */
    List<OutboxEntry> entries(List<Long> seqs);

    /**
     * Removes entries that the server has confirmed.
     *
     * @param seqs ascending; one that is not there is an {@link IllegalStateException}
     */
    void settle(List<Long> seqs);

    /**
     * Gives entries new numbers, behind all others and in the same order. What is known of the rows below them stays with them.
     *
     * @param seqs ascending, of unsettled entries or {@linkplain ParkedTx#refuse refused} ones; one that is not there is an
     *     {@link IllegalStateException}
     */
    void renumber(List<Long> seqs);

    /**
     * Whether a mutation is in the outbox or parked.
     *
     * @param mutation found by its id; collection and key are where to look
     * @return true if it is here
     */
    boolean holds(Mutation mutation);

    /**
     * How many mutations there are. What is captured and not taken in yet counts as pending.
     *
     * @return the counts
     */
    OutboxCounts counts();

    /**
     * How many are pending: {@link OutboxCounts#pending}.
     *
     * @return the number
     */
    default long pending() {
        return counts().pending();
    }

    /**
     * The frozen batch.
     *
     * @return the batch, or null if nothing is frozen
     */
    @Nullable
    Batch batch();

    /**
     * Stores the frozen batch, in place of the one that was there, or removes it.
     *
     * @param batch the batch to keep; null to remove the one that is there
     */
    void batch(@Nullable Batch batch);
}
