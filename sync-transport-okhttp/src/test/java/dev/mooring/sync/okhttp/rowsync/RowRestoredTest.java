package dev.mooring.sync.okhttp.rowsync;

import static dev.mooring.sync.okhttp.rowsync.RowDevice.TUNE;
import static dev.mooring.sync.okhttp.rowsync.RowDevice.id;
import static dev.mooring.sync.okhttp.rowsync.RowDevice.tuneRow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.HistoryChange;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that was restored from an older copy, and has nothing by which it tells. */
class RowRestoredTest {
    private final RowNetwork network = new RowNetwork();
    private final RowDevice phone = new RowDevice(network, ConflictPolicy.serverWins(), dialect -> dialect);

    private SyncReport.Synced synced() {
        return assertInstanceOf(SyncReport.Synced.class, phone.sync());
    }

    /** With the time of its edit. */
    private static String tune(String title, String edited) {
        String row = tuneRow(1, title);
        return row.substring(0, row.length() - 1) + ",\"structure\":\"" + edited
                + "\",\"lastModifiedAt\":\"2025-11-20T10:00:00.000Z\"}";
    }

    /** The next full listing shows older states than those that this device wrote: that is said, once. What is missing is held back. */
    @Test
    void whatItLostOfThisDevicesWritesIsSaid() {
        phone.put(TUNE, tune("old", "2026-01-01T00:00:00Z"));
        phone.tune(2, "kept");
        synced();
        network.time.advance(Duration.ofMinutes(5));
        phone.put(TUNE, tune("new", "2026-01-01T00:04:00Z"));
        phone.tune(3, "created");
        synced();
        network.server.put("tune", tune("old", "2026-01-01T00:00:00Z"));
        assertTrue(network.server.remove("tune", id(3)));

        network.time.advance(Duration.ofHours(25));
        SyncReport.Synced report = synced();

        assertEquals(HistoryChange.Cause.AGED, report.history().cause());
        assertTrue(
                report.history().reason().contains("1 write of this device"),
                report.history().reason());
        assertEquals(1, phone.client.status().counts().heldBack());
        assertEquals("created", phone.title(3));
        assertEquals(3, phone.rows(TUNE).size());
        assertNull(synced().history());
    }
}
