package dev.mooring.sync.kotlin.docs

import dev.mooring.sync.SyncClient
import dev.mooring.sync.SyncReport
import dev.mooring.sync.kotlin.LogServer
import dev.mooring.sync.kotlin.awaitSync
import dev.mooring.sync.kotlin.awaitWrite
import dev.mooring.sync.kotlin.syncClient
import dev.mooring.sync.status.SyncStatus
import dev.mooring.sync.testing.VirtualScheduler
import dev.mooring.sync.testing.storage.InMemoryStorage
import dev.mooring.sync.testing.storage.MemoryTables
import java.time.Duration
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Runs the samples of docs/kotlin.md. */
@OptIn(ExperimentalCoroutinesApi::class)
class SamplesTest {
    private val server = LogServer()
    private val clock = VirtualScheduler(1)
    private val storage = InMemoryStorage().capturing(clock::now, "note")

    @Test
    fun `the app writes, syncs and shows`() = runTest {
        begin(storage, server.transport()).use { client ->
            val id = Notes(client).add("\"milk\"")
            val syncing = Syncing(client)
            assertEquals("done", syncing.suggest())
            assertTrue(syncing.inBackground())
            assertTrue(syncing.refresh().endsWith("changes have come"))
            assertEquals(listOf(id, id), server.keys())
            val rows = Rows.ListViewModel(client, Dao(client))
            assertEquals(listOf("\"milk\""), rows.all.first())
            assertEquals("\"milk\"", rows.one(id).first())
            Screen.NotesViewModel(client).use { screen ->
                val green = screen.status.first { it.light() == SyncStatus.Light.GREEN }
                assertEquals(0, green.pending())
            }
        }
    }

    private class Dao(private val client: SyncClient<MemoryTables>) : NoteDao {
        override suspend fun all(): List<String> = client.awaitWrite { tables, _ -> tables.rows("note").values.toList() }

        override suspend fun find(id: String): String? = client.awaitWrite { tables, _ -> tables.get("note", id) }
    }

    // sample: kotlin-test
    @Test
    fun `a note is at the server after a sync`() = runTest {
        val time = VirtualScheduler(1)
        val storage = InMemoryStorage().capturing(time::now, "note")
        val client = syncClient(storage, server.transport()) { scheduler = time.lane(1) }
        client.write { db, _ -> db.put("note", "n1", "\"milk\"") }

        val sync = async { client.awaitSync(StandardTestDispatcher(testScheduler)) }
        runCurrent() // the coroutine asks, and waits
        time.advance(Duration.ofSeconds(1)) // the client syncs
        assertInstanceOf(SyncReport.Synced::class.java, sync.await())
        assertEquals(listOf("n1"), server.keys())
        client.close()
    }
    // end
}
