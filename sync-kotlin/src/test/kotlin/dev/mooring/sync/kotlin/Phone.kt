package dev.mooring.sync.kotlin

import dev.mooring.sync.Change
import dev.mooring.sync.ChangeHandler
import dev.mooring.sync.ConflictPolicy
import dev.mooring.sync.Mutation
import dev.mooring.sync.SyncClient
import dev.mooring.sync.testing.VirtualScheduler
import dev.mooring.sync.testing.storage.InMemoryStorage
import dev.mooring.sync.testing.storage.MemoryTables
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.runCurrent

/** An app with one captured table over a [LogServer]. Its lane runs when the test lets time pass, on the test's own thread. */
internal class Phone(settings: SyncClientSettings.() -> Unit = {}) : AutoCloseable {
    val time = VirtualScheduler(1)
    val server = LogServer(time)
    val storage: InMemoryStorage = InMemoryStorage().capturing(time::now, "note")
    val client: SyncClient<MemoryTables> = client(storage, 1, settings)

    /** What another process finds in the same database. */
    fun another(seed: Long): SyncClient<MemoryTables> = client(storage.reopen(), seed) {}

    private fun client(over: InMemoryStorage, seed: Long, settings: SyncClientSettings.() -> Unit) =
        syncClient(over, server.transport()) {
            conflicts = ConflictPolicy.rebase()
            scheduler = time.lane(seed)
            settings()
        }

    fun set(key: String, text: String) {
        client.write { tables, _ -> tables.put("note", key, text) }
    }

    fun row(key: String): String? = client.writeReturning { tables, _ -> tables.get("note", key) }

    fun advance(by: Duration = 1.minutes) = time.advance(by.toJavaDuration())

    override fun close() = client.close()
}

/** An app's own handler, for a storage that brings none. */
internal object PlainRows : ChangeHandler<MemoryTables> {
    override fun apply(db: MemoryTables, changes: List<Change>) {
        changes.forEach { db.put(it.collection(), it.key(), it.payload()) }
    }

    override fun undo(db: MemoryTables, mutations: List<Mutation>) {
        mutations.forEach { db.remove(it.collection(), it.key()) }
    }
}

/** Runs coroutines when the test says so. */
internal val TestScope.queue: CoroutineDispatcher
    get() = StandardTestDispatcher(testScheduler)

/** Lets the coroutines come as far as they can, then the client, then the coroutines again. */
@OptIn(ExperimentalCoroutinesApi::class)
internal fun TestScope.settle(phone: Phone, run: Duration = 1.minutes) {
    runCurrent()
    phone.advance(run)
    runCurrent()
}
