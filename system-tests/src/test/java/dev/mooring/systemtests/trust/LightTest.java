package dev.mooring.systemtests.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildPreview;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.status.Flow;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
import dev.mooring.sync.status.Trouble;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.oplog.OpLogServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From end to end: what the light shows while servers come, go, and are built anew. */
class LightTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final EventLogServer server = EventLogServer.builder().build();
    private final Network network = new Network();
    private final List<NoteApp> apps = new ArrayList<>();

    @AfterEach
    void closeAll() {
        apps.forEach(NoteApp::close);
    }

    private NoteApp app(String name) {
        return app(name, network);
    }

    private NoteApp app(String name, Network way) {
        Dialect dialect = EventLogDialect.builder("anna").device(name).build();
        NoteApp app = new NoteApp(folder.resolve(name), time, way, dialect, server.interceptor());
        apps.add(app);
        return app;
    }

    @Test
    void whatAnotherDeviceWritesIsHereWhileTheLightIsGreen() {
        NoteApp phone = app("phone").start();
        NoteApp laptop = app("laptop", new Network()).start();
        laptop.write("1", "milk");

        phone.pass(NoteApp.POLL.plusSeconds(2));

        assertEquals(List.of("1 milk"), phone.notes());
        assertEquals(State.SYNCED, phone.status().state());
    }

    @Test
    void changesMadeOfflineSurviveAndArrive() {
        NoteApp phone = app("phone").start();
        assertEquals(State.SYNCED, phone.status().state());
        network.up = false;
        phone.write("1", "milk");
        phone.pass(Duration.ofMinutes(3));

        SyncStatus offline = phone.status();
        assertEquals(State.CONNECTING, offline.state());
        assertEquals(Cause.OFFLINE, offline.reason().cause());
        assertEquals(1, offline.pending());
        assertTrue(offline.warnings().contains(Warning.PENDING_STALE));

        network.up = true;
        phone.await(State.SYNCED);
        assertEquals(0, phone.status().pending());
        assertEquals(1, server.latest("anna"));
    }

    @Test
    void switchedOffIsToldFromNeverReached() {
        NoteApp phone = app("phone");
        phone.write("1", "milk");
        assertEquals(State.DISCONNECTED, phone.status().state());
        assertEquals(Cause.SWITCHED_OFF, phone.status().reason().cause());

        network.up = false;
        phone.start();
        assertEquals(State.DISCONNECTED, phone.status().state());
        assertEquals(Cause.NEVER_REACHED, phone.status().reason().cause());

        network.up = true;
        phone.await(State.SYNCED);
        phone.client.stop();
        phone.write("2", "bread");
        phone.pass(Duration.ofMinutes(1));
        assertEquals(Cause.SWITCHED_OFF, phone.status().reason().cause());
        assertEquals(1, phone.status().pending());
        assertEquals(1, server.latest("anna"));
    }

    @Test
    void theLightLeavesGreenWhenTheServerFallsSilentAndReturns() {
        NoteApp phone = app("phone").start();
        network.up = false;
        phone.pass(NoteApp.POLL.plusSeconds(2));
        assertEquals(State.CONNECTING, phone.status().state());
        phone.pass(Duration.ofHours(1));
        assertEquals(State.CONNECTING, phone.status().state(), "being offline is never stuck");

        network.up = true;
        phone.await(State.SYNCED);
    }

    @Test
    void aPassingOutageNeverOffersARebuild() {
        NoteApp phone = app("phone").start();
        phone.write("1", "milk");
        phone.pass(MOMENT);
        for (int i = 0; i < 10; i++) {
            network.up = false;
            phone.write("n" + i, "more");
            phone.pass(Duration.ofSeconds(20));
            network.up = true;
            phone.pass(Duration.ofSeconds(40));
        }
        phone.await(State.SYNCED);

        assertFalse(phone.lights().contains(State.INCOMPATIBLE));
        assertEquals(11, server.latest("anna"));
    }

    @Test
    void aServerThatWasBuiltAnewIsNeverGreenAndARebuildKeepsWhatIsPending() throws Exception {
        NoteApp phone = app("phone").start();
        phone.write("1", "milk");
        phone.write("2", "bread");
        phone.await(State.SYNCED);
        network.up = false;
        phone.pass(NoteApp.POLL.plusSeconds(2));
        phone.write("3", "salt");
        server.truncate("anna", 0);
        phone.events.clear();
        network.blocked = request -> request.url().encodedPath().endsWith("status");
        network.up = true;
        phone.pass(Duration.ofMinutes(1));
        network.blocked = request -> false;
        phone.await(State.INCOMPATIBLE);

        assertFalse(phone.lights().contains(State.SYNCED));
        assertEquals(Cause.KNOWS_LESS, phone.status().reason().cause());
        phone.pass(Duration.ofMinutes(10));
        assertEquals(0, server.latest("anna"), "nothing is sent");
        assertEquals(List.of("1 milk", "2 bread", "3 salt"), phone.notes());

        Path export = folder.resolve("export.jsonl");
        RebuildPlan plan = RebuildPlan.exportingTo(export);
        RebuildPreview preview = phone.client.recovery().preview(plan);
        assertEquals(1, preview.pendingKept());
        assertEquals(0, preview.pendingDropped());
        RebuildReport report = phone.await(phone.client.recovery().rebuild(plan));
        assertTrue(report.complete(), report.toString());
        assertEquals(1, report.exported());
        assertTrue(Files.readString(export).contains("salt"));
        phone.await(State.SYNCED);

        assertEquals(List.of("3 salt"), phone.notes());
        assertEquals(1, server.latest("anna"));
        phone.write("4", "pepper");
        phone.await(State.SYNCED);
        assertEquals(2, server.latest("anna"));
    }

    @Test
    void aServerRestoredFromAnOlderCopyIsSeenThoughItHasGrownSince() {
        NoteApp phone = app("phone").start();
        phone.write("1", "milk");
        phone.write("2", "bread");
        phone.await(State.SYNCED);
        network.up = false;
        server.truncate("anna", 1);
        NoteApp laptop = app("laptop", new Network()).start();
        laptop.write("5", "tea");
        laptop.write("6", "jam");
        laptop.await(State.SYNCED);
        phone.events.clear();
        network.up = true;
        phone.await(State.INCOMPATIBLE);

        assertFalse(phone.lights().contains(State.SYNCED));
        assertEquals(Cause.OTHER_HISTORY, phone.status().reason().cause());
        RebuildReport report =
                phone.await(phone.client.recovery().rebuild(RebuildPlan.exportingTo(folder.resolve("all"))));
        assertTrue(report.complete(), report.toString());
        phone.await(State.SYNCED);
        assertEquals(laptop.notes(), phone.notes());
    }

    @Test
    void anIncompatibleServerThatComesBackToItsSensesIsGreenAgain() {
        NoteApp phone = app("phone").start();
        phone.write("1", "milk");
        phone.await(State.SYNCED);
        var lost = server.events("anna").get(0);
        server.truncate("anna", 0);
        phone.await(State.INCOMPATIBLE);
        server.put("anna", lost);
        phone.await(State.SYNCED);
        assertEquals(List.of("1 milk"), phone.notes());
    }

    @Test
    void aNewGenerationOfAnOpLogKeepsWhatIsPending() {
        OpLogServer ops = OpLogServer.builder().build();
        Dialect dialect = OpLogDialect.builder("phone").build();
        NoteApp phone = new NoteApp(folder.resolve("ops"), time, network, dialect, ops.interceptor());
        apps.add(phone);
        phone.start();
        phone.write("1", "milk");
        phone.await(State.SYNCED);
        RebuildReport report = phone.await(phone.client.recovery().rebuild(RebuildPlan.withoutExport()));
        assertTrue(report.complete(), report.toString());
        phone.await(State.SYNCED);
        assertEquals(List.of("1 milk"), phone.notes());
    }

    @Test
    void pendingGoesToZeroByAcknowledgementAlone() {
        NoteApp phone = app("phone").start();
        network.sick = request -> request.url().encodedPath().endsWith("sync");
        phone.write("1", "milk");
        for (int i = 0; i < 60; i++) {
            phone.pass(Duration.ofSeconds(2));
            assertEquals(1, phone.status().pending());
            assertFalse(phone.status().state() == State.SYNCED);
        }
        network.sick = request -> false;
        phone.await(State.SYNCED);
        assertEquals(0, phone.status().pending());
        assertTrue(phone.events.stream().anyMatch(SyncEvent.Acked.class::isInstance));
    }

    @Test
    void aServerThatFailsAgainAndAgainIsStuckWithDiagnostics() {
        NoteApp phone = app("phone").start();
        network.sick = request -> true;
        phone.write("1", "milk");
        phone.await(State.STUCK);

        Trouble trouble = phone.status().trouble();
        assertNotNull(trouble);
        assertTrue(trouble.attempts() >= 3, trouble.toString());
        assertEquals(Cause.SERVER, trouble.causes().get(0));
        assertTrue(trouble.answers().get(0).contains("500"), trouble.toString());
        assertNotNull(phone.status().nextAttempt(), "it keeps trying");

        network.sick = request -> false;
        phone.await(State.SYNCED);
    }

    @Test
    void acksThatDoNotComeAreWarnedOf() {
        NoteApp phone = app("phone").start();
        network.sick = request -> request.url().encodedPath().endsWith("sync");
        phone.write("1", "milk");
        phone.pass(Duration.ofSeconds(50));
        assertTrue(
                phone.status().warnings().contains(Warning.ACKS_STALE),
                phone.status().toString());
        phone.pass(Duration.ofSeconds(80));
        assertTrue(
                phone.status().warnings().contains(Warning.PENDING_STALE),
                phone.status().toString());
    }

    @Test
    void thePendingAgeSurvivesARestart() {
        NoteApp phone = app("phone").start();
        network.up = false;
        phone.write("1", "milk");
        phone.pass(Duration.ofMinutes(3));
        var since = phone.status().pendingSince();
        phone.close();

        NoteApp again = app("phone");
        assertEquals(since, again.status().pendingSince());
        assertTrue(again.status().warnings().contains(Warning.PENDING_STALE));
        assertNotNull(again.status().contact().exchange());
        again.start();
        assertEquals(Cause.OFFLINE, again.status().reason().cause(), "it was reached before the restart");
    }

    @Test
    void progressCountsRecordsAndBytes() {
        NoteApp laptop = app("laptop", new Network()).start();
        for (int i = 0; i < 60; i++) {
            laptop.write("n" + i, "note");
        }
        laptop.await(State.SYNCED);
        NoteApp phone = app("phone").start();
        phone.await(State.SYNCED);

        Flow pull = phone.status().progress().pull();
        assertEquals(60, pull.records());
        assertTrue(pull.bytes() > 60 * 20, pull.toString());
    }

    @Test
    void aPortalIsNamedAndIsNeitherGreenNorIncompatible() {
        NoteApp phone = app("phone").start();
        network.portal =
                "<!DOCTYPE html><html><head><title>Station Wi-Fi</title></head><body>Please accept</body></html>";
        phone.write("1", "milk");
        phone.pass(Duration.ofMinutes(1));

        assertEquals(Cause.PORTAL, phone.status().reason().cause());
        assertTrue(
                phone.status().reason().words().contains("Station Wi-Fi"),
                phone.status().toString());
        assertFalse(phone.lights().contains(State.INCOMPATIBLE));
        assertEquals(1, phone.status().pending());

        network.portal = null;
        phone.await(State.SYNCED);
        assertEquals(1, server.latest("anna"));
    }

    @Test
    void everyStateIsExplainedInWords() {
        NoteApp phone = app("phone");
        phone.write("1", "milk");
        assertTrue(phone.status().explain().contains("1 "), phone.status().explain());
        phone.start();
        phone.await(State.SYNCED);
        assertFalse(phone.status().explain().isEmpty());
        assertFalse(phone.status().explain().contains("milk"));
    }
}
