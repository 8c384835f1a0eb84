package dev.mooring.sync.kotlin.docs

import dev.mooring.sync.ConflictPolicy
import dev.mooring.sync.Mutation
import dev.mooring.sync.SyncClient
import dev.mooring.sync.SyncReport
import dev.mooring.sync.calls.ApiCall
import dev.mooring.sync.calls.CallReport
import dev.mooring.sync.kotlin.awaitCall
import dev.mooring.sync.kotlin.awaitFlush
import dev.mooring.sync.kotlin.awaitSync
import dev.mooring.sync.kotlin.awaitWrite
import dev.mooring.sync.kotlin.changes
import dev.mooring.sync.kotlin.events
import dev.mooring.sync.kotlin.retryPolicy
import dev.mooring.sync.kotlin.statusFlow
import dev.mooring.sync.kotlin.syncClient
import dev.mooring.sync.spi.Transport
import dev.mooring.sync.spi.storage.Storage
import dev.mooring.sync.status.SyncEvent
import dev.mooring.sync.status.SyncStatus
import dev.mooring.sync.testing.storage.MemoryTables
import java.sql.Connection
import java.util.UUID
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.withContext

/** The app of docs/kotlin.md. */
internal suspend fun begin(storage: Storage<MemoryTables>, transport: Transport): SyncClient<MemoryTables> {
    // sample: kotlin-client
    val client =
        syncClient(storage, transport) {
            conflicts = ConflictPolicy.rebase()
            pollEvery = 30.seconds
            retries = retryPolicy(cap = 5.minutes)
        }
    withContext(Dispatchers.IO) { client.start() } // opens the database
    // end
    return client
}

/** Compiled and not run: the write that blocks, over a storage by JDBC. */
internal fun blocking(client: SyncClient<Connection>): String {
    // sample: kotlin-blocking-write
    val added =
        client.writeReturning { db, outbox ->
            db.createStatement().use { it.execute("INSERT INTO note VALUES ('3', 'tea')") }
            outbox.add(Mutation.of("note", "3", "set", "\"tea\""))
        }
    // end
    return added.key()
}

// sample: kotlin-write
class Notes(private val client: SyncClient<MemoryTables>) {
    suspend fun add(text: String): String =
        client.awaitWrite { db, outbox ->
            val id = UUID.randomUUID().toString()
            db.put("note", id, text)
            outbox.add(Mutation.of("history", id, "added", "{}"))
            id
        }
}

// end

internal class Syncing(private val client: SyncClient<MemoryTables>) {
    // sample: kotlin-sync
    suspend fun refresh(): String =
        when (val report = client.awaitSync()) {
            is SyncReport.Synced -> "${report.pulled()} changes have come"
            is SyncReport.Offline -> "${report.pending()} changes wait for the network"
            is SyncReport.Failed -> report.message()
            is SyncReport.Incompatible -> report.reason()
            is SyncReport.Elsewhere -> "another process syncs"
            is SyncReport.Interrupted -> "${report.pending()} changes are left"
        }

    // end

    // sample: kotlin-background
    /** For the worker of a platform: false asks to be run again. */
    suspend fun inBackground(): Boolean = client.awaitFlush(20.seconds).pending() == 0L

    // end

    // sample: kotlin-call
    suspend fun suggest(): String? {
        val report = client.awaitCall(ApiCall.post("https://example.org/suggest", "{}"))
        return (report as? CallReport.Answered)?.response()?.body()
    }
    // end
}

/** In the form of androidx's, which is in no repository that this build uses. */
abstract class ViewModel : AutoCloseable {
    val viewModelScope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    override fun close() = viewModelScope.cancel()
}

/** What an app has over its database, such as a DAO of Room's. */
interface NoteDao {
    suspend fun all(): List<String>

    suspend fun find(id: String): String?
}

internal object Rows {
    // sample: kotlin-rows
    class ListViewModel(private val client: SyncClient<*>, private val notes: NoteDao) {
        /** Read anew whenever a note has changed. */
        val all: Flow<List<String>> = client.changes("note").map { notes.all() }

        /** Read anew whenever this note may have changed. */
        fun one(id: String): Flow<String?> = client.changes("note").filter { keys -> keys == null || id in keys }.map { notes.find(id) }
    }
    // end
}

internal object Screen {
    // sample: kotlin-screen
    class NotesViewModel(client: SyncClient<*>) : ViewModel() {
        val status: StateFlow<SyncStatus> = client.statusFlow(viewModelScope)

        val refusals: Flow<String> = client.events().filterIsInstance<SyncEvent.Quarantined>().map { it.reason() }
    }
    // end
}
