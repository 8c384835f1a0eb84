package dev.mooring.sync.kotlin

import dev.mooring.sync.Registration
import dev.mooring.sync.status.SyncEvent
import dev.mooring.sync.status.SyncListener
import dev.mooring.sync.status.SyncStatus
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What a collector sees of a client, how much of it, and that it leaves nothing behind. */
@OptIn(ExperimentalCoroutinesApi::class)
class FlowsTest {
    private val all = mutableListOf<SyncEvent>()
    private val phone = Phone { listener = SyncListener { all += it } }
    private val client = phone.client

    @AfterEach fun close() = phone.close()

    @Test
    fun `statuses begin with the one of now and end with the last`() = runTest {
        val seen = mutableListOf<SyncStatus>()
        backgroundScope.launch { client.statuses(queue).toList(seen) }
        runCurrent()
        assertEquals(1, seen.size)
        assertEquals(SyncStatus.State.DISCONNECTED, seen.last().state())
        client.start()
        phone.set("n1", "1")
        settle(phone, 1.seconds)
        assertEquals(SyncStatus.Light.GREEN, seen.last().light())
        assertEquals(0, seen.last().pending())
    }

    @Test
    fun `a slow collector of statuses gets the last one, not each`() = runTest {
        val seen = mutableListOf<SyncStatus>()
        backgroundScope.launch { client.statuses(queue).toList(seen) }
        runCurrent()
        client.start()
        repeat(20) {
            phone.set("n$it", "1")
            phone.advance()
        }
        val changes = all.count { it is SyncEvent.StatusChanged }
        assertTrue(changes > 20, "only $changes")
        runCurrent() // The collector had no turn until here.
        assertTrue(seen.size <= 3, "${seen.size}") // The first, one that was under way, and the last.
        assertEquals(client.status().position(), seen.last().position())
    }

    @Test
    fun `a status flow has a value at once, and is of now without a collector`() = runTest {
        val flow = client.statusFlow(backgroundScope, queue)
        assertEquals(SyncStatus.State.DISCONNECTED, flow.value.state())
        client.start()
        settle(phone, 1.seconds)
        assertEquals(SyncStatus.State.SYNCED, flow.value.state())
    }

    @Test
    fun `a status flow ends with its scope`() = runTest {
        val screen = CoroutineScope(queue + Job())
        val flow = client.statusFlow(screen, queue)
        runCurrent()
        screen.cancel()
        runCurrent()
        client.start()
        settle(phone, 1.seconds)
        assertEquals(SyncStatus.State.DISCONNECTED, flow.value.state())
    }

    @Test
    fun `events come in order, from the collecting on, to each collector`() = runTest {
        client.start()
        phone.advance()
        val before = all.size
        val seen = List(2) { mutableListOf<SyncEvent>() }
        seen.forEach { mine -> backgroundScope.launch { client.events().toList(mine) } }
        runCurrent()
        phone.set("n1", "1")
        settle(phone, 1.seconds)
        assertTrue(all.size > before + 5)
        seen.forEach { assertEquals(all.drop(before), it) }
    }

    @Test
    fun `a collector that is too far behind loses the oldest events`() = runTest {
        val seen = mutableListOf<SyncEvent>()
        backgroundScope.launch { client.events(capacity = 3).toList(seen) }
        runCurrent()
        client.start()
        phone.set("n1", "1")
        phone.advance(1.seconds)
        assertTrue(all.size > 5)
        runCurrent() // The collector had no turn until here.
        assertEquals(all.take(1) + all.takeLast(3), seen) // It had asked for the first, so that one was not in the buffer.
        assertInstanceOf(SyncEvent.StatusChanged::class.java, seen.last())
    }

    @Test
    fun `a buffer holds something`() {
        assertThrows(IllegalArgumentException::class.java) { client.events(0) }
    }

    @Test
    fun `who stops collecting is no longer registered`() = runTest {
        val there = mutableListOf<SyncListener>()
        val flow =
            told({ listener ->
                there.add(listener)
                Registration { there.remove(listener) }
            }) {
                it
            }
        assertEquals(0, there.size, "nobody listens before somebody collects")
        val received = Channel<SyncEvent>(Channel.UNLIMITED)
        val job = launch { flow.collect { received.send(it) } }
        runCurrent()
        there.single().on(SyncEvent.Started())
        assertEquals(SyncEvent.Started(), received.receive())
        job.cancel()
        runCurrent()
        assertEquals(0, there.size)
    }
}
