package dev.mooring.sync.kotlin

import dev.mooring.sync.ConflictPolicy
import dev.mooring.sync.ConflictPolicy.Resolution
import dev.mooring.sync.RetryPolicy
import dev.mooring.sync.SyncReport
import dev.mooring.sync.WriteException
import dev.mooring.sync.calls.ApiCall
import dev.mooring.sync.calls.ApiResponse
import dev.mooring.sync.calls.CallReport
import dev.mooring.sync.spi.Answer
import dev.mooring.sync.spi.Outcome
import dev.mooring.sync.status.SyncEvent
import dev.mooring.sync.status.SyncStatus
import dev.mooring.sync.status.Thresholds
import dev.mooring.sync.testing.storage.InMemoryStorage
import java.io.IOException
import java.time.Instant
import java.util.UUID
import kotlin.reflect.typeOf
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** How the core looks from Kotlin: what may be null and what may not, and which cases there are. */
class LanguageTest {
    /** The type that the compiler gives to what is returned: `T`, `T?`, or `T!` if it knows nothing about null. */
    private inline fun <reified T> seen(@Suppress("UNUSED_PARAMETER") of: () -> T): String =
        typeOf<T>().toString().substringBefore(" (Kotlin")

    @Test
    fun `null is known where it may be, and where it may not`() {
        Phone().use {
            val status: SyncStatus = it.client.status()
            val offline = SyncReport.Offline(true, 1, "no route", null)
            assertEquals("java.lang.String!", seen { System.lineSeparator() }, "of which nothing is known")
            assertEquals("dev.mooring.sync.status.SyncStatus", seen { it.client.status() })
            assertEquals("java.lang.String", seen { offline.cause() })
            assertEquals("java.time.Instant?", seen { offline.nextAttempt() })
            assertEquals("dev.mooring.sync.SyncReport\$HistoryChange?", seen { (offline as SyncReport).history() })
            assertEquals("dev.mooring.sync.status.SyncStatus\$Reason?", seen { status.reason() })
            assertEquals("java.lang.String", seen { status.explain() })
            assertEquals("java.lang.String?", seen { it.client.writeReturning { tables, _ -> tables.get("note", "n1") } })
            assertEquals("dev.mooring.sync.status.SyncStatus\$Counts", seen { status.counts() })
            assertEquals("dev.mooring.sync.status.SyncStatus\$Waiting?", seen { status.waiting() })
            assertEquals("java.time.Instant?", seen { status.contact().ack() })
            assertEquals("java.time.Instant?", seen { status.pendingSince() })
            assertEquals("dev.mooring.sync.Cursor", seen { status.cursor() })
            assertEquals("int", seen { it.client.writeReturning { tables, _ -> tables.rows("note").size } })
        }
    }

    private fun words(report: SyncReport): String =
        when (report) {
            is SyncReport.Synced -> "synced"
            is SyncReport.Offline -> "offline"
            is SyncReport.Failed -> "failed: ${report.fault()}"
            is SyncReport.Incompatible -> "incompatible: ${report.mismatch()}"
            is SyncReport.Elsewhere -> "elsewhere"
            is SyncReport.Interrupted -> "interrupted"
        }

    private fun words(report: CallReport): String =
        when (report) {
            is CallReport.Answered -> "answered"
            is CallReport.Offline -> "offline"
            is CallReport.Failed -> "failed"
            is CallReport.Uncertain -> "uncertain"
            is CallReport.NotMade -> "not made"
        }

    private fun words(event: SyncEvent): String =
        when (event) {
            is SyncEvent.Started -> "started"
            is SyncEvent.Progressed -> "progressed"
            is SyncEvent.Superseded -> "superseded"
            is SyncEvent.Quarantined -> "quarantined"
            is SyncEvent.Waiting -> "waiting"
            is SyncEvent.HistoryReplaced -> "history replaced"
            is SyncEvent.HistoryDoubted -> "history doubted"
            is SyncEvent.Aged -> "aged"
            is SyncEvent.Outdone -> "outdone"
            is SyncEvent.SweepWithheld -> "sweep withheld"
            is SyncEvent.Finished -> "finished"
            is SyncEvent.StatusChanged -> "status"
            is SyncEvent.ExchangeStarted -> "exchange started"
            is SyncEvent.ExchangeEnded -> "exchange ended"
            is SyncEvent.Acked -> "acked"
            is SyncEvent.Retried -> "retried"
            is SyncEvent.Applied -> "applied"
            is SyncEvent.RebuildStepped -> "rebuild"
            is SyncEvent.ChannelChanged -> "channel"
            is SyncEvent.Woken -> "woken"
            is SyncEvent.LockHeld -> "lock held"
        }

    private fun words(outcome: Outcome): String =
        when (outcome) {
            is Outcome.Accepted -> "accepted"
            is Outcome.Rejected -> "rejected"
            is Outcome.Duplicate -> "duplicate"
            is Outcome.Conflict -> "conflict"
            is Outcome.Waiting -> "waiting"
            is Outcome.Deferred -> "deferred"
        }

    private fun words(answer: Answer): String =
        when (answer) {
            is Answer.Settled -> "settled"
            is Answer.Diverged -> "diverged"
            is Answer.CallFailed -> "call failed"
            is Answer.Incompatible -> "incompatible"
            is Answer.HistoryReplaced -> "history replaced"
        }

    private fun color(status: SyncStatus): String =
        when (status.light()) {
            SyncStatus.Light.GREEN -> "green"
            SyncStatus.Light.AMBER -> "amber"
            SyncStatus.Light.RED -> "red"
            SyncStatus.Light.GREY -> "grey"
        }

    /** Without an `else`: this does not compile once a case is missing. */
    @Test
    fun `reports, events, lights and what a server answers have known cases`() {
        val elsewhere = SyncReport.Elsewhere(1)
        assertEquals("elsewhere", words(elsewhere))
        assertEquals("answered", words(CallReport.Answered(ApiResponse(200, emptyMap(), ""), elsewhere)))
        assertEquals("finished", words(SyncEvent.Finished(elsewhere)))
        assertEquals("rejected", words(Outcome.Rejected(UUID(0, 1), "too long")))
        assertEquals("call failed", words(Answer.CallFailed("too long")))
        Phone().use { assertEquals("grey", color(it.client.status())) }
    }

    /** It does not compile if one of them needs them. */
    @Test
    fun `lambdas need no type arguments and no names of interfaces`() {
        val events = mutableListOf<SyncEvent>()
        val tables = mutableSetOf<String>()
        Phone { conflicts = ConflictPolicy.decide { if (it.later()) Resolution.RESEND else Resolution.SUPERSEDE } }
            .use { phone ->
                phone.client
                    .listen { events += it }
                    .use {
                        phone.client
                            .onTablesChanged { tables += it.keys().keys }
                            .use {
                                phone.client.write { db, _ -> db.put("note", "n1", "1") }
                                val size = phone.client.writeReturning { db, _ -> db.rows("note").size }
                                assertEquals(1, size)
                                phone.client.syncNow().thenAccept { report -> events += SyncEvent.Finished(report) }
                                phone.advance()
                            }
                    }
                val refused = assertThrows<WriteException> { phone.client.write { _, _ -> throw IOException("not today") } }
                assertEquals("not today", refused.cause?.message)
            }
        assertTrue(events.size > 3)
        assertEquals(setOf("note"), tables)
    }

    @Test
    fun `what is left out has a default`() = runTest {
        val storage = InMemoryStorage().capturing({ Instant.EPOCH }, "note")
        val client = syncClient(storage, LogServer().transport())
        client.use {
            assertEquals(SyncStatus.State.DISCONNECTED, it.statuses().first().state())
            assertEquals(null, it.changes("note").first())
            assertEquals(1, it.awaitWrite { db, _ -> db.put("note", "n1", "1").let { 1 } })
            assertTrue(it.awaitSync() is SyncReport.Synced)
            assertTrue(it.awaitFlush(1.seconds) is SyncReport.Synced)
            assertTrue(it.awaitCall(ApiCall.post("https://example.org/", "{}")) is CallReport.Answered)
            assertEquals("note", it.writeReturning { db, _ -> if (db.get("note", "n1") == null) "" else "note" })
        }
        assertEquals(SyncStatus.Cause.CLOSED, client.statusFlow(backgroundScope).value.reason()?.cause())
        syncClient(InMemoryStorage(), LogServer().transport(), PlainRows).close()
        assertEquals(RetryPolicy.DEFAULT.cap(), retryPolicy(first = 1.seconds).cap())
        assertEquals(Thresholds.DEFAULT.ackStale(), thresholds(grace = 1.seconds).ackStale())
    }
}
