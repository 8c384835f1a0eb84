package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.Jwt;
import dev.mooring.sync.status.SyncStatus.Light;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import dev.mooring.sync.testing.entitysync.StoredEntity;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a listing no longer shows: deleted elsewhere, lost by the server, or not readable for a while. */
class GoneTest {
    private static final String TOKEN = Jwt.of("x", 1);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final Journal phone;
    private final Journal tablet;
    private EntitySyncServer server = server();

    GoneTest() {
        phone = journal("dev_phone");
        tablet = journal("dev_tablet");
    }

    private EntitySyncServer server() {
        return EntitySyncServer.builder()
                .user("x", TOKEN)
                .clock(((InstantSource) time::now).withZone(ZoneOffset.UTC))
                .build();
    }

    private Journal journal(String device) {
        Journal journal = new Journal(device, () -> server, time, ConflictPolicy.serverWins(), dialect -> dialect);
        journal.credential = "Bearer " + TOKEN;
        return journal;
    }

    private static void synced(Journal journal) {
        assertInstanceOf(SyncReport.Synced.class, journal.sync());
        assertEquals(0, journal.client.status().pending());
    }

    private void both(int entries) {
        for (int i = 0; i < entries; i++) {
            phone.entry("e" + i, "\"notes\":\"" + i + "\"");
        }
        synced(phone);
        synced(tablet);
        assertEquals(entries, tablet.rows().size());
    }

    @ParameterizedTest
    @CsvSource({"20, 11", "50, 50", "3, 2"})
    void whatWasDeletedElsewhereIsGoneAtOnceWhateverItsShare(int all, int gone) {
        both(all);
        for (int i = 0; i < gone; i++) {
            phone.delete("entries", "e" + i);
        }
        synced(phone);
        tablet.entry("mine", "\"notes\":\"mine\"");
        synced(tablet);
        assertEquals(all - gone + 1, tablet.rows().size());
        assertEquals(0, tablet.client.status().counts().heldBack());
    }

    @Test
    void theLastEntityDeletedElsewhereIsGoneAndBlocksNothing() {
        both(1);
        phone.delete("entries", "e0");
        synced(phone);
        tablet.entry("mine", "\"notes\":\"mine\"");
        synced(tablet);
        assertEquals(Set.of("entries/mine"), tablet.rows().keySet());
        synced(phone);
        assertEquals(Set.of("entries/mine"), phone.rows().keySet());
    }

    @Test
    void whatPullsNeverShowSpeaksAgainstNoDeletion() {
        server.put("x", EntityType.REPERTOIRE_ITEM, "score", "{\"id\":\"score\"}");
        both(3);
        phone.delete("entries", "e0");
        phone.delete("entries", "e1");
        synced(phone);
        synced(tablet);
        assertEquals(Set.of("entries/e2"), tablet.rows().keySet());
    }

    @Test
    void aDatabaseThatWasWipedDeletesNothingAndGetsNothing() {
        both(3);
        server = server();
        tablet.entry("mine", "\"notes\":\"mine\"");
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, tablet.sync());
        assertEquals(Mismatch.KNOWS_LESS, report.mismatch());
        assertTrue(report.reason().contains("does not know that this account was ever used"), report.reason());
        assertEquals(4, tablet.rows().size());
        assertEquals(0, server.entities("x").size());
    }

    /** Pull and status show nothing, for hours, and nobody has written. */
    @Test
    void aTableThatCannotBeReadIsNoDeletionHoweverLongThatLasts() {
        both(3);
        server.failReads(Integer.MAX_VALUE);
        for (int i = 0; i < 5; i++) {
            tablet.sync();
            assertEquals(3, tablet.rows().size());
            assertEquals(Light.AMBER, tablet.client.status().light());
            assertEquals(3, tablet.client.status().counts().heldBack());
            time.sleep(Duration.ofHours(1), () -> false);
        }
        server.failReads(0);
        synced(tablet);
        assertEquals(0, tablet.client.status().counts().heldBack());
    }

    /** The server counts more than it shows: a listing that was cut. */
    @Test
    void aListingThatIsCutHoldsBackAndStopsNoPush() {
        both(6);
        server.hide("x", 4);
        tablet.entry("mine", "\"notes\":\"mine\"");
        synced(tablet);
        assertEquals(7, tablet.rows().size());
        assertEquals(4, tablet.client.status().counts().heldBack());
        assertTrue(server.entity("x", EntityType.LOGBOOK_ENTRY, "mine")
                .map(StoredEntity::data)
                .isPresent());
        server.hide("x", 0);
        synced(tablet);
        assertEquals(0, tablet.client.status().counts().heldBack());
        assertEquals(7, tablet.rows().size());
    }
}
