package dev.mooring.sync.kotlin

import dev.mooring.sync.SyncReport
import dev.mooring.sync.calls.ApiCall
import dev.mooring.sync.calls.CallReport
import dev.mooring.sync.testing.storage.InMemoryStorage
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.async
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Who waits for a sync gets its report. Who stops waiting takes nothing away from anybody. */
@OptIn(ExperimentalCoroutinesApi::class)
class SyncTest {
    private val phone = Phone()
    private val client = phone.client
    private val server = phone.server

    /** Whatever a test does, the lease is not held for good: another process may sync soon. */
    @AfterEach
    fun theLeaseEnds() {
        phone.advance(2.minutes)
        server.takes = 0.seconds
        server.online = true
        phone.another(2).use { other ->
            val report = other.syncNow()
            phone.time.runUntil(report::isDone, 1.seconds.toJavaDuration())
            assertInstanceOf(SyncReport.Synced::class.java, report.getNow(null))
        }
        phone.close()
    }

    @Test
    fun `a sync is awaited`() = runTest {
        phone.set("n1", "1")
        val sync = async { client.awaitSync(queue) }
        settle(phone)
        assertInstanceOf(SyncReport.Synced::class.java, sync.await())
        assertEquals(listOf("n1"), server.keys())
    }

    @Test
    fun `a failure is a report`() = runTest {
        phone.set("n1", "1")
        server.online = false
        val sync = async { client.awaitSync(queue) }
        settle(phone)
        val offline = assertInstanceOf(SyncReport.Offline::class.java, sync.await())
        assertEquals(1, offline.pending())
    }

    @Test
    fun `whoever stops waiting leaves the sync to the others`() = runTest {
        phone.set("n1", "1")
        server.takes = 5.seconds
        val first = async { client.awaitSync(queue) }
        val second = async { client.awaitSync(queue) }
        runCurrent()
        phone.time.schedule(2.seconds.toJavaDuration()) { first.cancel() }
        settle(phone)
        assertTrue(first.isCancelled)
        assertInstanceOf(SyncReport.Synced::class.java, second.await())
        assertEquals(listOf("n1"), server.keys())
    }

    @Test
    fun `a sync that nobody waits for any more goes on to its end`() = runTest {
        phone.set("n1", "1")
        server.takes = 5.seconds
        val only = async { client.awaitSync(queue) }
        runCurrent()
        phone.time.schedule(2.seconds.toJavaDuration()) { only.cancel() }
        settle(phone)
        assertTrue(only.isCancelled)
        assertEquals(listOf("n1"), server.keys())
        assertEquals(0, client.status().pending())
    }

    @Test
    fun `whoever is cancelled before asking asks for nothing`() = runTest {
        val sync = async { client.awaitSync(queue) }
        sync.cancel()
        settle(phone)
        assertEquals(emptyList<Any>(), server.asks)
    }

    @Test
    fun `a flush ends at its deadline, with what is left`() = runTest {
        phone.set("n1", "1")
        server.takes = 10.seconds
        val flush = async { client.awaitFlush(3.seconds, queue) }
        settle(phone, 3.seconds)
        assertEquals(1, assertInstanceOf(SyncReport.Interrupted::class.java, flush.await()).pending())
    }

    @Test
    fun `a flush that is cancelled takes its deadline away`() = runTest {
        phone.set("n1", "1")
        server.takes = 5.seconds
        val flush = async { client.awaitFlush(3.seconds, queue) }
        val other = async { client.awaitSync(queue) }
        runCurrent()
        phone.time.schedule(1.seconds.toJavaDuration()) { flush.cancel() }
        settle(phone)
        assertTrue(flush.isCancelled)
        assertInstanceOf(SyncReport.Synced::class.java, other.await())
        assertEquals(listOf("n1"), server.keys())
    }

    @Test
    fun `a call rides with what is pending`() = runTest {
        phone.set("n1", "1")
        val call = async { client.awaitCall(ApiCall.post("https://example.org/do", "{}"), queue) }
        settle(phone)
        val answered = assertInstanceOf(CallReport.Answered::class.java, call.await())
        assertEquals(200, answered.response().status())
        assertEquals(1, server.callsMade)
        assertEquals(listOf("n1"), server.keys())
    }

    @Test
    fun `a call that nobody waits for any more is made once at most`() = runTest {
        server.takes = 5.seconds
        val call = async { client.awaitCall(ApiCall.get("https://example.org/do"), queue) }
        runCurrent()
        phone.time.schedule(2.seconds.toJavaDuration()) { call.cancel() }
        settle(phone)
        assertTrue(call.isCancelled)
        assertEquals(1, server.callsMade)
        settle(phone, 10.minutes)
        assertEquals(1, server.callsMade)
    }

    @Test
    fun `a client that is closed ends the waiting`() = runTest {
        Phone().use { other ->
            other.set("n1", "1")
            other.server.takes = 5.seconds
            val sync: Deferred<SyncReport> = async { other.client.awaitSync(queue) }
            runCurrent()
            other.time.schedule(2.seconds.toJavaDuration()) { other.close() }
            settle(other)
            assertInstanceOf(SyncReport.Interrupted::class.java, sync.await())
        }
    }

    @Test
    fun `everything has its default, threads too`() = runTest {
        val quick = LogServer()
        val storage = InMemoryStorage().capturing({ phone.time.now() }, "note")
        syncClient(storage, quick.transport()).use { real ->
            real.awaitWrite { tables, _ -> tables.put("note", "n1", "1") }
            assertInstanceOf(SyncReport.Synced::class.java, real.awaitSync())
            assertInstanceOf(SyncReport.Synced::class.java, real.awaitFlush(10.seconds))
            assertInstanceOf(CallReport.Answered::class.java, real.awaitCall(ApiCall.get("https://example.org")))
            assertEquals(listOf("n1"), quick.keys())
            assertFalse(real.status().pending() > 0)
        }
    }
}
