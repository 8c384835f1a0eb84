package dev.mooring.sync.kotlin.docs

import dev.mooring.sync.SyncReport
import dev.mooring.sync.SyncReport.Fault
import dev.mooring.sync.SyncReport.Mismatch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Runs those samples of docs/android.md that need no Android. */
class AndroidSamplesTest {
    @Test
    fun `a worker tries again what may end better by itself`() {
        assertEquals("success", resultOf(SyncReport.Synced(1, 0, 0, 0, 0)).toString())
        assertEquals("success", resultOf(SyncReport.Elsewhere(0)).toString())
        assertEquals("retry", resultOf(SyncReport.Elsewhere(1)).toString())
        assertEquals("retry", resultOf(SyncReport.Offline(true, 1, "no network", null)).toString())
        assertEquals("retry", resultOf(SyncReport.Interrupted(1)).toString())
        assertEquals("failure", resultOf(SyncReport.Incompatible(Mismatch.KNOWS_LESS, "it lost data", 1)).toString())
        val persons = setOf(Fault.AUTH_REQUIRED, Fault.REFUSED, Fault.UNTRUSTED, Fault.HANDLER, Fault.STORAGE)
        for (fault in Fault.entries) {
            val expected = if (fault in persons) "failure" else "retry"
            assertEquals(expected, resultOf(SyncReport.Failed(fault, "a word", 1, null)).toString())
        }
    }
}
