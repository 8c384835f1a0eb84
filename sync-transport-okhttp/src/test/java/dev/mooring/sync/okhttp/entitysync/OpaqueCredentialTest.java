package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credentials that name nobody: what a listing shows, and that they are the ones of before, is all that tells whose they are. */
class OpaqueCredentialTest {
    private static final String OF_X = "opaque-1";
    private static final String OF_X_LATER = "opaque-2";
    private static final String OF_Y = "opaque-3";

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final EntitySyncServer server = EntitySyncServer.builder()
            .user("x", OF_X)
            .user("x", OF_X_LATER)
            .user("y", OF_Y)
            .clock(((InstantSource) time::now).withZone(ZoneOffset.UTC))
            .build();
    private final Journal phone =
            new Journal("dev_phone", server, time, ConflictPolicy.serverWins(), dialect -> dialect.user("anna"));

    @BeforeEach
    void somethingIsConfirmed() {
        server.put("y", EntityType.LOGBOOK_ENTRY, "theirs", "{\"id\":\"theirs\",\"notes\":\"of y\"}");
        phone.credential = "Bearer " + OF_X;
        phone.entry("e1", "\"notes\":\"1\"");
        phone.entry("e2", "\"notes\":\"2\"");
        synced();
    }

    private void synced() {
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertEquals(0, phone.client.status().pending());
    }

    private void refused() {
        var rows = phone.rows();
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
        assertEquals(Mismatch.OTHER_ACCOUNT, report.mismatch());
        assertEquals(rows, phone.rows());
    }

    /** On another device everything was deleted, and something else written. */
    private void onlyStrangersAreLeft() {
        server.delete("x", EntityType.LOGBOOK_ENTRY, "e1");
        server.delete("x", EntityType.LOGBOOK_ENTRY, "e2");
        server.put("x", EntityType.LOGBOOK_ENTRY, "new", "{\"id\":\"new\",\"notes\":\"of x\"}");
    }

    @Test
    void oneThatIsUnchangedProvesTheAccountWhateverTheListingShows() {
        onlyStrangersAreLeft();
        phone.entry("mine", "\"notes\":\"mine\"");
        synced();
        assertEquals(Set.of("entries/new", "entries/mine"), phone.rows().keySet());
    }

    @Test
    void oneThatIsUnchangedProvesItForAnEmptyListingAsWell() {
        server.delete("x", EntityType.LOGBOOK_ENTRY, "e1");
        server.delete("x", EntityType.LOGBOOK_ENTRY, "e2");
        synced();
        assertEquals(Set.of(), phone.rows().keySet());
    }

    @Test
    void anotherOneProvesNothingAndIsRefusedByWhatItShows() {
        phone.credential = "Bearer " + OF_Y;
        refused();
        refused();
        phone.credential = "Bearer " + OF_X;
        synced();
        assertEquals(Set.of("entries/e1", "entries/e2"), phone.rows().keySet());
    }

    @Test
    void aRenewedOneThatShowsOnlyStrangersIsNotBelieved() {
        onlyStrangersAreLeft();
        phone.credential = "Bearer " + OF_X_LATER;
        refused();
        refused();
        phone.credential = "Bearer " + OF_X;
        synced();
        assertEquals(Set.of("entries/new"), phone.rows().keySet());
    }

    @Test
    void aRenewedOneThatHasShownWhatIsHereIsTheOneThatCounts() {
        phone.credential = "Bearer " + OF_X_LATER;
        synced();
        onlyStrangersAreLeft();
        synced();
        assertEquals(Set.of("entries/new"), phone.rows().keySet());
    }

    @Test
    void whatIsKeptIsNoCredential() {
        List<Account> kept = phone.storage.<List<Account>, RuntimeException>read(
                tx -> tx.binding().accounts());
        assertEquals(1, kept.size());
        assertEquals(Account.Kind.CREDENTIAL, kept.get(0).kind());
        assertFalse(kept.get(0).name().contains(OF_X));
    }

    @Test
    void aPasswordLeavesNoTrace() {
        Journal other = new Journal("dev_other", server, time, ConflictPolicy.serverWins(), dialect -> dialect);
        other.credential = "Basic YW5uYTpzZWNyZXQ=";
        assertInstanceOf(SyncReport.Failed.class, other.sync());
        assertEquals(
                List.of(),
                other.storage.<List<Account>, RuntimeException>read(
                        tx -> tx.binding().accounts()));
    }
}
