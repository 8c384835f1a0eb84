package dev.mooring.sync.sqlite.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.jdbc.TestedSqlite;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that make room for others, with SQLite's recursive triggers off and on. */
class ReplaceTest {
    @TempDir
    Path folder;

    private AppFile app;
    private Tables tables;

    private void open(String recursive, String create, String... key) throws SQLException {
        app = new AppFile(folder.resolve("app.db"));
        app.run("PRAGMA recursive_triggers = " + recursive, create);
        tables = app.sync(AppFile.spec("t", key));
    }

    @AfterEach
    void close() throws SQLException {
        if (app != null) {
            app.close();
        }
    }

    /** After these have been captured and taken in. */
    private void given(String... statements) throws SQLException {
        app.run(statements);
        app.captures(tables);
    }

    private void then(String statement, String... lines) throws SQLException {
        app.run(statement);
        assertEquals(List.of(lines), app.captures(tables), statement);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void aRowOfTheSameKeyIsUpdated(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (id TEXT PRIMARY KEY, v)", "id");
        given("INSERT INTO t VALUES ('a', 1), ('b', 1)");
        then("REPLACE INTO t VALUES ('a', 2), ('c', 1)", "t 'a',1 > 'a',2", "t +'c',1");
        then("INSERT OR REPLACE INTO t VALUES ('a', 3), ('a', 4)", "t 'a',2 > 'a',3", "t 'a',3 > 'a',4");
        then("REPLACE INTO t VALUES ('a', 4)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void theConflictClauseOfTheTableReplacesToo(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (id TEXT PRIMARY KEY ON CONFLICT REPLACE, u UNIQUE ON CONFLICT REPLACE)", "id");
        given("INSERT INTO t VALUES ('a', 1), ('b', 2)");
        then("INSERT INTO t VALUES ('a', 2)", "t -'b',2", "t 'a',1 > 'a',2");
        then("INSERT INTO t VALUES ('c', 2)", "t -'a',2", "t +'c',2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void rowsInTheWayByOtherIndexesAreDeleted(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (id TEXT PRIMARY KEY, u UNIQUE, v, w, UNIQUE (v, w))", "id");
        given("INSERT INTO t VALUES ('a', 1, 1, 1), ('b', 2, 2, 2), ('c', 3, 3, 3), ('d', NULL, NULL, 4)");
        then("REPLACE INTO t VALUES ('x', 1, 2, 2)", "t -'b',2,2,2", "t -'a',1,1,1", "t +'x',1,2,2");
        then("REPLACE INTO t VALUES ('y', NULL, NULL, 4)", "t +'y',null,null,4");
        then("UPDATE OR REPLACE t SET u = 3 WHERE id = 'x'", "t -'c',3,3,3", "t 'x',1,2,2 > 'x',3,2,2");
        then("UPDATE OR REPLACE t SET id = 'y' WHERE id = 'x'", "t -'y',null,null,4", "t 'x',3,2,2 > 'y',3,2,2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void collationsAndPartialIndexesAreTheIndexsOwn(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (id TEXT PRIMARY KEY COLLATE NOCASE, u TEXT, gone)", "id");
        app.run("CREATE UNIQUE INDEX i ON t (u COLLATE RTRIM) WHERE gone = 0 -- 'where'");
        tables = app.sync(AppFile.spec("t", "id"));
        given("INSERT INTO t VALUES ('a', 'x', 0), ('b', 'x', 1)");
        then("REPLACE INTO t VALUES ('c', 'x  ', 0)", "t -'a','x',0", "t +'c','x  ',0");
        then("REPLACE INTO t VALUES ('d', 'x', 1)", "t +'d','x',1");
        then("REPLACE INTO t VALUES ('B', 'x', 1)", "t -'b','x',1", "t +'B','x',1");
        then("UPDATE OR REPLACE t SET gone = 0 WHERE id = 'd'", "t -'c','x  ',0", "t 'd','x',1 > 'd','x',0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void withoutRowidAndWithAKeyOfSeveralColumns(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (a, b REAL, v UNIQUE, PRIMARY KEY (b, a)) WITHOUT ROWID", "a", "b");
        given("INSERT INTO t VALUES (1, 1, 'p'), ('1', 1, 'q'), (x'31', 1, 'r')");
        then("REPLACE INTO t VALUES ('1', 1, 's')", "t '1',1.0,'q' > '1',1.0,'s'");
        then("REPLACE INTO t VALUES (2, 2, 'p')", "t -1,1.0,'p'", "t +2,2.0,'p'");
        then("UPDATE OR REPLACE t SET b = 1, a = x'31' WHERE a = 2", "t -x31,1.0,'r'", "t 2,2.0,'p' > x31,1.0,'p'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void aKeyThatSqliteChooses(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (id INTEGER PRIMARY KEY, u UNIQUE)", "id");
        given("INSERT INTO t (u) VALUES ('x'), ('y')");
        then("REPLACE INTO t (u) VALUES ('x')", "t -1,'x'", "t +3,'x'");
        then("REPLACE INTO t (id, u) VALUES (NULL, 'y')", "t -2,'y'", "t +4,'y'");
        then("UPDATE OR REPLACE t SET rowid = 4 WHERE id = 3", "t -4,'y'", "t 3,'x' > 4,'x'");
        then("INSERT INTO t VALUES (-1, 'z')", "t +-1,'z'");
        then("INSERT INTO t (u) VALUES ('w')", "t +5,'w'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void aKeyThatSqliteChoosesBesideKeysThatAreGiven(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (id INTEGER PRIMARY KEY, v)", "id");
        given("INSERT INTO t VALUES (1, 'a'), (4, 'b')");
        then("REPLACE INTO t VALUES (4, 'c'), (NULL, 'd')", "t 4,'b' > 4,'c'", "t +5,'d'");
        TestedSqlite.require(TestedSqlite.CHOSEN_KEY_FIRST, "a key that SQLite chooses before one that is given");
        then("REPLACE INTO t VALUES (NULL, 'e'), (5, 'f')", "t +6,'e'", "t 5,'d' > 5,'f'");
        then(
                "INSERT OR IGNORE INTO t VALUES (NULL, 'g'), (1000, 'h'), (8, 'i'), (1000, 'j')",
                "t +7,'g'",
                "t +1000,'h'",
                "t +8,'i'");
        then("UPDATE OR IGNORE t SET id = 100 - id % 100 WHERE id > 900", "t 1000,'h' > 100,'h'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void aKeyThatADefaultMakes(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (id TEXT PRIMARY KEY DEFAULT (hex(randomblob(8))), u UNIQUE)", "id");
        given("INSERT INTO t VALUES ('a', 'x')");
        app.run("REPLACE INTO t (u) VALUES ('x')");
        assertEquals("t -'a','x'", app.captures(tables).get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void aDefaultThatReplacesNullIsInTheWayToo(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (id TEXT PRIMARY KEY, u TEXT NOT NULL DEFAULT 'x' UNIQUE)", "id");
        given("INSERT INTO t VALUES ('a', 'x')");
        then("REPLACE INTO t VALUES ('b', NULL)", "t -'a','x'", "t +'b','x'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void anIntegerPrimaryKeyThatIsNotTheKey(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)", "id");
        given("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        then("REPLACE INTO t VALUES (1, 'c')", "t -1,'a'", "t +1,'c'");
        then("UPDATE OR REPLACE t SET oid = 1 WHERE id = 'b'", "t -1,'c'", "t 2,'b' > 1,'b'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void aGeneratedColumnInAUniqueIndex(String recursive) throws SQLException {
        TestedSqlite.require(TestedSqlite.GENERATED_COLUMNS, "a generated column in a unique index");
        open(recursive, "CREATE TABLE t (id TEXT PRIMARY KEY, v TEXT, low TEXT AS (lower(v)) STORED UNIQUE)", "id");
        given("INSERT INTO t (id, v) VALUES ('a', 'X'), ('b', 'y')");
        then("REPLACE INTO t (id, v) VALUES ('c', 'x')", "t -'a','X'", "t +'c','x'");
        then("UPDATE OR REPLACE t SET v = 'Y' WHERE id = 'c'", "t -'b','y'", "t 'c','x' > 'c','Y'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void whatIsIgnoredOrUpdatedInsteadLeavesNothingThatCountsLater(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (id TEXT PRIMARY KEY, u UNIQUE)", "id");
        given("INSERT INTO t VALUES ('a', 1), ('c', 3)");
        then("INSERT OR IGNORE INTO t VALUES ('a', 9), ('k', 3)");
        if (TestedSqlite.has(TestedSqlite.UPSERT, "an insert that updates instead")) {
            then("INSERT INTO t VALUES ('a', 1) ON CONFLICT DO NOTHING");
            then("INSERT INTO t VALUES ('a', 9) ON CONFLICT (id) DO UPDATE SET u = 2", "t 'a',1 > 'a',2");
            then("INSERT INTO t VALUES ('x', 2) ON CONFLICT (u) DO UPDATE SET id = 'b'", "t 'a',2 > 'b',2");
        } else {
            then("UPDATE t SET id = 'b', u = 2 WHERE id = 'a'", "t 'a',1 > 'b',2");
        }
        app.run("INSERT OR IGNORE INTO t VALUES ('k', 3)", "INSERT OR IGNORE INTO t VALUES ('b', 7)");
        then("REPLACE INTO t VALUES ('m', 3)", "t -'c',3", "t +'m',3");
        app.run("INSERT OR IGNORE INTO t VALUES ('k', 3)");
        then("UPDATE t SET u = 4 WHERE id = 'm'", "t 'm',3 > 'm',4");
        then("INSERT INTO t VALUES ('k', 3)", "t +'k',3");
        then("DELETE FROM t", "t -'b',2", "t -'m',4", "t -'k',3");
        then("INSERT INTO t VALUES ('a', 1), ('b', 2), ('c', 3)", "t +'a',1", "t +'b',2", "t +'c',3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void staleImagesOfRowsThatTheLibraryDeletesGoWithThem(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (id TEXT PRIMARY KEY, u UNIQUE)", "id");
        given("INSERT INTO t VALUES ('c', 3)");
        app.run("INSERT OR IGNORE INTO t VALUES ('c', 4)", "INSERT OR IGNORE INTO t VALUES ('k', 3)");
        app.run(
                "BEGIN",
                "INSERT INTO mooring_applying VALUES (1)",
                "DELETE FROM t",
                "DELETE FROM mooring_applying",
                "COMMIT");
        then("INSERT INTO t VALUES ('c', 5), ('k', 3)", "t +'c',5", "t +'k',3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void childrenOfAReplacedRowGoBeforeIt(String recursive) throws SQLException {
        open(recursive, "CREATE TABLE t (id TEXT PRIMARY KEY, u UNIQUE)", "id");
        app.run("PRAGMA foreign_keys = ON", "CREATE TABLE c (id TEXT PRIMARY KEY, t REFERENCES t ON DELETE CASCADE)");
        tables = app.sync(AppFile.spec("t", "id"), AppFile.spec("c", "id"));
        given("INSERT INTO t VALUES ('a', 1)", "INSERT INTO c VALUES ('x', 'a')");
        app.run("REPLACE INTO t VALUES ('b', 1)");
        List<String> captured = app.captures(tables);
        assertEquals(3, captured.size(), captured.toString());
        assertEquals(
                List.of("c -'x','a'", "t -'a',1", "t +'b',1"),
                captured.stream()
                        .sorted((x, y) -> Integer.compare(order(x), order(y)))
                        .toList());
    }

    private static int order(String line) {
        return line.startsWith("c") ? 0 : line.contains("-") ? 1 : 2;
    }
}
