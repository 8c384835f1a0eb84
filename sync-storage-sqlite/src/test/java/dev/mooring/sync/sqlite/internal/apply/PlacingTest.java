package dev.mooring.sync.sqlite.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.internal.format.ChangesFormat;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.jdbc.TestedSqlite;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd schemas of apps. */
class PlacingTest {
    @TempDir
    Path directory;

    private Place place;

    private void open(boolean foreignKeys, List<Table> tables, String... ddl) {
        place = new Place(directory.resolve("a.db"), foreignKeys, new ChangesFormat(), tables, ddl);
    }

    @AfterEach
    void close() {
        if (place != null) {
            place.close();
        }
    }

    private static Change insert(String table, String key, String row) {
        return Place.change(1, table, key, "{\"op\":\"insert\",\"row\":" + row + "}");
    }

    private static Change delete(String table, String key, String row) {
        return Place.change(1, table, key, "{\"op\":\"delete\",\"row\":" + row + "}");
    }

    private List<String> reasons() {
        return place.rows(
                "SELECT collection || '/' || key || ' ' || coalesce(row, 'gone') FROM mooring_aside ORDER BY 1");
    }

    @Test
    void whereReferencesAreNotEnforcedNobodyLooksAtThem() {
        open(
                false,
                Arrays.asList(Place.table("p", 0, 1, "id TEXT"), Place.table("c", 1, 1, "id TEXT", "p TEXT")),
                "CREATE TABLE p (id TEXT PRIMARY KEY)",
                "CREATE TABLE c (id TEXT PRIMARY KEY, p TEXT REFERENCES p ON DELETE CASCADE)");
        place.apply(insert("c", "1", "{\"id\":\"1\",\"p\":\"x\"}"), insert("p", "x", "{\"id\":\"x\"}"));
        place.apply(delete("p", "x", "{\"id\":\"x\"}"));
        assertEquals(Collections.singletonList("1"), place.rows("SELECT id FROM c"));
        assertEquals(Collections.emptyList(), reasons());
    }

    @Test
    void rowsThatReferToEachOtherComeTogetherOrOneByOne() {
        List<Table> tables =
                Arrays.asList(Place.table("a", 0, 1, "id TEXT", "b TEXT"), Place.table("b", 1, 1, "id TEXT", "a TEXT"));
        open(
                true,
                tables,
                "CREATE TABLE a (id TEXT PRIMARY KEY, b TEXT NOT NULL REFERENCES b)",
                "CREATE TABLE b (id TEXT PRIMARY KEY, a TEXT NOT NULL REFERENCES a)");
        place.apply(insert("a", "1", "{\"id\":\"1\",\"b\":\"1\"}"), insert("b", "1", "{\"id\":\"1\",\"a\":\"1\"}"));
        place.apply(insert("a", "2", "{\"id\":\"2\",\"b\":\"2\"}"));
        assertEquals(Collections.singletonList("a/2 {\"id\":\"2\",\"b\":\"2\"}"), reasons());
        place.apply(insert("b", "2", "{\"id\":\"2\",\"a\":\"2\"}"));
        assertEquals(Arrays.asList("1", "2"), place.rows("SELECT id FROM a ORDER BY 1"));
        place.apply(delete("a", "1", "{\"id\":\"1\"}"), delete("b", "1", "{\"id\":\"1\"}"));
        place.apply(delete("b", "2", "{\"id\":\"2\"}"));
        assertEquals(Collections.emptyList(), place.rows("SELECT id FROM a"));
        assertEquals(Collections.singletonList("a/2 {\"id\":\"2\",\"b\":\"2\"}"), reasons());
    }

    @Test
    void aReferenceThatSqliteLooksAtAtCommitFailsNoCommit() {
        open(
                true,
                Arrays.asList(Place.table("p", 0, 1, "id TEXT"), Place.table("c", 1, 1, "id TEXT", "p TEXT")),
                "CREATE TABLE p (id TEXT PRIMARY KEY)",
                "CREATE TABLE c (id TEXT PRIMARY KEY, p TEXT REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
        place.apply(insert("c", "1", "{\"id\":\"1\",\"p\":\"x\"}"));
        assertEquals(Collections.singletonList("c/1 {\"id\":\"1\",\"p\":\"x\"}"), reasons());
        place.apply(insert("p", "x", "{\"id\":\"x\"}"));
        assertEquals(Collections.singletonList("1"), place.rows("SELECT id FROM c"));
        place.apply(delete("p", "x", "{\"id\":\"x\"}"));
        assertEquals(Collections.singletonList("c/1 {\"id\":\"1\",\"p\":\"x\"}"), reasons());
    }

    @Test
    void aRowThatATableBesideTheSyncHoldsStaysUntilItIsLetGo() {
        open(
                true,
                Collections.singletonList(Place.table("p", 0, 1, "id TEXT", "u TEXT")),
                "CREATE TABLE p (id TEXT PRIMARY KEY, u TEXT UNIQUE)",
                "CREATE TABLE draft (p TEXT REFERENCES p)");
        place.apply(insert("p", "x", "{\"id\":\"x\",\"u\":\"1\"}"));
        place.write(() -> place.run("INSERT INTO draft VALUES ('x')"));
        place.apply(delete("p", "x", "{\"id\":\"x\"}"));
        assertEquals(Collections.singletonList("p/x gone"), reasons());
        place.apply(insert("p", "a", "{\"id\":\"a\",\"u\":\"1\"}"));
        assertEquals(Arrays.asList("p/a {\"id\":\"a\",\"u\":\"1\"}", "p/x gone"), reasons());
        place.write(() -> place.run("DELETE FROM draft"));
        place.reopen(Collections.singletonList(Place.table("p", 0, 1, "id TEXT", "u TEXT")));
        assertEquals(Collections.singletonList("a"), place.rows("SELECT id FROM p"));
        assertEquals(Collections.emptyList(), reasons());
    }

    @Test
    void aReferenceToAnotherColumnThanTheKeyIsSeenWhenItChanges() {
        open(
                true,
                Arrays.asList(
                        Place.table("p", 0, 1, "id TEXT", "code TEXT"), Place.table("c", 1, 1, "id TEXT", "code TEXT")),
                "CREATE TABLE p (id TEXT PRIMARY KEY, code TEXT UNIQUE)",
                "CREATE TABLE c (id TEXT PRIMARY KEY, code TEXT REFERENCES p (CODE) ON UPDATE CASCADE)");
        place.apply(insert("c", "1", "{\"id\":\"1\",\"code\":\"x\"}"));
        place.apply(insert("p", "a", "{\"id\":\"a\",\"code\":\"x\"}"));
        assertEquals(Collections.singletonList("1 x"), place.rows("SELECT id || ' ' || code FROM c"));
        place.apply(insert("p", "a", "{\"id\":\"a\",\"code\":\"y\"}"));
        assertEquals(Collections.singletonList("c/1 {\"id\":\"1\",\"code\":\"x\"}"), reasons());
        place.apply(insert("p", "b", "{\"id\":\"b\",\"code\":\"x\"}"));
        assertEquals(Collections.singletonList("1 x"), place.rows("SELECT id || ' ' || code FROM c"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAColumnCannotHoldIsSetAsideAlone(boolean strict) {
        if (strict) {
            TestedSqlite.require(TestedSqlite.TABLE_LIST, "a strict table");
        }
        open(
                true,
                Arrays.asList(
                        Place.table("n", 0, 1, "id INTEGER", "v TEXT"), Place.table("s", 1, 1, "id TEXT", "v INTEGER")),
                "CREATE TABLE n (id INTEGER PRIMARY KEY, v TEXT CHECK (length(v) < 3))",
                "CREATE TABLE s (id TEXT PRIMARY KEY, v INTEGER CHECK (typeof(v) = 'integer'))"
                        + (strict ? " STRICT" : ""));
        place.apply(
                insert("n", "x", "{\"id\":\"x\",\"v\":\"a\"}"),
                insert("n", "1", "{\"id\":1,\"v\":\"long\"}"),
                insert("n", "2", "{\"id\":2,\"v\":\"ok\"}"),
                insert("s", "1", "{\"id\":\"1\",\"v\":\"text\"}"),
                insert("s", "2", "{\"id\":\"2\",\"v\":2}"));
        assertEquals(Collections.singletonList("2"), place.rows("SELECT id FROM n"));
        assertEquals(Collections.singletonList("2"), place.rows("SELECT id FROM s"));
        assertEquals(3, reasons().size());
        place.write(() -> assertTrue(AsideRow.list(place.sql, 9).stream()
                .allMatch(row ->
                        row.waitsForCollection().isEmpty() && !row.reason().contains("long"))));
    }

    @Test
    void aVirtualColumnBeforeOthersLeavesTheirValuesAlone() {
        TestedSqlite.require(TestedSqlite.GENERATED_COLUMNS, "a virtual column before others");
        open(
                true,
                Collections.singletonList(Place.table("g", 0, 1, "id TEXT", "a TEXT", "b TEXT")),
                "CREATE TABLE g (id TEXT PRIMARY KEY, a TEXT, v AS (a || '!'), b TEXT)");
        for (String value : Arrays.asList("1", "2")) {
            place.apply(insert("g", "x", "{\"id\":\"x\",\"a\":\"a" + value + "\",\"b\":\"b" + value + "\"}"));
            assertEquals(Collections.singletonList("a" + value + "b" + value), place.rows("SELECT a || b FROM g"));
        }
    }

    @Test
    void keysThatTheSchemaTakesForOneAreTwo() {
        open(
                true,
                Arrays.asList(
                        Place.table("t", 0, 1, "id TEXT", "v TEXT"),
                        Place.table("k", 1, 1, "id TEXT"),
                        Place.table("u", 2, 1, "id NONE", "v TEXT")),
                "CREATE TABLE t (id TEXT COLLATE NOCASE PRIMARY KEY, v TEXT)",
                "CREATE TABLE k (id TEXT COLLATE NOCASE PRIMARY KEY) WITHOUT ROWID",
                "CREATE TABLE u (id PRIMARY KEY, v TEXT)");
        place.apply(
                insert("t", "C", "{\"id\":\"C\",\"v\":\"1\"}"),
                insert("k", "C", "{\"id\":\"C\"}"),
                insert("u", "~i1", "{\"id\":1,\"v\":\"1\"}"));
        place.apply(
                delete("t", "C", "{\"id\":\"C\"}"),
                insert("t", "c", "{\"id\":\"c\",\"v\":\"2\"}"),
                delete("k", "C", "{\"id\":\"C\"}"),
                insert("k", "c", "{\"id\":\"c\"}"),
                insert("k", "c", "{\"id\":\"c\"}"),
                delete("u", "~i1", "{\"id\":1}"),
                insert("u", "~r1.0", "{\"id\":{\"r\":\"1.0\"},\"v\":\"2\"}"));
        place.apply(delete("t", "C", "{\"id\":\"C\"}"), insert("k", "c", "{\"id\":\"c\"}"));
        assertEquals(Collections.singletonList("c2"), place.rows("SELECT id || v FROM t"));
        assertEquals(Collections.singletonList("c"), place.rows("SELECT id FROM k"));
        assertEquals(Collections.singletonList("real2"), place.rows("SELECT typeof(id) || v FROM u"));
        place.apply(insert("t", "C", "{\"id\":\"C\",\"v\":\"3\"}"));
        assertEquals(Collections.singletonList("C3"), place.rows("SELECT id || v FROM t"));
        assertEquals(Collections.singletonList("t/c {\"id\":\"c\",\"v\":\"2\"}"), reasons());
        place.apply(delete("t", "C", "{\"id\":\"C\"}"));
        assertEquals(Collections.singletonList("c2"), place.rows("SELECT id || v FROM t"));
        assertEquals(Collections.emptyList(), reasons());
    }

    @Test
    void aTriggerOfTheAppThatRefusesARowStopsNoOther() {
        open(
                true,
                Collections.singletonList(Place.table("p", 0, 1, "id TEXT", "v TEXT")),
                "CREATE TABLE p (id TEXT PRIMARY KEY, v TEXT)",
                "CREATE TRIGGER no BEFORE INSERT ON p WHEN NEW.v = 'bad' BEGIN SELECT RAISE(ABORT, 'not this one');"
                        + " END",
                "CREATE TRIGGER keep BEFORE DELETE ON p WHEN OLD.v = 'kept' BEGIN SELECT RAISE(FAIL, 'kept'); END");
        place.apply(
                insert("p", "1", "{\"id\":\"1\",\"v\":\"bad\"}"), insert("p", "2", "{\"id\":\"2\",\"v\":\"kept\"}"));
        place.apply(delete("p", "2", "{\"id\":\"2\"}"));
        assertEquals(Collections.singletonList("2"), place.rows("SELECT id FROM p"));
        assertEquals(Arrays.asList("p/1 {\"id\":\"1\",\"v\":\"bad\"}", "p/2 gone"), reasons());
    }

    @Test
    void columnsThatStayLocalSurviveAnUpdateAndATurnAside() {
        List<Table> tables = Collections.singletonList(Place.table("p", 0, 1, "id TEXT", "u TEXT"));
        open(true, tables, "CREATE TABLE p (mark TEXT DEFAULT 'none', id TEXT PRIMARY KEY, u TEXT UNIQUE)");
        place.apply(insert("p", "b", "{\"id\":\"b\",\"u\":\"1\"}"));
        place.write(() -> place.run("UPDATE p SET mark = 'seen'"));
        place.apply(insert("p", "a", "{\"id\":\"a\",\"u\":\"1\"}"));
        place.apply(delete("p", "a", "{\"id\":\"a\"}"));
        assertEquals(Collections.singletonList("seen b 1"), place.rows("SELECT mark || ' ' || id || ' ' || u FROM p"));
    }

    @Test
    void aRowWhoseOwnParentIsInItsWayComesToRest() {
        open(
                true,
                Collections.singletonList(Place.table("p", 0, 1, "id TEXT", "up TEXT", "u TEXT")),
                "CREATE TABLE p (id TEXT PRIMARY KEY, up TEXT REFERENCES p, u TEXT UNIQUE)");
        place.apply(insert("p", "z", "{\"id\":\"z\",\"up\":null,\"u\":\"1\"}"));
        place.apply(insert("p", "m", "{\"id\":\"m\",\"up\":\"z\",\"u\":\"2\"}"));
        place.apply(insert("p", "a", "{\"id\":\"a\",\"up\":\"m\",\"u\":\"1\"}"));
        assertEquals(Collections.emptyList(), place.rows("PRAGMA foreign_key_check"));
        assertEquals(3, Model.state(place, true).size());
    }

    @Test
    void aCascadeOfManyRowsComesBackWithTheirParent() {
        open(
                true,
                Arrays.asList(Place.table("p", 0, 1, "id TEXT"), Place.table("c", 1, 1, "id TEXT", "p TEXT")),
                "CREATE TABLE p (id TEXT PRIMARY KEY)",
                "CREATE TABLE c (id TEXT PRIMARY KEY, p TEXT REFERENCES p ON DELETE CASCADE)",
                "CREATE INDEX c_p ON c (p)");
        place.apply(insert("p", "x", "{\"id\":\"x\"}"));
        place.write(() -> place.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                + " INSERT INTO c SELECT 'c' || i, 'x' FROM n"));
        place.apply(delete("p", "x", "{\"id\":\"x\"}"));
        assertEquals(Collections.singletonList("2000"), place.rows("SELECT count(*) FROM mooring_aside"));
        place.apply(insert("p", "x", "{\"id\":\"x\"}"));
        assertEquals(Collections.singletonList("2000"), place.rows("SELECT count(*) FROM c"));
        assertEquals(Collections.singletonList("0"), place.rows("SELECT count(*) FROM mooring_aside"));
    }

    @Test
    void aDatabaseThatKeepsUtf16TakesHalfACharacterAndSetsBytesThatAreNoneAside() throws SQLException {
        try (Connection app = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.db"));
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA encoding = 'UTF-16le'");
            statement.execute("CREATE TABLE first (id)");
        }
        open(
                true,
                Arrays.asList(Place.table("t", 0, 1, "id TEXT", "v TEXT")),
                "CREATE TABLE t (id TEXT PRIMARY KEY, v TEXT)");
        place.apply(
                insert("t", "1", "{\"id\":\"1\",\"v\":{\"t\":\"Ye2gvWI=\"}}"),
                insert("t", "2", "{\"id\":\"2\",\"v\":{\"t\":\"Yf9i\"}}"),
                insert("t", "3", "{\"id\":\"3\",\"v\":\"plain é\"}"));
        assertEquals(
                Arrays.asList("1 61003DD86200", "3 70006C00610069006E002000E900"),
                place.rows("SELECT id || ' ' || hex(v) FROM t ORDER BY id"));
        assertEquals(Collections.singletonList("t/2 {\"id\":\"2\",\"v\":{\"t\":\"Yf9i\"}}"), reasons());
        String reason = place.rows("SELECT reason FROM mooring_aside").get(0);
        assertTrue(reason.contains("no well-formed UTF-8") && reason.contains("keeps UTF-16"), reason);
        // The row is known all the same, and a later state of it finds its place.
        place.apply(insert("t", "2", "{\"id\":\"2\",\"v\":\"mended\"}"));
        assertEquals(Collections.singletonList("mended"), place.rows("SELECT v FROM t WHERE id = '2'"));
        assertEquals(Collections.emptyList(), reasons());
    }
}
