package dev.mooring.sync.kotlin

import dev.mooring.sync.Registration
import dev.mooring.sync.TablesChanged
import dev.mooring.sync.testing.storage.InMemoryStorage
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Test

/** A collector hears of each changed row, however slow it is, and leaves nothing registered. */
@OptIn(ExperimentalCoroutinesApi::class)
class ChangesTest {
    private val phone = Phone()
    private val client = phone.client

    @AfterEach fun close() = phone.close()

    /** What is told by hand, and who is registered for it. */
    private class Teller {
        val there = mutableListOf<TablesChanged.Listener>()
        var whileAsked = {}

        fun ask(listener: TablesChanged.Listener): Registration {
            there.add(listener)
            whileAsked()
            return Registration { there.remove(listener) }
        }

        fun tell(table: String, vararg keys: String) = tell(TablesChanged(mapOf(table to keys.toSet()), emptySet()))

        fun tell(change: TablesChanged) = there.toList().forEach { it.changed(change) }
    }

    private fun TestScope.collected(flow: Flow<Set<String>?>): List<Set<String>?> {
        val seen = mutableListOf<Set<String>?>()
        backgroundScope.launch { flow.toList(seen) }
        runCurrent()
        return seen
    }

    @Test
    fun `the first emission is any row, then come the keys of each commit, own or of a sync`() = runTest {
        val seen = collected(client.changes("note", queue))
        assertEquals(listOf(null), seen)
        client.start()
        phone.set("n1", "1")
        runCurrent()
        assertEquals(listOf(null, setOf("n1")), seen)
        settle(phone, 1.seconds)
        phone.server.append("n2", "2")
        client.wakeUp()
        settle(phone, 1.seconds)
        assertEquals("2", phone.row("n2"))
        assertEquals(listOf(null, setOf("n1"), setOf("n2")), seen)
    }

    @Test
    fun `another table is not told of`() = runTest {
        val seen = collected(client.changes("other", queue))
        client.open()
        phone.set("n1", "1")
        runCurrent()
        assertEquals(listOf<Set<String>?>(null), seen)
    }

    @Test
    fun `what changes while the collector is busy is merged, and nothing of it is lost`() = runTest {
        val seen = mutableListOf<Set<String>?>()
        val busy = CompletableDeferred<Unit>()
        backgroundScope.launch {
            client.changes("note", queue).collect {
                seen += it
                if (seen.size == 2) busy.await()
            }
        }
        client.open()
        runCurrent()
        phone.set("n1", "1")
        runCurrent()
        for (key in listOf("n2", "n3", "n2", "n1")) {
            phone.set(key, "again $key")
            runCurrent()
        }
        assertEquals(listOf(null, setOf("n1")), seen)
        busy.complete(Unit)
        runCurrent()
        assertEquals(listOf(null, setOf("n1"), setOf("n2", "n3", "n1")), seen)
    }

    @Test
    fun `what changes during the registration comes with the first look or behind it`() = runTest {
        val teller = Teller()
        teller.whileAsked = { teller.tell("note", "n1") }
        val seen = collected(gathered("note", queue, teller::ask))
        assertEquals(listOf<Set<String>?>(null), seen, "any row, so n1 too")
        teller.tell("note", "n2")
        runCurrent()
        assertEquals(listOf(null, setOf("n2")), seen)
    }

    @Test
    fun `too many keys are the whole table, until it is taken`() {
        val gathered = Gathered("note", most = 3)
        assertEquals(null, gathered.take())
        gathered.changed(TablesChanged(mapOf("note" to setOf("a", "b")), emptySet()))
        gathered.changed(TablesChanged(mapOf("note" to setOf("b", "c")), emptySet()))
        assertEquals(setOf("a", "b", "c"), gathered.take())
        gathered.changed(TablesChanged(mapOf("note" to setOf("a", "b", "c")), emptySet()))
        gathered.changed(TablesChanged(mapOf("note" to setOf("d")), emptySet()))
        gathered.changed(TablesChanged(mapOf("note" to setOf("e")), emptySet()))
        assertEquals(null, gathered.take())
        gathered.changed(TablesChanged(mapOf("note" to setOf("f")), emptySet()))
        assertEquals(setOf("f"), gathered.take())
        gathered.changed(TablesChanged(emptyMap(), setOf("note")))
        assertEquals(null, gathered.take())
    }

    @Test
    fun `who is cancelled is no longer registered, also while it registers`() = runTest {
        val teller = Teller()
        val flow = gathered("note", queue, teller::ask)
        assertEquals(0, teller.there.size, "nobody asks before somebody collects")
        val job = launch { flow.collect {} }
        runCurrent()
        assertEquals(1, teller.there.size)
        job.cancel()
        runCurrent()
        assertEquals(0, teller.there.size)

        var asked = false
        lateinit var hasty: Job
        teller.whileAsked = {
            asked = true
            hasty.cancel()
        }
        hasty = launch { flow.collect {} }
        runCurrent()
        assertEquals(true, asked)
        assertFalse(hasty.isActive)
        assertEquals(0, teller.there.size)
    }

    @Test
    fun `a collector that fails is no longer registered`() = runTest {
        val teller = Teller()
        val thrown = runCatching { gathered("note", queue, teller::ask).collect { error("not today") } }
        assertEquals("not today", thrown.exceptionOrNull()?.message)
        assertEquals(0, teller.there.size)
    }

    @Test
    fun `a storage that captures nothing says so`() = runTest {
        val plain = syncClient(InMemoryStorage(), phone.server.transport(), PlainRows) { scheduler = phone.time.lane(2) }
        var thrown: Throwable? = null
        plain.use { it.changes("note", queue).catch { problem -> thrown = problem }.collect {} }
        assertInstanceOf(IllegalStateException::class.java, thrown)
    }
}
