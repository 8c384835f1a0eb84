package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.recovery.ImportReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells with clocks in another history, under another user, and from a file: under a new name, with new clocks on top. */
abstract class CellsRebuild {
    private static final String OTHER = "00112233445566778899aabbccddeeff";

    @TempDir
    Path directory;

    final VirtualScheduler time = new VirtualScheduler(1);
    private final CellServer server = new CellServer();
    private CellDevice<?> phone;

    abstract CellHome<?> home();

    private CellDevice<?> device() {
        return new CellDevice<>(server, time, home());
    }

    @BeforeEach
    void begin() {
        phone = device();
    }

    private static void synced(SyncReport report) {
        assertInstanceOf(SyncReport.Synced.class, report, report.toString());
    }

    private RebuildReport rebuild(RebuildPlan plan) {
        var future = phone.client.recovery().rebuild(plan);
        time.sleep(Duration.ofMinutes(1), future::isDone);
        return future.getNow(null);
    }

    private void converged(String... keys) {
        CellDevice<?> tablet = device();
        synced(tablet.sync());
        for (String key : keys) {
            assertEquals(tablet.row(key), phone.row(key), key);
        }
    }

    @Test
    void anotherServerTakesThePlaceOfTheOldOneWithWhatIsPendingOnTop() {
        server.tell(OTHER, "[1]", "a \"old\" 7 1", "b \"old\" 7 1");
        server.tell(OTHER, "[2]", "a \"gone\" 1 1");
        synced(phone.sync());
        String site = phone.site();
        CellServer next = new CellServer();
        next.tell(OTHER, "[1]", "a \"new\" 2 1", "b \"new\" 2 1");
        server.restore(next);
        server.identity = OTHER;
        phone.set("[1]", "{\"a\":\"mine\",\"b\":\"old\"}");
        phone.set("[3]", "{\"a\":\"mine\"}");
        time.sleep(Duration.ofMinutes(10), () -> false);
        phone.client.close();
        CellDevice<?> again = new CellDevice<>(server, time, phone.home.reopened());
        assertInstanceOf(SyncReport.Incompatible.class, again.sync());
        assertTrue(server.pushes.isEmpty());

        RebuildPlan plan = RebuildPlan.exportingTo(directory.resolve("before"));
        assertThrows(IllegalStateException.class, () -> again.client.recovery().rebuild(plan));
        var future = again.client.recovery().rebuild(plan.droppingConfirmed());
        time.sleep(Duration.ofMinutes(1), future::isDone);

        assertTrue(future.getNow(null).complete());
        assertEquals("{\"a\":\"mine\",\"b\":\"new\"}", again.row("[1]"));
        assertNull(again.row("[2]"));
        assertEquals("{\"a\":\"mine\"}", again.row("[3]"));
        assertNotEquals(site, again.site());
        synced(again.sync());
        assertEquals(0, again.client.status().counts().pending());
        CellDevice<?> tablet = device();
        synced(tablet.sync());
        assertEquals(again.row("[1]"), tablet.row("[1]"));
        assertEquals(again.row("[3]"), tablet.row("[3]"));
    }

    @Test
    void aServerThatKnowsLessGetsBackWhatItHasLost() {
        phone.set("[1]", "{\"a\":\"one\",\"b\":\"one\"}");
        synced(phone.sync());
        CellServer backup = server.copy();
        phone.set("[1]", "{\"a\":\"two\",\"b\":\"one\"}");
        phone.set("[2]", "{\"a\":\"mine\",\"b\":2}");
        synced(phone.sync());
        server.tell(OTHER, "[4]", "a \"theirs\" 1 1");
        synced(phone.sync());
        server.restore(backup);
        server.tell(OTHER, "[3]", "a \"since\" 1 1");
        phone.set("[2]", "{\"a\":\"pending\",\"b\":2}");

        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
        assertEquals(Mismatch.KNOWS_LESS, report.mismatch());
        assertEquals(1, phone.told(SyncEvent.HistoryDoubted.class).size());
        RebuildReport done = rebuild(RebuildPlan.withoutExport().resendingConfirmed());

        assertTrue(done.complete(), done.toString());
        assertEquals(
                3,
                done.resent(),
                "a cell of row 1, one of row 2, and row 4 of another; the other cell of row 2 is pending");
        synced(phone.sync());
        assertEquals("{\"a\":\"two\",\"b\":\"one\"}", phone.row("[1]"));
        assertEquals("{\"a\":\"pending\",\"b\":2}", phone.row("[2]"));
        assertEquals("{\"a\":\"since\"}", phone.row("[3]"));
        assertEquals("{\"a\":\"theirs\"}", phone.row("[4]"));
        converged("[1]", "[2]", "[3]", "[4]");
    }

    @Test
    void whatThePlanDropsIsInNoRow() {
        server.tell(OTHER, "[1]", "a \"theirs\" 1 1");
        server.judge =
                mutation -> mutation.payload().contains("bad") ? new Outcome.Rejected(mutation.id(), "no") : null;
        synced(phone.sync());
        phone.set("[1]", "{\"a\":\"bad\"}");
        synced(phone.sync());
        phone.set("[1]", "{\"a\":\"bad\",\"b\":\"pending\"}");
        phone.set("[2]", "{\"a\":\"bad\"}");
        RebuildReport done = rebuild(RebuildPlan.withoutExport()
                .droppingPending()
                .droppingQuarantined()
                .resendingConfirmed());
        assertTrue(done.complete());
        assertEquals(3, done.dropped());
        assertEquals(0, done.resent());
        assertEquals("{\"a\":\"theirs\"}", phone.row("[1]"));
        assertNull(phone.row("[2]"));
    }

    @Test
    void whatIsRefusedStaysRefusedAndInTheRows() {
        server.judge =
                mutation -> mutation.payload().contains("bad") ? new Outcome.Rejected(mutation.id(), "no") : null;
        phone.set("[1]", "{\"a\":\"bad\"}");
        synced(phone.sync());
        phone.set("[1]", "{\"a\":\"bad\",\"b\":\"waits\"}");
        var before = phone.client.parked().quarantined(9).get(0);
        assertTrue(rebuild(RebuildPlan.withoutExport()).complete());
        var after = phone.client.parked().quarantined(9).get(0);
        assertEquals(before.mutation().id(), after.mutation().id());
        assertEquals(before.reason(), after.reason());
        assertEquals("{\"a\":\"bad\",\"b\":\"waits\"}", phone.row("[1]"));
        server.tell(OTHER, "[1]", "a \"theirs\" 1 1");
        synced(phone.sync());
        assertTrue(phone.client.parked().drop(after.mutation().id()));
        assertEquals("{\"a\":\"theirs\",\"b\":\"waits\"}", phone.row("[1]"));
        synced(phone.sync());
        converged("[1]");
    }

    @Test
    void aRebuildThatIsCalledOffLosesNothing() {
        phone.set("[1]", "{\"a\":1}");
        synced(phone.sync());
        phone.set("[1]", "{\"a\":2}");
        var future = phone.client.recovery().rebuild(RebuildPlan.withoutExport());
        assertTrue(phone.client.recovery().cancelRebuild());
        time.sleep(Duration.ofMinutes(1), future::isDone);
        phone.set("[1]", "{\"a\":3}");
        synced(phone.sync());
        assertEquals(0, phone.client.status().counts().pending());
        converged("[1]");
    }

    @Test
    void eachUserHasCellsOfItsOwn() {
        CellServer other = new CellServer();
        other.user = "bob";
        server.user = "ann";
        CellDevice<?> shared = device();
        server.tell(OTHER, "[1]", "a \"ann's\" 3 1");
        other.tell(OTHER, "[1]", "a \"bob's\" 1 1");
        synced(shared.sync());
        shared.set("[1]", "{\"a\":\"pending\"}");
        shared.client.recovery().switchUser(other.transport(), UserSwitch.park());
        assertNull(shared.row("[1]"));
        synced(shared.sync());
        assertEquals("{\"a\":\"bob's\"}", shared.row("[1]"));
        shared.set("[1]", "{\"a\":\"bob's too\"}");
        synced(shared.sync());
        assertEquals(
                1,
                shared.client
                        .recovery()
                        .switchUser(server.transport(), UserSwitch.park())
                        .returned());
        assertEquals("{\"a\":\"pending\"}", shared.row("[1]"));
        synced(shared.sync());
        assertEquals("{\"a\":\"pending\"}", shared.row("[1]"));
        assertEquals(0, shared.client.status().counts().pending());
        CellDevice<?> tablet = device();
        synced(tablet.sync());
        assertEquals("{\"a\":\"pending\"}", tablet.row("[1]"));
        assertEquals(1, other.pushes.size());
    }

    @Test
    void anExportIsTakenInOnTop() {
        phone.set("[1]", "{\"a\":\"exported\",\"b\":1}");
        Path file = directory.resolve("export");
        phone.client.recovery().exportTo(file);
        server.tell(OTHER, "[1]", "a \"theirs\" 5 1");
        CellDevice<?> tablet = device();
        synced(tablet.sync());
        ImportReport report = tablet.client.recovery().importFrom(file);
        assertEquals(1, report.pending());
        assertEquals("{\"a\":\"exported\",\"b\":1}", tablet.row("[1]"));
        synced(tablet.sync());
        assertTrue(server.pushes.get(0).mutations().get(0).payload().contains("\"exported\",6,"));
    }
}
