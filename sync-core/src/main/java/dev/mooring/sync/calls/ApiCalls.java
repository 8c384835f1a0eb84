package dev.mooring.sync.calls;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import java.util.concurrent.CompletableFuture;

/**
 * API calls that ride with the sync, from {@link SyncClient#calls}. Thread-safe.
 */
public interface ApiCalls {
    /**
     * Whether the dialect carries API calls. If not, make them without the library.
     *
     * @return the same for the whole life of the client
     */
    boolean areSupported();

    /**
     * Makes one API call. It rides with the pending mutations in one exchange where the dialect can do this, else it follows right
     * behind them. The library never queues and never repeats a call.
     *
     * @param call the call
     * @return how it ended; completes on the lane thread, never exceptionally
     * @throws IllegalStateException if the dialect carries no API calls
     * @throws StorageException if this is the first use and the storage cannot be opened
     */
    CompletableFuture<CallReport> make(ApiCall call);
}
