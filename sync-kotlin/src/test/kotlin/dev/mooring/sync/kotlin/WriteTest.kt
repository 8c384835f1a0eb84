package dev.mooring.sync.kotlin

import dev.mooring.sync.Mutation
import dev.mooring.sync.WriteException
import java.io.IOException
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.yield
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotSame
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assertions.fail
import org.junit.jupiter.api.Test

/** A suspending write commits or does not, and its caller knows which, whenever the coroutine is cancelled. */
@OptIn(ExperimentalCoroutinesApi::class)
class WriteTest {
    private val phone = Phone()
    private val client = phone.client

    /** Whatever a test does, no transaction is left open: another write comes through. */
    @AfterEach
    fun nothingIsLeftOpen() {
        phone.set("last", "1")
        assertEquals("1", phone.row("last"))
        phone.close()
    }

    @Test
    fun `returns what the block returns, off the calling thread`() = runTest {
        var thread: Thread? = null
        val done =
            client.awaitWrite { tables, outbox ->
                thread = Thread.currentThread()
                tables.put("note", "n1", "\"milk\"")
                outbox.add(Mutation.of("done", "n1", "tick", "{}"))
            }
        assertEquals("tick", done.kind())
        assertEquals("\"milk\"", phone.row("n1"))
        assertEquals(2, client.status().pending())
        assertNotSame(Thread.currentThread(), thread)
    }

    @Test
    fun `the result may be null or nothing`() = runTest {
        val none: String? = client.awaitWrite(queue) { tables, _ -> tables.get("note", "n1") }
        assertNull(none)
        val unit: Unit = client.awaitWrite(queue) { tables, _ -> tables.put("note", "n1", "1") }
        assertEquals(Unit, unit)
    }

    @Test
    fun `a coroutine that was cancelled before writes nothing`() = runTest {
        var thrown: Throwable? = null
        launch {
            coroutineContext[Job]?.cancel()
            thrown = caught { client.awaitWrite(queue) { _, _ -> fail<Unit>("it ran") } }
        }
        runCurrent()
        assertInstanceOf(CancellationException::class.java, thrown)
        assertEquals(0, client.status().pending())
    }

    @Test
    fun `one that is cancelled before its turn writes nothing, and is told so`() = runTest {
        var thrown: Throwable? = null
        val job =
            launch(start = CoroutineStart.UNDISPATCHED) { thrown = caught { client.awaitWrite(queue) { _, _ -> fail<Unit>("it ran") } } }
        job.cancel()
        runCurrent()
        assertInstanceOf(CancellationException::class.java, thrown)
        assertTrue(job.isCompleted)
        assertEquals(0, client.status().pending())
    }

    @Test
    fun `one that is cancelled while another write runs writes nothing`() = runTest {
        lateinit var job: Job
        client.write { tables, _ ->
            job = launch(start = CoroutineStart.UNDISPATCHED) { client.awaitWrite { _, _ -> fail<Unit>("it ran") } }
            job.cancel()
            tables.put("note", "n1", "1")
        }
        job.join()
        assertEquals(1, client.status().pending())
    }

    @Test
    fun `one that is cancelled in the middle commits, and its caller gets the result`() = runTest {
        var result = 0
        var after: Throwable? = null
        val job =
            launch(start = CoroutineStart.LAZY) {
                val self = checkNotNull(coroutineContext[Job])
                result =
                    client.awaitWrite(queue) { tables, _ ->
                        self.cancel()
                        tables.put("note", "n1", "1")
                        7
                    }
                after = caught { yield() }
            }
        job.start()
        runCurrent()
        assertEquals(7, result)
        assertEquals("1", phone.row("n1"))
        assertInstanceOf(CancellationException::class.java, after)
        assertTrue(job.isCancelled)
    }

    @Test
    fun `a block that looks at its scope rolls back`() = runTest {
        var thrown: Throwable? = null
        launch {
                thrown = caught {
                    client.awaitWrite { tables, _ ->
                        tables.put("note", "n1", "1")
                        coroutineContext[Job]?.cancel()
                        ensureActive()
                    }
                }
            }
            .join()
        assertInstanceOf(CancellationException::class.java, thrown)
        assertNull(phone.row("n1"))
        assertEquals(0, client.status().pending())
    }

    @Test
    fun `what the block throws rolls back, and arrives as from a write that blocks`() = runTest {
        val unchecked = ArithmeticException("as it is")
        val thrown = caught {
            client.awaitWrite(queue) { tables, _ ->
                tables.put("note", "n1", "1")
                throw unchecked
            }
        }
        assertInstanceOf(ArithmeticException::class.java, thrown)
        assertEquals("as it is", thrown?.message)
        val checked = IOException("the cause")
        val wrapped = caught {
            client.awaitWrite(queue) { tables, _ ->
                tables.put("note", "n1", "1")
                throw checked
            }
        }
        assertInstanceOf(WriteException::class.java, wrapped)
        assertSame(checked, wrapped?.cause)
        assertNull(phone.row("n1"))
        assertFalse(client.status().pending() > 0)
    }

    @Test
    fun `after the end it says so`() = runTest {
        Phone().use { other ->
            other.close()
            val thrown = caught { other.client.awaitWrite(queue) { tables, _ -> tables.put("note", "n1", "1") } }
            assertInstanceOf(IllegalStateException::class.java, thrown)
        }
    }

    private inline fun caught(run: () -> Unit): Throwable? =
        try {
            run()
            null
        } catch (e: Throwable) {
            e
        }
}
