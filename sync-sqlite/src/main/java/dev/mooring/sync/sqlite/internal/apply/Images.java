package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.Mutation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies below the unsettled mutations of synced tables, in the transaction under way. Of a key only the row below the first one
 * counts, as all of a key are taken back together; so what it costs to take back and to write again does not grow with their number.
 */
public interface Images {
    /**
     * The row below the unsettled mutations of a key.
     *
     * @param collection of the mutations
     * @param key of the mutations
     * @return the row in the exact encoding, {@code null} as JSON text where there was none, or null where nothing is known
     */
    @Nullable
    String below(String collection, String key);

    /**
     * The mutations of a key are not in the rows any more.
     *
     * @param collection of the mutations
     * @param key of the mutations
     */
    void lift(String collection, String key);

    /**
     * The mutations of a key are in the rows again, from the first to this one.
     *
     * @param last the last of them, unsettled
     * @param below the row below the first in the exact encoding, or {@code null} as JSON text; null if it is as it was said before
     */
    void put(Mutation last, @Nullable String below);

    /**
     * A mutation is in the rows that lies on top of all others of its key.
     *
     * @param mutation unsettled
     * @param before the row below it in the exact encoding, or {@code null} as JSON text
     */
    void renew(Mutation mutation, String before);

    /** Whether any mutation is unsettled, or refused and still in the rows. */
    boolean isAnyPending();

    /**
     * The mutations of a key that are in the rows and not settled.
     *
     * @param collection of the mutations
     * @param key of the mutations
     * @return unsettled and refused ones, in the order in which they were written
     */
    List<Mutation> pending(String collection, String key);
}
