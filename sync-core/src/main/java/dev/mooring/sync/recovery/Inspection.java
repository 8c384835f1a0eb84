package dev.mooring.sync.recovery;

import dev.mooring.sync.Beta;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the storage holds, page by page, from {@link SyncClient#inspection}: for a screen that shows somebody what waits, however much that is.
 *
 * <p>Thread-safe. Every method reads the local database on the calling thread, and waits for neither the network nor a writer. Each
 * call sees one commit; between two pages things may move. After a {@linkplain Recovery#switchUser switch of users} it shows the next
 * user's. Every method throws {@link StorageException} if the database fails, and {@link IllegalStateException} after
 * {@link SyncClient#close}.
 */
@Beta
public interface Inspection {
    /**
     * Reads a page of the outbox, in order. What the database has captured is taken in first. While it cannot be written to, what is captured
     * is not listed here; {@link SyncClient#pending} shows it.
     *
     * @param after number of the last one of the page before; 0 for the first page
     * @param limit how many at most; fewer come if they are large, but at least one if there is one
     * @return empty at the end
     */
    List<Unsettled> unsettled(long after, int limit);

    /**
     * Reads a page of the parked mutations, in the order in which they were parked.
     *
     * @param state {@link MutationState#SUPERSEDED} or {@link MutationState#QUARANTINED}
     * @param skip how many to pass over
     * @param limit how many at most
     * @return empty at the end
     */
    List<ParkedMutation> parked(MutationState state, long skip, int limit);

    /**
     * Compares a mutation with what the server has confirmed of its key.
     *
     * @param mutation an unsettled or parked one
     * @return null if that cannot be told: the key is one of a log and of no synced table, or cells have clocks
     */
    @Nullable
    Comparison compare(Mutation mutation);

    /**
     * Lists the server's rows that are set aside: those that could not be read, and those that the app's tables do not take.
     *
     * @param limit how many at most
     * @return the storage's order
     */
    List<AsideRow> setAside(int limit);
}
