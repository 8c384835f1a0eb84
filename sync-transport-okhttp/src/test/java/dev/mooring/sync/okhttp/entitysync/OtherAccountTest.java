package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.okhttp.Jwt;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A credential of another account than the one whose data is here (I14): two users of one server, and one file. */
class OtherAccountTest {
    private static final String OF_X = Jwt.of("x", 1);
    private static final String OF_X_LATER = Jwt.of("x", 2);
    private static final String OF_Y = Jwt.of("y", 1);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final EntitySyncServer server = EntitySyncServer.builder()
            .user("x", OF_X)
            .user("y", OF_Y)
            .clock(((InstantSource) time::now).withZone(ZoneOffset.UTC))
            .build();
    private final Journal phone = journal("dev_phone", "");

    private Journal journal(String device, String account) {
        Journal journal = new Journal(
                device,
                server,
                time,
                ConflictPolicy.serverWins(),
                dialect -> dialect.user("anna").account(account));
        journal.credential = "Bearer " + OF_X;
        return journal;
    }

    @BeforeEach
    void bothHaveSomething() {
        server.put("y", EntityType.LOGBOOK_ENTRY, "theirs", "{\"id\":\"theirs\",\"notes\":\"of y\"}");
        phone.entry("mine", "\"notes\":\"of x\"");
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        phone.entry("private", "\"notes\":\"for x alone\"");
    }

    private void refused(Journal journal) {
        int requests = journal.requests;
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, journal.sync());
        assertEquals(Mismatch.OTHER_ACCOUNT, report.mismatch());
        assertTrue(report.reason().contains("sign in as the right user"), report.reason());
        assertFalse(report.reason().contains(OF_Y), "a credential is told to nobody");
        assertEquals(requests, journal.requests, "nothing is sent");
        assertEquals(State.INCOMPATIBLE, journal.client.status().state());
        assertEquals(Cause.OTHER_ACCOUNT, journal.client.status().reason().cause());
        assertEquals(1, journal.client.status().pending());
        assertEquals(Set.of("entries/mine", "entries/private"), journal.rows().keySet());
        assertEquals(1, server.entities("y").size());
    }

    @Test
    void itsTokenMovesNothingEitherWay() {
        phone.credential = "Bearer " + OF_Y;
        refused(phone);
        refused(phone);
        assertTrue(phone.client.status().explain().contains("once the right user is signed in"));
    }

    @Test
    void itsCookieMovesNothingEitherWay() {
        phone.credential = "theme=dark; auth-token=" + OF_Y + "; tracker=" + Jwt.of("visitor", 1);
        refused(phone);
    }

    @Test
    void theRightTokenGoesOnWhereItWas() {
        phone.credential = "Bearer " + OF_Y;
        refused(phone);
        phone.credential = "Bearer " + OF_X;
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertEquals(2, server.entities("x").size());
        assertEquals(State.SYNCED, settled(phone));
    }

    private static State settled(Journal journal) {
        journal.client.start();
        journal.sync();
        State state = journal.client.status().state();
        journal.client.stop();
        return state;
    }

    @Test
    void aRefreshedTokenOfTheSameAccountIsNoOther() {
        server.expireToken(OF_X);
        server.addToken("x", OF_X_LATER);
        phone.next = "Bearer " + OF_X_LATER;
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertEquals(2, server.entities("x").size());
    }

    @Test
    void whatARefreshBringsIsCheckedBeforeItIsUsed() {
        server.expireToken(OF_X);
        phone.next = "Bearer " + OF_Y;
        int requests = phone.requests;
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
        assertEquals(Mismatch.OTHER_ACCOUNT, report.mismatch());
        assertEquals(requests + 1, phone.requests, "the one that was refused");
        assertEquals(1, server.entities("y").size());
    }

    @Test
    void aCallIsNotMadeAsSomebodyElse() {
        phone.credential = "Bearer " + OF_Y;
        var future = phone.client.calls().make(ApiCall.post("/api/account", "{}"));
        int requests = phone.requests;
        time.sleep(Duration.ofMinutes(2), future::isDone);
        CallReport.NotMade report = assertInstanceOf(CallReport.NotMade.class, future.getNow(null));
        assertEquals(
                Mismatch.OTHER_ACCOUNT,
                assertInstanceOf(SyncReport.Incompatible.class, report.sync()).mismatch());
        assertEquals(requests, phone.requests);
    }

    @Test
    void aRebuildFetchesNothingOfSomebodyElse() {
        phone.credential = "Bearer " + OF_Y;
        var future = phone.client.recovery().rebuild(RebuildPlan.withoutExport());
        time.sleep(Duration.ofMinutes(1), future::isDone);
        refused(phone);
        phone.credential = "Bearer " + OF_X;
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertEquals(2, server.entities("x").size());
        assertEquals(Set.of("entries/mine", "entries/private"), phone.rows().keySet());
    }

    @Test
    void anAppThatKnowsTheAccountIsSafeFromTheFirstSyncOn() {
        Journal tablet = journal("dev_tablet", "x");
        tablet.entry("first", "\"notes\":\"for x alone\"");
        tablet.credential = "Bearer " + OF_Y;
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, tablet.sync());
        assertEquals(Mismatch.OTHER_ACCOUNT, report.mismatch());
        assertEquals(0, tablet.requests);
    }

    @Test
    void aTokenThatTheServerNeverTookBindsNobody() {
        Journal tablet = journal("dev_tablet", "");
        tablet.credential = "Bearer " + Jwt.of("z", 1);
        assertInstanceOf(SyncReport.Failed.class, tablet.sync());
        tablet.credential = "Bearer " + OF_X;
        assertInstanceOf(SyncReport.Synced.class, tablet.sync());
        assertEquals(Set.of("entries/mine"), tablet.rows().keySet());
    }
}
