package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.testing.http.StandInServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Interceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the server keeps keys, the swap of a rebuild writes what differs and nothing else, so that it is short. */
class RebuildDifferencesTest {
    private static final String ROWS = "SELECT id, title FROM item ORDER BY id";
    private static final String WRITTEN = "SELECT DISTINCT id FROM history ORDER BY id";

    @TempDir
    Path folder;

    private StandInServer<?> server;
    private ServerKind kind;
    private final Interceptor wire = chain -> server.interceptor().intercept(chain);
    private Desk laptop;
    private Desk phone;

    private final List<String> more = new ArrayList<>();

    private Desk desk(String name) throws Exception {
        List<String> ddl = new ArrayList<>(List.of(kind.ddl(), "CREATE TABLE IF NOT EXISTS history (id TEXT)"));
        for (String event : List.of("INSERT", "UPDATE", "DELETE")) {
            ddl.add("CREATE TRIGGER IF NOT EXISTS on_" + event + " AFTER " + event + " ON item BEGIN"
                    + " INSERT INTO history VALUES (" + (event.equals("DELETE") ? "OLD" : "NEW") + ".id); END");
        }
        ddl.addAll(more);
        return Desk.open(
                folder.resolve(name + ".db"), kind.transport(name, wire), kind.tables(), ddl.toArray(String[]::new));
    }

    private static String id(int n) {
        return "00000000-0000-4000-8000-00000000000" + n;
    }

    /** A phone that has six rows: three of its own, and three of others. */
    private void begin(ServerKind of) throws Exception {
        kind = of;
        server = kind.server();
        laptop = desk("laptop");
        phone = desk("phone");
        for (int n = 1; n <= 3; n++) {
            phone.run(kind.insert(n, "own " + n));
            laptop.run(kind.insert(n + 3, "other " + n));
        }
        phone.sync();
        laptop.sync();
        phone.sync();
        phone.run("DELETE FROM history");
    }

    @AfterEach
    void end() throws Exception {
        laptop.close();
        phone.close();
    }

    private void quietly(String sql) throws Exception {
        phone.run("INSERT INTO mooring_applying VALUES (1)");
        phone.run(sql);
        phone.run("DELETE FROM mooring_applying");
    }

    private void rebuild() {
        assertTrue(phone.client
                .recovery()
                .rebuild(RebuildPlan.withoutExport())
                .join()
                .complete());
    }

    @ParameterizedTest
    @EnumSource(
            value = ServerKind.class,
            names = {"ROW_SYNC", "ENTITY_SYNC"})
    void ofTheSameNothingIsWritten(ServerKind of) throws Exception {
        begin(of);
        List<String> before = phone.rows(ROWS);

        rebuild();

        assertEquals(List.of(), phone.rows(WRITTEN));
        assertEquals(before, phone.rows(ROWS));
        assertEquals(List.of(), phone.storage.check());
    }

    @ParameterizedTest
    @EnumSource(
            value = ServerKind.class,
            names = {"ROW_SYNC", "ENTITY_SYNC"})
    void whatDiffersIsWritten(ServerKind of) throws Exception {
        begin(of);
        laptop.run("UPDATE item SET title = 'edited' WHERE id = '" + id(1) + "'");
        laptop.run(kind.insert(7, "new"));
        laptop.sync();
        quietly("UPDATE item SET title = 'spoilt' WHERE id = '" + id(2) + "'");
        quietly("DELETE FROM item WHERE id = '" + id(4) + "'");
        quietly(kind.insert(8, "nobody"));
        phone.run("UPDATE item SET title = 'pending' WHERE id = '" + id(5) + "'");
        phone.run(kind.insert(9, "pending too"));
        phone.run("DELETE FROM history");

        rebuild();

        assertEquals(List.of(id(1), id(2), id(4), id(5), id(7), id(8), id(9)), phone.rows(WRITTEN));
        laptop.sync();
        assertEquals(laptop.rows(ROWS), phone.rows(ROWS));
        assertEquals(8, phone.rows(ROWS).size());
        phone.run("UPDATE item SET title = 'later' WHERE id IN ('" + id(3) + "', '" + id(5) + "')");
        phone.sync();
        laptop.sync();
        assertEquals(laptop.rows(ROWS), phone.rows(ROWS));
        assertEquals(List.of(), phone.storage.check());
    }

    @ParameterizedTest
    @EnumSource(
            value = ServerKind.class,
            names = {"ROW_SYNC", "ENTITY_SYNC"})
    void ifARowDiffersToWhichOthersMayReferAllIsWritten(ServerKind of) throws Exception {
        more.add("CREATE TABLE IF NOT EXISTS note (item TEXT REFERENCES item)");
        begin(of);
        laptop.run(kind.insert(7, "new"));
        laptop.sync();

        rebuild();

        assertEquals(List.of(id(7)), phone.rows(WRITTEN));
        laptop.run("UPDATE item SET title = 'edited' WHERE id = '" + id(1) + "'");
        laptop.sync();

        rebuild();

        assertEquals(7, phone.rows(WRITTEN).size());
        assertEquals(laptop.rows(ROWS), phone.rows(ROWS));
    }

    @ParameterizedTest
    @EnumSource(
            value = ServerKind.class,
            names = {"ROW_SYNC", "ENTITY_SYNC"})
    void aRowWithoutAKeyIsNotInTheWay(ServerKind of) throws Exception {
        begin(of);
        quietly("INSERT INTO item (title) VALUES ('no key')");
        quietly("UPDATE item SET title = 'spoilt' WHERE id = '" + id(2) + "'");

        rebuild();

        assertEquals(laptop.rows(ROWS), phone.rows(ROWS + " LIMIT -1 OFFSET 1"));
        assertEquals(List.of(), phone.rows("SELECT title FROM item WHERE title = 'spoilt'"));
    }
}
