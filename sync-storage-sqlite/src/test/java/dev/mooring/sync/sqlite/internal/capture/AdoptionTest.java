package dev.mooring.sync.sqlite.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.spi.RawText;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows from before the table was synced. */
class AdoptionTest {
    @TempDir
    Path folder;

    private AppFile app;
    private Tables tables;

    @BeforeEach
    void open() throws SQLException {
        app = new AppFile(folder.resolve("app.db"));
    }

    @AfterEach
    void close() throws SQLException {
        app.close();
    }

    private void sync(String create, String... key) throws SQLException {
        app.run(create);
        tables = app.sync(AppFile.spec("t", key));
    }

    private Table table() {
        return tables.parentsFirst().get(0);
    }

    private int step(int rows) {
        return app.write(sql -> new Adoption(sql).step(table(), rows));
    }

    private boolean possible() {
        return app.write(sql -> new Adoption(sql).isPossible(table()));
    }

    private void known(@Nullable Object... key) {
        app.write(sql -> {
            new Adoption(sql).known(table(), key);
            return 0;
        });
    }

    private List<String> adopt(int rows) {
        List<String> captured = new ArrayList<>();
        while (possible()) {
            step(rows);
            captured.addAll(app.captures(tables));
        }
        return captured;
    }

    @Test
    void everyRowIsAnInsertInSlices() throws SQLException {
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, v)", "INSERT INTO t VALUES ('a', 1), ('b', x''), ('c', NULL)");
        tables = app.sync(AppFile.spec("t", "id"));
        assertEquals(List.of(), app.captures(tables));
        assertEquals(2, step(2));
        assertTrue(possible());
        assertEquals(1, step(2));
        assertFalse(possible());
        assertEquals(0, step(2));
        assertEquals(List.of("t +'a',1", "t +'b',x", "t +'c',null"), app.captures(tables));
    }

    @Test
    void aTableThatWasEmptyHasNothingToAdopt() throws SQLException {
        sync("CREATE TABLE t (id TEXT PRIMARY KEY, v)", "id");
        app.run("INSERT INTO t VALUES ('a', 1)");
        assertFalse(possible());
        app.sync(AppFile.spec("t", "id"));
        assertFalse(possible());
        assertEquals(List.of("t +'a',1"), app.captures(tables));
    }

    @Test
    void whatWasCapturedOrToldOfSinceIsNotAdopted() throws SQLException {
        app.run(
                "CREATE TABLE t (id TEXT PRIMARY KEY, v)",
                "INSERT INTO t VALUES ('a', 1), ('b', 1), ('c', 1), ('d', 1), ('e', 1), (CAST(x'ff' AS TEXT), 1)");
        tables = app.sync(AppFile.spec("t", "id"));
        app.run("UPDATE t SET v = 2 WHERE id = 'a'", "DELETE FROM t WHERE id = 'b'");
        assertEquals(List.of("t 'a',1 > 'a',2", "t -'b',1"), app.captures(tables));
        app.run("INSERT INTO t VALUES ('b', 3)", "UPDATE t SET id = 'f' WHERE id = 'e'");
        known("c");
        known("nobody");
        known(new RawText(new byte[] {(byte) 0xff}));
        assertEquals(1, step(100), "what waits in the journal counts as captured");
        assertEquals(List.of("t +'b',3", "t 'e',1 > 'f',1", "t +'d',1"), app.captures(tables));
        assertFalse(possible());
    }

    @Test
    void aRowThatIsReplacedByTheVerySameIsToldOf() throws SQLException {
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, v)", "INSERT INTO t VALUES ('a', 1), ('b', 1)");
        tables = app.sync(AppFile.spec("t", "id"));
        app.run("REPLACE INTO t VALUES ('a', 1)");
        assertEquals(List.of("t 'a',1 > 'a',1"), app.captures(tables));
        assertEquals(List.of("t +'b',1"), adopt(9));
    }

    @Test
    void aCrashInBetweenLosesNothing() throws SQLException {
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY)", "INSERT INTO t VALUES ('a'), ('b'), ('c')");
        tables = app.sync(AppFile.spec("t", "id"));
        step(1);
        assertThrows(
                IllegalStateException.class,
                () -> app.write(sql -> {
                    new Adoption(sql).step(table(), 1);
                    throw new IllegalStateException("dies");
                }));
        app.sync(AppFile.spec("t", "id"));
        adopt(1);
        assertEquals(
                List.of("3|3"),
                app.rows("SELECT taken || '|' || (SELECT max(seq) FROM mooring_capture) FROM mooring_scope"));
    }

    @Test
    void keysOfSeveralColumnsAreComparedExactly() throws SQLException {
        app.run(
                "CREATE TABLE t (a TEXT COLLATE NOCASE, b, v, PRIMARY KEY (b, a)) WITHOUT ROWID",
                "INSERT INTO t VALUES ('x', 1, 'p'), ('x', '1', 'q'), ('x', x'31', 'r'), ('y,''1''', 1, 's')");
        tables = app.sync(AppFile.spec("t", "a", "b"));
        known("x", 1L);
        known("X", "1");
        assertEquals(
                List.of("t +'x','1','q'", "t +'x',x31,'r'", "t +'y,'1'',1,'s'"),
                adopt(2).stream().sorted().toList());
    }

    @Test
    void theKeyCannotChangeWhileRowsWait() throws SQLException {
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, u UNIQUE)", "INSERT INTO t VALUES ('a', 1)");
        tables = app.sync(AppFile.spec("t", "id"));
        assertTrue(assertThrows(IllegalStateException.class, () -> app.sync(AppFile.spec("t", "u")))
                .getMessage()
                .contains("adopt"));
        adopt(1);
        app.sync(AppFile.spec("t", "u"));
    }

    @Test
    void aTableThatIsLeftAloneIsForgotten() throws SQLException {
        app.run(
                "CREATE TABLE t (id TEXT PRIMARY KEY)",
                "CREATE TABLE s (id TEXT PRIMARY KEY)",
                "INSERT INTO t VALUES ('a')");
        tables = app.sync(AppFile.spec("t", "id"), AppFile.spec("s", "id"));
        app.sync(AppFile.spec("s", "id"));
        assertEquals(List.of("0"), app.rows("SELECT count(*) FROM mooring_adoption"));
    }

    @Test
    void aStampIsNotRenewed() throws SQLException {
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, at TEXT)", "INSERT INTO t VALUES ('a', 'then'), ('b', NULL)");
        tables = app.sync(AppFile.stamped(AppFile.spec("t", "id"), "at"));
        assertEquals(List.of("t +'a','then'", "t +'b',null"), adopt(9));
    }
}
