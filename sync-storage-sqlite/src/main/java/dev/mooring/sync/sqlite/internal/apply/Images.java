package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.Mutation;
import org.jspecify.annotations.Nullable;

/** What lies below the unsettled mutations of synced tables, in the transaction under way. */
public interface Images {
    /**
     * The row below a mutation.
     *
     * @param mutation unsettled
     * @return the row in the exact encoding, {@code null} as JSON text where there was none, or null where nothing is known
     */
    @Nullable
    String before(Mutation mutation);

    /**
     * Another row lies below a mutation now.
     *
     * @param mutation unsettled
     * @param before the row in the exact encoding, or {@code null} as JSON text
     */
    void renew(Mutation mutation, String before);
}
