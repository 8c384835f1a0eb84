package dev.mooring.sync.spi.storage;

import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rebuild in a transaction: how far it is, and the server's changes that it has fetched beside the present state. Optional: without
 * it there are no rebuilds, and nobody can return to the storage who has left something pending.
 */
public interface StagingTx {
    /**
     * The rebuild that is under way.
     *
     * @return as it was noted last, or null if there is none
     */
    @Nullable
    Rebuild rebuild();

    /**
     * Notes how far a rebuild is, or ends it. The end forgets all that was {@linkplain #stage staged}.
     *
     * @param rebuild in place of the one that was noted, if any; null to end it
     */
    void rebuild(@Nullable Rebuild rebuild);

    /**
     * Keeps changes of the server beside the present state, behind those that were staged before.
     *
     * @param changes in the server's order
     * @return how many are staged now; their places count from 1 without gaps
     */
    long stage(List<Incoming> changes);

    /**
     * Forgets what was staged behind a place.
     *
     * @param after place that stays as the last one; 0 to forget all
     */
    void unstage(long after);

    /**
     * Reads what was staged.
     *
     * @param after place to start behind; 0 for the beginning
     * @param maxCount how many at most
     * @param maxBytes how much at most, by the length of payloads; at least one change is read, however large
     * @return in the order in which they were staged
     */
    List<Staged> staged(long after, int maxCount, long maxBytes);

    /**
     * A change that was staged.
     *
     * @param place in the order of staging, ascending
     * @param incoming the change
     */
    record Staged(long place, Incoming incoming) {}
}
