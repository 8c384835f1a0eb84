package dev.mooring.sync.kotlin

import dev.mooring.sync.Registration
import dev.mooring.sync.SyncClient
import dev.mooring.sync.status.SyncEvent
import dev.mooring.sync.status.SyncListener
import dev.mooring.sync.status.SyncStatus
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.stateIn

/**
 * The status now, and again each time that it changes, a running sync has come further, or a sync has ended. A slow collector misses
 * statuses in between, but never the last one.
 *
 * Cold: each collector listens to the client while it collects. The flow does not end by itself, also not when the client is closed.
 *
 * @param dispatcher reads the statuses, and opens the storage if this is the first use; [Dispatchers.IO] by default
 * @return a flow that throws [dev.mooring.sync.StorageException] if the storage cannot be opened
 */
public fun SyncClient<*>.statuses(dispatcher: CoroutineDispatcher = Dispatchers.IO): Flow<SyncStatus> =
    told(::listen, Unit) { event ->
            when (event) {
                is SyncEvent.StatusChanged,
                is SyncEvent.Progressed,
                is SyncEvent.Finished -> Unit
                else -> null
            }
        }
        .conflate() // Of hints, each followed by a look: so an older status never comes behind a newer one.
        .map { status() }
        .flowOn(dispatcher)
        .conflate()

/**
 * The status as a [StateFlow], for a screen. It listens to the client as long as the scope lives, and no longer: so nothing is left
 * registered, and [StateFlow.value] follows the client without a collector too, until the client is closed.
 *
 * The first status is read at once, on the calling thread. On the main thread, let the client be opened before ([SyncClient.open]).
 *
 * @param scope of the screen, such as `viewModelScope`
 * @param dispatcher reads the statuses; [Dispatchers.IO] by default
 * @return never ends; conflated, as every [StateFlow] is
 * @throws dev.mooring.sync.StorageException if this is the first use and the storage cannot be opened
 */
public fun SyncClient<*>.statusFlow(scope: CoroutineScope, dispatcher: CoroutineDispatcher = Dispatchers.IO): StateFlow<SyncStatus> =
    statuses(dispatcher).stateIn(scope, SharingStarted.Eagerly, status())

/**
 * What happens in the client, in order, from the moment of collecting on. What happened before is not told.
 *
 * The client never waits for a collector. One that is [capacity] events behind loses the oldest that it has not seen. What must not miss an
 * event, such as a counter, takes a [dev.mooring.sync.status.SyncListener]. No data is lost with an event: the status counts everything,
 * and [SyncClient.parked] lists what needs a decision.
 *
 * Cold: each collector listens to the client while it collects, with a buffer of its own. The flow does not end by itself, also not when
 * the client is closed. On `Dispatchers.Unconfined` the collector would run on the lane thread, where nothing may block.
 *
 * @param capacity how many events wait for a collector at most; 256 by default
 * @return a flow that throws nothing of its own
 * @throws IllegalArgumentException if the capacity is not positive
 */
public fun SyncClient<*>.events(capacity: Int = 256): Flow<SyncEvent> {
    require(capacity > 0) { "the capacity must be positive, got $capacity" }
    return told(::listen) { it }.buffer(capacity, BufferOverflow.DROP_OLDEST)
}

/**
 * Listens while it is collected, and hands on what is picked of each event. The listener waits for nobody: what the buffer has no room for
 * is dropped, as the operator behind it says.
 */
internal fun <T : Any> told(listen: (SyncListener) -> Registration, first: T? = null, pick: (SyncEvent) -> T?): Flow<T> = callbackFlow {
    val listening = listen(SyncListener { event -> pick(event)?.let { trySend(it) } })
    first?.let { trySend(it) } // Behind the registration, so that nothing is missed in between.
    awaitClose { listening.close() }
}
