package dev.mooring.sync.kotlin

import dev.mooring.sync.Registration
import dev.mooring.sync.SyncClient
import dev.mooring.sync.TablesChanged
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext

/** How many keys are kept for a collector that is busy. Beyond them the whole table is named. */
private const val MOST_KEYS = 1_000

/**
 * Which rows of a synced table have changed, whoever changed them: this app, on any connection, a sync, or another process. Each time, the
 * keys of the rows are emitted, as [dev.mooring.sync.Mutation.key] has them. A row that is named may have changed back since. A row that is
 * not named has not changed.
 *
 * **Null means that any row of the table may have changed.** The first emission is null: it comes at once, so that a collector reads what
 * is there. What changes while it reads is emitted next, so nothing is missed in between. Later it is null when too many rows have changed
 * to be named, or another process has synced.
 *
 * A slow collector loses nothing: what changes while it is busy is merged, and emitted as one set when it is ready. Beyond 1,000 keys the
 * merged set becomes null. So do not put `conflate()` or `buffer` with dropping behind this flow; `collectLatest` and `mapLatest` drop the
 * keys of a set whose block they cancel.
 *
 * Cold: each collector is registered while it collects, and no longer. A flow that fails or is cancelled leaves nothing registered. It does
 * not end by itself, also not when the client is closed; it is silent then.
 *
 * @param table its name, as the storage was given it. Of one that is not synced nothing is told but the first null
 * @param dispatcher registers, which may open a connection to the database; [Dispatchers.IO] by default
 * @return a flow that throws [IllegalStateException] if the storage captures no tables, and [dev.mooring.sync.StorageException] if it
 *   cannot be looked at
 */
public fun SyncClient<*>.changes(table: String, dispatcher: CoroutineDispatcher = Dispatchers.IO): Flow<Set<String>?> =
    gathered(table, dispatcher, ::onTablesChanged)

/** Asks while it is collected, and gathers what is told until the collector takes it. */
internal fun gathered(table: String, dispatcher: CoroutineDispatcher, ask: (TablesChanged.Listener) -> Registration): Flow<Set<String>?> =
    flow {
        val gathered = Gathered(table)
        var asking: Registration? = null
        try {
            // Assigned inside: if the collector is cancelled meanwhile, what was registered is still known here.
            withContext(dispatcher) { asking = ask(gathered) }
            while (true) {
                gathered.hints.receive()
                emit(gathered.take())
            }
        } finally {
            asking?.close()
        }
    }

/** What has changed in a table since the collector took it last. Told on the storage's thread, taken on the collector's. */
internal class Gathered(private val table: String, private val most: Int = MOST_KEYS) : TablesChanged.Listener {
    /** Whether there is something to take. */
    val hints = Channel<Unit>(Channel.CONFLATED)
    private var keys: MutableSet<String>? = null

    init {
        hints.trySend(Unit)
    }

    override fun changed(change: TablesChanged) {
        if (change.touches(table)) {
            add(if (table in change.unknown()) null else change.keys()[table])
            hints.trySend(Unit)
        }
    }

    /** Null is the whole table, and stays so until it is taken. */
    @Synchronized
    private fun add(more: Set<String>?) {
        val together = keys ?: return
        if (more != null) together += more
        if (more == null || together.size > most) keys = null
    }

    /** The keys since the last time; null for any row, as at first. */
    @Synchronized
    fun take(): Set<String>? {
        val taken = keys
        keys = LinkedHashSet()
        return taken
    }
}
