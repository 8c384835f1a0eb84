package dev.mooring.sync.kotlin

import dev.mooring.sync.SyncClient
import dev.mooring.sync.SyncReport
import dev.mooring.sync.calls.ApiCall
import dev.mooring.sync.calls.CallReport
import java.util.concurrent.CompletableFuture
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.future.await
import kotlinx.coroutines.withContext

/**
 * Sends what is pending and pulls what is new, now, and waits for the end. This is [SyncClient.syncNow] for a coroutine.
 *
 * Cancelling the coroutine ends the waiting, and nothing else: the sync goes on to its end, and everybody else who waits for it gets its
 * report. To end a sync, use [SyncClient.stop] or [SyncClient.close].
 *
 * @param dispatcher opens the storage if this is the first use; [Dispatchers.IO] by default. The waiting holds no thread
 * @return how it ended; a failed sync is a report, not an exception
 * @throws dev.mooring.sync.StorageException if this is the first use and the storage cannot be opened
 */
public suspend fun SyncClient<*>.awaitSync(dispatcher: CoroutineDispatcher = Dispatchers.IO): SyncReport = outcome(dispatcher) { syncNow() }

/**
 * Sends what it can before a deadline, and waits for the end, for an app that goes to the background. At the deadline a running sync is
 * cancelled; what is left stays in the outbox. This is [SyncClient.flush] for a coroutine.
 *
 * Cancelling the coroutine ends the waiting and takes the deadline away: what runs goes on as any sync does.
 *
 * @param deadline from now; not negative
 * @param dispatcher opens the storage if this is the first use; [Dispatchers.IO] by default. The waiting holds no thread
 * @return how it ended and what is left, at the deadline at the latest
 * @throws dev.mooring.sync.StorageException if this is the first use and the storage cannot be opened
 * @throws IllegalArgumentException if the deadline is negative
 */
public suspend fun SyncClient<*>.awaitFlush(deadline: Duration, dispatcher: CoroutineDispatcher = Dispatchers.IO): SyncReport =
    outcome(dispatcher) { flush(deadline.toJavaDuration()) }

/**
 * Makes one API call that rides with the pending mutations, and waits for the answer. This is [dev.mooring.sync.calls.ApiCalls.make] for a
 * coroutine.
 *
 * Cancelling the coroutine ends the waiting, and nothing else: the call may have been made, or may still be made, once at most.
 *
 * @param call the call
 * @param dispatcher opens the storage if this is the first use; [Dispatchers.IO] by default. The waiting holds no thread
 * @return how it ended
 * @throws dev.mooring.sync.StorageException if this is the first use and the storage cannot be opened
 * @throws IllegalStateException if the dialect carries no API calls
 */
public suspend fun SyncClient<*>.awaitCall(call: ApiCall, dispatcher: CoroutineDispatcher = Dispatchers.IO): CallReport =
    outcome(dispatcher) { calls().make(call) }

/** Each caller has a future of its own. Cancelling it, as `await` does, takes one who waits away and leaves the sync. */
private suspend fun <T> outcome(dispatcher: CoroutineDispatcher, ask: () -> CompletableFuture<T>): T =
    withContext(dispatcher) { ask() }.await()
