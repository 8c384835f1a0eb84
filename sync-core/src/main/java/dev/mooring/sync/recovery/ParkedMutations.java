package dev.mooring.sync.recovery;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The mutations that were taken out of the outbox without being acknowledged, from {@link SyncClient#parked}. Each is kept until
 * the app decides about it.
 *
 * <p>Thread-safe. Every method reads or writes the local database on the calling thread, and never waits for the network. Each
 * decision is one transaction. After a {@linkplain Recovery#switchUser switch of users} it shows the next
 * user's mutations. Every method throws {@link StorageException} if the database fails, and {@link IllegalStateException} after
 * {@link SyncClient#close}.
 */
public interface ParkedMutations {
    /**
     * Lists mutations that lost against the server, in the order in which they did. Nothing waits for them.
     *
     * @param limit how many at most
     * @return kept until the app reissues or drops them
     */
    List<ParkedMutation> superseded(int limit);

    /**
     * Lists mutations that the server refused for good, in the order in which they were refused. Writes that the database captured
     * and that the dialect can never send are among them. What they wrote stays in the app's rows, unless the client
     * {@linkplain SyncClientBuilder#refusedWrites takes it back}. While a key has a quarantined mutation, later mutations of this
     * key wait in the outbox, except those that are in flight. An empty key names nothing, and nothing waits for it.
     *
     * @param limit how many at most
     * @return kept until the app retries or drops them
     */
    List<ParkedMutation> quarantined(int limit);

    /**
     * Sends a quarantined mutation again, as it is and under its own id. It goes behind everything that is pending, but before the
     * mutations of its key that have waited for it. The app's rows stay as they are. If the mutation was
     * {@linkplain SyncClient.RefusedWrites#TAKE_BACK taken back}, the same transaction {@linkplain ChangeHandler#redo writes} it
     * again, below the later ones of its key.
     *
     * @param id of the mutation
     * @return whether there is such a quarantined mutation
     * @throws IllegalArgumentException if the dialect can never carry it; it stays quarantined
     */
    boolean retry(UUID id);

    /**
     * Records a superseded mutation anew, under a new id and behind all pending ones. The same transaction has the handler
     * {@linkplain ChangeHandler#redo write} it again.
     *
     * @param id of the superseded mutation
     * @return the new mutation, or null if there is no such superseded mutation
     */
    @Nullable
    Mutation reissue(UUID id);

    /**
     * Forgets a parked mutation. Mutations that have waited behind a quarantined one go out. If a quarantined one is still in the
     * app's rows, the same transaction {@linkplain ChangeHandler#undo takes it back}; else the rows do not change.
     *
     * @param id of the mutation
     * @return whether there is such a parked mutation
     */
    boolean drop(UUID id);
}
