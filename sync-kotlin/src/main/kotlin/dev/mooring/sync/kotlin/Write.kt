package dev.mooring.sync.kotlin

import dev.mooring.sync.Outbox
import dev.mooring.sync.SyncClient
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withContext

/**
 * Writes the app's rows and records mutations, both or neither, off the calling thread. Durable when it returns. Never touches the network.
 * This is [SyncClient.writeReturning] for a coroutine.
 *
 * The caller always learns what happened, cancelled or not:
 * - it returns: the write is committed, also if the coroutine was cancelled while [block] ran. The cancellation then shows at the next
 *   point of suspension;
 * - it throws, a [kotlinx.coroutines.CancellationException] included: nothing of the write is there. So a coroutine that is cancelled
 *   before [block] begins has written nothing.
 *
 * No transaction is left open. A long [block] can ask its own scope by `ensureActive()`, which rolls back.
 *
 * @param dispatcher for work that blocks: [block] and the waiting for another write run there, on one thread; [Dispatchers.IO] by default
 * @param block the app's code. Runs once, while no other write runs. It cannot suspend, as a transaction belongs to one thread. `db` is the
 *   storage's handle, `outbox` takes the mutations; both are valid until it returns
 * @return what [block] returns
 * @throws dev.mooring.sync.WriteException if [block] throws a checked exception, which is its cause; any other comes as it is
 * @throws dev.mooring.sync.StorageException if the database fails
 * @throws IllegalStateException after the client was closed
 */
public suspend fun <DB : Any, T> SyncClient<DB>.awaitWrite(
    dispatcher: CoroutineDispatcher = Dispatchers.IO,
    block: (db: DB, outbox: Outbox) -> T,
): T {
    val caller = currentCoroutineContext()
    caller.ensureActive()
    // Two steps: a change of the dispatcher alone would drop the result of a committed write if the caller was cancelled meanwhile.
    return withContext(NonCancellable) {
        withContext(dispatcher) {
            writeReturning { db, outbox ->
                caller.ensureActive()
                block(db, outbox)
            }
        }
    }
}
