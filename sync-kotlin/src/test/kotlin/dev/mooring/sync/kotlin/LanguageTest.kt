package dev.mooring.sync.kotlin

import dev.mooring.sync.SyncReport
import dev.mooring.sync.calls.ApiResponse
import dev.mooring.sync.calls.CallReport
import dev.mooring.sync.status.SyncEvent
import dev.mooring.sync.status.SyncStatus
import kotlin.reflect.typeOf
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

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
            is SyncEvent.SweepWithheld -> "sweep withheld"
            is SyncEvent.Finished -> "finished"
            is SyncEvent.StatusChanged -> "status"
            is SyncEvent.ExchangeStarted -> "exchange started"
            is SyncEvent.ExchangeEnded -> "exchange ended"
            is SyncEvent.Acked -> "acked"
            is SyncEvent.Retried -> "retried"
            is SyncEvent.Applied -> "applied"
            is SyncEvent.RebuildStepped -> "rebuild"
        }

    /** Without an `else`: this does not compile once a case is missing. */
    @Test
    fun `reports and events have known cases`() {
        val elsewhere = SyncReport.Elsewhere(1)
        assertEquals("elsewhere", words(elsewhere))
        assertEquals("answered", words(CallReport.Answered(ApiResponse(200, emptyMap(), ""), elsewhere)))
        assertEquals("finished", words(SyncEvent.Finished(elsewhere)))
    }
}
