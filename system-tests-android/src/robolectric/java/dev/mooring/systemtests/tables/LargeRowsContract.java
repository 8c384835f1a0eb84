package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.ImportReport;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.testing.http.StandInServer;
import java.nio.file.Path;
import java.util.List;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Synced rows larger than the 2 MB that a window of Android's holds, on their whole way. */
class LargeRowsContract {
    /** How each title begins and ends, its characters, and its bytes. */
    private static final String ROWS =
            "SELECT substr(title, 1, 5) || length(title) || ' ' || length(CAST(title AS BLOB))"
                    + " || substr(title, -5) FROM item ORDER BY title";

    private static final String ASCII = "'first' || hex(zeroblob(1500000)) || ' last'";
    private static final String ASCII_ROW = "first3000010 3000010 last";
    private static final String WIDE = "'other' || replace(hex(zeroblob(400000)), '00', 'é🚢') || ' last'";
    private static final String WIDE_ROW = "other800010 2400010 last";
    private static final String QUOTED = "'third' || replace(hex(zeroblob(600000)), '00', '\"🚢') || ' last'";
    private static final String QUOTED_ROW = "third1200010 3000010 last";

    @TempDir
    Path folder;

    private StandInServer<?> server;
    private ServerKind kind;
    private final Interceptor wire = chain -> server.interceptor().intercept(chain);
    private Desk phone;
    private @Nullable Desk laptop;

    private Desk desk(String name) throws Exception {
        return Desk.open(folder.resolve(name + ".db"), kind.transport(name, wire), kind.tables(), kind.ddl());
    }

    private void begin(ServerKind of) throws Exception {
        kind = of;
        server = kind.server();
        phone = desk("phone");
    }

    /** Made in SQL, as the text of a statement has a limit of its own. */
    private void write(Desk desk, int n, String title) throws Exception {
        desk.run(kind.insert(n, "new").replace("'new'", title));
    }

    private RebuildReport rebuild(Desk desk) {
        RebuildReport report = desk.client
                .recovery()
                .rebuild(RebuildPlan.exportingTo(folder.resolve("before.jsonl")))
                .join();
        assertTrue(report.complete(), report.toString());
        assertInstanceOf(SyncReport.Synced.class, report.sync(), report.toString());
        return report;
    }

    @AfterEach
    void end() throws Exception {
        phone.close();
        if (laptop != null) {
            laptop.close();
        }
    }

    /** Of the families that take as much. */
    @ParameterizedTest
    @EnumSource(names = {"OP_LOG", "ROW_SYNC"})
    void theyAreCapturedSentAppliedAndRebuilt(ServerKind of) throws Exception {
        begin(of);
        Desk other = desk("laptop");
        laptop = other;
        write(phone, 1, ASCII);
        phone.sync();
        other.sync();
        assertEquals(List.of(ASCII_ROW), other.rows(ROWS));

        other.run("UPDATE item SET title = " + WIDE);
        other.sync();
        phone.sync();
        assertEquals(List.of(WIDE_ROW), phone.rows(ROWS));

        write(phone, 2, QUOTED);
        assertEquals(1, rebuild(phone).exported());
        assertEquals(List.of(WIDE_ROW, QUOTED_ROW), phone.rows(ROWS));
        phone.sync();
        other.sync();
        assertEquals(List.of(WIDE_ROW, QUOTED_ROW), other.rows(ROWS));

        other.run("UPDATE item SET title = 'short'");
        other.run(kind == ServerKind.ROW_SYNC ? "UPDATE item SET deleted = 1" : "DELETE FROM item");
        other.sync();
        phone.sync();
        assertEquals(other.rows(ROWS), phone.rows(ROWS));
        assertEquals(List.of(), phone.storage.check());
        assertEquals(List.of(), other.storage.check());
    }

    /** The event log and entity sync refuse what has more than 1.9 MB on the wire. */
    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOG", "ENTITY_SYNC"})
    void theyAreRefusedAndKeptAndLetGo(ServerKind of) throws Exception {
        begin(of);
        write(phone, 1, ASCII);
        assertEquals(1, phone.sync().quarantined());
        assertEquals(List.of(ASCII_ROW), phone.rows(ROWS), "it stays where it was written");
        assertEquals(1, rebuild(phone).exported());
        assertEquals(List.of(ASCII_ROW), phone.rows(ROWS));
        assertEquals(List.of(), phone.storage.check());

        ParkedMutation refused = phone.client.parked().quarantined(9).get(0);
        assertTrue(refused.mutation().payload().length() > 3_000_000, "all of it can be looked at");
        assertTrue(phone.client.parked().drop(refused.mutation().id()));
        assertEquals(List.of(), phone.rows(ROWS));
        assertEquals(List.of(), phone.storage.check());
    }

    @Test
    void anExportOfThemGoesIntoAnotherFile() throws Exception {
        begin(ServerKind.OP_LOG);
        write(phone, 1, QUOTED);
        Path export = folder.resolve("export.jsonl");
        assertEquals(1, phone.client.recovery().exportTo(export));
        Desk other = desk("laptop");
        laptop = other;
        ImportReport taken = other.client.recovery().importFrom(export);
        assertEquals(1, taken.pending());
        assertEquals(List.of(QUOTED_ROW), other.rows(ROWS));
        other.sync();
        phone.sync();
        assertEquals(List.of(QUOTED_ROW), phone.rows(ROWS));
    }
}
