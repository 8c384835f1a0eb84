package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.ImportReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.oplog.OpLogServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import okhttp3.Interceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Synced tables over each HTTP server family, which is built anew or restored from an older backup behind them. */
class RebuildTablesTest {
    private static final String ROWS = "SELECT title FROM item ORDER BY title";

    @TempDir
    Path folder;

    private StandInServer<?> server;
    private ServerKind kind;
    private final Interceptor wire = chain -> server.interceptor().intercept(chain);
    private Desk laptop;
    private Desk phone;

    private Desk desk(String name) throws Exception {
        return Desk.open(folder.resolve(name + ".db"), kind.transport(name, wire), kind.tables(), kind.ddl());
    }

    private void begin(ServerKind of) throws Exception {
        kind = of;
        server = kind.server();
        laptop = desk("laptop");
        phone = desk("phone");
        write(laptop, 1, "a");
        write(laptop, 2, "b");
        laptop.sync();
        phone.sync();
        assertEquals(List.of("a", "b"), phone.rows(ROWS));
    }

    @AfterEach
    void end() throws Exception {
        laptop.close();
        phone.close();
    }

    private void write(Desk desk, int n, String title) throws Exception {
        desk.run(kind.insert(n, title));
    }

    /** What was checked a moment ago is believed for some seconds, but not by another process. */
    private void restart() throws Exception {
        phone.close();
        phone = desk("phone");
    }

    private RebuildReport rebuild(Desk desk) {
        return rebuild(desk, RebuildPlan.exportingTo(folder.resolve("before.jsonl")));
    }

    private RebuildReport rebuild(Desk desk, RebuildPlan plan) {
        RebuildReport report = desk.client.recovery().rebuild(plan).join();
        assertTrue(report.complete(), report.toString());
        assertInstanceOf(SyncReport.Synced.class, report.sync(), report.toString());
        assertNotEquals(State.INCOMPATIBLE, desk.client.status().state());
        return report;
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void aServerThatWasBuiltAnewCanBeGivenWhatThisDeviceHas(ServerKind of) throws Exception {
        begin(of);
        write(phone, 4, "pending");
        server = kind.server();
        restart();
        if (of != ServerKind.ROW_SYNC) { // There only the next listing shows it.
            assertInstanceOf(
                    SyncReport.Incompatible.class, phone.client.syncNow().join());
        }
        assertEquals(List.of("a", "b", "pending"), phone.rows(ROWS));

        RebuildPlan plan = RebuildPlan.exportingTo(folder.resolve("before.jsonl"));
        assertEquals(2, rebuild(phone, plan.resendingConfirmed()).resent());

        assertEquals(List.of("a", "b", "pending"), phone.rows(ROWS));
        assertEquals(0, phone.client.status().pending());
        assertEquals(0, phone.client.status().counts().quarantined());
        laptop.close();
        laptop = desk("other");
        laptop.sync();
        assertEquals(List.of("a", "b", "pending"), laptop.rows(ROWS));
        assertEquals(List.of(), phone.storage.check());
    }

    /** Then no log is the whole history, and the tables themselves are. */
    @Test
    void ofAHistoryThatBeganWithASnapshotTheRowsAreSentBack() throws Exception {
        begin(ServerKind.OP_LOG);
        OpLogServer log = (OpLogServer) server;
        log.reset("dev-user", "gen-2", phone.storage.snapshot().text());
        phone.sync();
        write(phone, 3, "c");
        phone.sync();
        write(phone, 4, "pending");
        log.wipe();
        assertInstanceOf(SyncReport.Incompatible.class, phone.client.syncNow().join());

        assertEquals(
                3,
                rebuild(phone, RebuildPlan.withoutExport().resendingConfirmed()).resent());

        assertEquals(List.of("a", "b", "c", "pending"), phone.rows(ROWS));
        laptop.close();
        laptop = desk("other");
        laptop.sync();
        assertEquals(List.of("a", "b", "c", "pending"), laptop.rows(ROWS));
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void aServerThatWasBuiltAnewGetsWhatIsPending(ServerKind of) throws Exception {
        begin(of);
        write(phone, 4, "pending");
        server = kind.server();
        laptop.close();
        laptop = desk("other");
        write(laptop, 5, "x");
        laptop.sync();
        restart();
        if (of == ServerKind.EVENT_LOG) {
            assertInstanceOf(
                    SyncReport.Incompatible.class, phone.client.syncNow().join());
            assertEquals(State.INCOMPATIBLE, phone.client.status().state());
        }

        RebuildReport report = rebuild(phone);

        assertEquals(1, report.exported());
        assertEquals(List.of("pending", "x"), phone.rows(ROWS));
        phone.sync();
        laptop.sync();
        assertEquals(List.of("pending", "x"), laptop.rows(ROWS));
        assertEquals(List.of(), phone.storage.check());
        ImportReport again = phone.client.recovery().importFrom(folder.resolve("before.jsonl"));
        assertEquals(1, again.pending());
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void rowsThatWereSpoiltHereAreAsTheServerHasThem(ServerKind of) throws Exception {
        begin(of);
        phone.run("INSERT INTO mooring_applying VALUES (1)");
        phone.run("DELETE FROM item WHERE title = 'a'");
        phone.run("UPDATE item SET title = 'spoilt'");
        phone.run("DELETE FROM mooring_applying");
        write(phone, 4, "pending");

        rebuild(phone);

        assertEquals(List.of("a", "b", "pending"), phone.rows(ROWS));
        phone.run("UPDATE item SET title = 'c' WHERE title = 'b'");
        phone.sync();
        laptop.sync();
        assertEquals(List.of("a", "c", "pending"), laptop.rows(ROWS));
        phone.sync();
        assertEquals(List.of("a", "c", "pending"), phone.rows(ROWS));
    }

    @Test
    void aCheckThatFindsFaultsIsAWarningUntilOneFindsNone() throws Exception {
        begin(ServerKind.EVENT_LOG);
        assertTrue(phone.client.recovery().check().isSound());
        phone.run("UPDATE mooring_scope SET removed = removed + 1");
        assertEquals(1, phone.client.recovery().check().faults().size());
        assertTrue(phone.client.status().warnings().contains(Warning.DATABASE_UNWELL));
        phone.sync();
        assertTrue(phone.client.status().warnings().contains(Warning.DATABASE_UNWELL));
        phone.run("UPDATE mooring_scope SET removed = removed - 1");
        assertTrue(phone.client.recovery().check().isSound());
        assertEquals(Set.of(), phone.client.status().warnings());
    }

    @Test
    void anEventLogThatWasRestoredFromAnOlderBackup() throws Exception {
        begin(ServerKind.EVENT_LOG);
        write(phone, 4, "pending");
        ((EventLogServer) server).truncate(ServerKind.USER, 1);
        restart();
        assertInstanceOf(SyncReport.Incompatible.class, phone.client.syncNow().join());
        rebuild(phone);
        assertEquals(List.of("a", "pending"), phone.rows(ROWS));
        phone.sync();
    }

    @Test
    void anOpLogThatWasRestoredFromAnOlderBackup() throws Exception {
        begin(ServerKind.OP_LOG);
        Runnable restore = ((OpLogServer) server).backup();
        write(laptop, 3, "c");
        laptop.sync();
        phone.sync();
        write(phone, 4, "pending");
        restore.run();
        rebuild(phone);
        assertEquals(List.of("a", "b", "pending"), phone.rows(ROWS));
        phone.sync();
    }
}
