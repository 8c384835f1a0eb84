package dev.mooring.sync.kotlin

import dev.mooring.sync.ConflictPolicy
import dev.mooring.sync.Connectivity
import dev.mooring.sync.RetryPolicy
import dev.mooring.sync.SyncClient
import dev.mooring.sync.SyncClientBuilder
import dev.mooring.sync.internal.settings.Retention
import dev.mooring.sync.internal.settings.Settings
import dev.mooring.sync.recovery.UserSwitch
import dev.mooring.sync.spi.Ask
import dev.mooring.sync.status.SyncListener
import dev.mooring.sync.status.Thresholds
import dev.mooring.sync.testing.storage.InMemoryStorage
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What is set in Kotlin arrives in the core's builder, and what is not set stays as the core has it. */
class WiringTest {
    private val server = LogServer()

    private fun draft(settings: SyncClientSettings.() -> Unit): Settings.Draft {
        val builder = SyncClient.builder(InMemoryStorage(), server.transport(), PlainRows)
        SyncClientSettings().apply(settings).putInto(builder)
        val field = SyncClientBuilder::class.java.getDeclaredField("settings")
        field.isAccessible = true
        return field.get(builder) as Settings.Draft
    }

    @Test
    fun `every setting of the builder is there`() {
        val builders = SyncClientBuilder::class.java.methods.filter { it.returnType == SyncClientBuilder::class.java }.map { it.name }
        val here = SyncClientSettings::class.java.methods.map { it.name.removePrefix("set").replaceFirstChar(Char::lowercase) }
        assertTrue(builders.size > 15)
        assertEquals(emptyList<String>(), builders.filterNot { name -> here.any { it.substringBefore('-') == name } })
    }

    @Test
    fun `every setting arrives`() {
        val policy = ConflictPolicy.rebase()
        val heard = SyncListener {}
        val limits = thresholds(grace = 1.minutes)
        val waits = retryPolicy(cap = 5.minutes)
        val lane = dev.mooring.sync.testing.VirtualScheduler(1).lane(1)
        val hints =
            object : Connectivity {
                override fun current() = Connectivity.State.METERED

                override fun onChange(hint: Runnable) = dev.mooring.sync.Registration {}
            }
        val draft = draft {
            conflicts = policy
            refusedWrites = SyncClient.RefusedWrites.TAKE_BACK
            retries = waits
            pollEvery = 30.seconds
            debounce = Duration.ZERO
            mopUpEvery = 7.seconds
            keepLogOf = 70
            keepLogFor = 2.hours
            leaseFor = 8.seconds
            closeWithin = 1500.milliseconds
            listener = heard
            otherUser = UserSwitch.park()
            thresholds = limits
            connectivity = hints
            scheduler = lane
            unconfirmedDeletions(listings = 3, atLeast = 1.hours)
            acceptAtLeastOnce()
        }
        assertSame(policy, draft.conflicts)
        assertEquals(SyncClient.RefusedWrites.TAKE_BACK, draft.refusedWrites)
        assertSame(waits, draft.retries)
        assertEquals(30.seconds.toJavaDuration(), draft.poll)
        assertEquals(java.time.Duration.ZERO, draft.debounce)
        assertEquals(7.seconds.toJavaDuration(), draft.mopUp)
        assertEquals(Retention(70, 2.hours.toJavaDuration()), draft.retention)
        assertEquals(8.seconds.toJavaDuration(), draft.lease)
        assertEquals(1500, draft.closeTimeout.toMillis())
        assertSame(heard, draft.listener)
        assertSame(limits, draft.thresholds)
        assertSame(hints, draft.connectivity)
        assertSame(lane, draft.scheduler)
        assertEquals(Settings.Settling(3, 1.hours.toJavaDuration()), draft.settling)
        assertTrue(draft.atLeastOnce)
    }

    @Test
    fun `what is not set stays as it is`() {
        val draft = draft {}
        assertNull(draft.poll)
        assertNull(draft.keepLog)
        assertSame(RetryPolicy.DEFAULT, draft.retries)
        assertSame(Thresholds.DEFAULT, draft.thresholds)
        assertEquals(RetryPolicy.DEFAULT, retryPolicy())
        assertEquals(Thresholds.DEFAULT, thresholds())
    }

    @Test
    fun `what is out of bounds is refused`() {
        val handlerless = InMemoryStorage()
        val line = server.transport()
        assertThrows(IllegalArgumentException::class.java) { syncClient(handlerless, line) }
        assertThrows(IllegalArgumentException::class.java) { syncClient(handlerless, line, PlainRows) { pollEvery = Duration.ZERO } }
        assertThrows(IllegalArgumentException::class.java) { syncClient(handlerless, line, PlainRows) { debounce = (-1).seconds } }
        assertThrows(IllegalArgumentException::class.java) { retryPolicy(first = 3.minutes) }
    }

    @Test
    fun `a client with the app's own handler polls as it was told`() {
        val time = dev.mooring.sync.testing.VirtualScheduler(1)
        val own = LogServer(time)
        val client =
            syncClient(InMemoryStorage(), own.transport(), PlainRows) {
                pollEvery = 30.seconds
                scheduler = time.lane(1)
            }
        client.use {
            it.start()
            time.advance(10.seconds.toJavaDuration())
            own.append("n1", "1")
            own.asks.clear()
            time.advance(5.minutes.toJavaDuration())
            assertEquals(10, own.asks.count { ask -> ask is Ask.Pull })
            assertEquals("1", it.writeReturning { tables, _ -> tables.get("note", "n1") })
        }
    }
}
