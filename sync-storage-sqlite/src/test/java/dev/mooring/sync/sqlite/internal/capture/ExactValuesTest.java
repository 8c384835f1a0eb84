package dev.mooring.sync.sqlite.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.internal.schema.Checks;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.jdbc.TestedSqlite;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the journal holds is what the table holds, and any table will do. */
class ExactValuesTest {
    @TempDir
    Path folder;

    private AppFile app;

    @BeforeEach
    void open() throws SQLException {
        app = new AppFile(folder.resolve("app.db"));
    }

    @AfterEach
    void close() throws SQLException {
        app.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    NULL | null
                    x'' | x
                    x'00ff' | x00ff
                    9223372036854775807 | 9223372036854775807
                    -9223372036854775808 | -9223372036854775808
                    9007199254740993 | 9007199254740993
                    1.5 | 1.5
                    1.0 | 1.0
                    -0.1 | -0.1
                    9e999 | Infinity
                    -9e999 | -Infinity
                    5e-324 | 4.9E-324
                    '' | ''
                    ' a ' | ' a '
                    '🚢 Grüße' | '🚢 Grüße'
                    'a''"b' | 'a'"b'
                    CAST(x'6100' AS TEXT) | 'a\\0'
                    CAST(x'61ff62' AS TEXT) | t61ff62
                    CAST(x'efbfbd' AS TEXT) | '\uFFFD'
                    """)
    void everyValue(String sql, String text) throws SQLException {
        String exact = text.replace("\\0", "\0");
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, v)");
        Tables tables = app.sync(AppFile.spec("t", "id"));
        app.run(
                "INSERT INTO t VALUES ('a', " + sql + ")",
                "UPDATE t SET v = 'other'",
                "UPDATE t SET v = " + sql,
                "UPDATE t SET v = " + sql,
                "REPLACE INTO t VALUES ('a', 'more')",
                "DELETE FROM t");
        assertEquals(
                List.of(
                        "t +'a'," + exact,
                        "t 'a'," + exact + " > 'a','other'",
                        "t 'a','other' > 'a'," + exact,
                        "t 'a'," + exact + " > 'a','more'",
                        "t -'a','more'"),
                app.captures(tables));
    }

    @ParameterizedTest
    @CsvSource({"TEXT,'7'", "INTEGER,7", "REAL,7.0", "NUMERIC,7", "BLOB,'7'", "DATETIME,7"})
    void columnsConvertFirst(String type, String value) throws SQLException {
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, v " + type + ")");
        Tables tables = app.sync(AppFile.spec("t", "id"));
        app.run("INSERT INTO t VALUES (1, '7')", "UPDATE t SET v = '8'", "DELETE FROM t");
        String other = value.replace('7', '8');
        String quoted = type.equals("TEXT") || type.equals("BLOB") ? "'" : "";
        String seven = quoted + value.replace("'", "") + quoted;
        String eight = quoted + other.replace("'", "") + quoted;
        assertEquals(
                List.of("t +'1'," + seven, "t '1'," + seven + " > '1'," + eight, "t -'1'," + eight),
                app.captures(tables));
    }

    @Test
    void namesOfAnyKind() throws SQLException {
        app.run(
                "CREATE TABLE \"my \"\"table's\" (\"new\" TEXT PRIMARY KEY, \"old\" UNIQUE, rowid, \"a b\", \"q\"\"q\", [select], r, s,"
                        + " key, by, form)");
        Tables tables = app.sync(AppFile.stamped(AppFile.spec("MY \"table's", "NEW"), "A B"));
        app.run(
                "INSERT INTO \"my \"\"table's\" VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)",
                "REPLACE INTO \"my \"\"table's\" VALUES (2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)",
                "UPDATE \"my \"\"table's\" SET \"new\" = 3, \"a b\" = 5");
        assertEquals(
                List.of(
                        "my \"table's +'1',2,3,4,5,6,7,8,9,10,11",
                        "my \"table's -'1',2,3,4,5,6,7,8,9,10,11",
                        "my \"table's +'2',2,3,4,5,6,7,8,9,10,11",
                        "my \"table's '2',2,3,4,5,6,7,8,9,10,11 > '3',2,3,5,5,6,7,8,9,10,11"),
                app.captures(tables));
        assertEquals("my \"table's", tables.parentsFirst().get(0).name());
        assertEquals(List.of("new"), tables.parentsFirst().get(0).form().key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "twice AS (a * 2), thrice AS (a * 3) STORED, "})
    void generatedAndLocalColumnsAreNotCaptured(String generated) throws SQLException {
        if (!generated.isEmpty()) {
            TestedSqlite.require(TestedSqlite.GENERATED_COLUMNS, "generated columns");
        }
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, a, " + generated + "here)");
        Tables tables = app.sync(AppFile.local(AppFile.spec("t", "id"), "here"));
        app.run(
                "INSERT INTO t (id, a, here) VALUES ('x', 1, 5)",
                "UPDATE t SET here = 6",
                "UPDATE t SET a = 2, here = 7");
        assertEquals(List.of("t +'x',1", "t 'x',1 > 'x',2"), app.captures(tables));
    }

    @Test
    void strictTables() throws SQLException {
        TestedSqlite.require(TestedSqlite.TABLE_LIST, "a strict table");
        app.run("CREATE TABLE t (id INT PRIMARY KEY NOT NULL, a ANY, b BLOB) STRICT, WITHOUT ROWID");
        Tables tables = app.sync(AppFile.spec("t", "id"));
        app.run("INSERT INTO t VALUES (1, '1', x'31')", "UPDATE t SET a = 1", "UPDATE t SET a = 1.0");
        assertEquals(List.of("t +1,'1',x31", "t 1,'1',x31 > 1,1,x31", "t 1,1,x31 > 1,1.0,x31"), app.captures(tables));
        assertEquals(
                Table.Affinity.NONE,
                tables.parentsFirst().get(0).columns().get(1).affinity());
    }

    @Test
    void aVeryWideTable() throws SQLException {
        String columns = String.join(
                ", ",
                IntStream.range(1, Checks.MAX_COLUMNS).mapToObj(i -> "c" + i).toList());
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, " + columns + ")", "CREATE TABLE s (id TEXT PRIMARY KEY)");
        Tables tables = app.sync(AppFile.spec("t", "id"), AppFile.spec("s", "id"));
        String values = String.join(", ", Collections.nCopies(Checks.MAX_COLUMNS - 1, "1"));
        app.run(
                "INSERT INTO s VALUES ('y')",
                "INSERT INTO t VALUES ('x', " + values + ")",
                "UPDATE t SET c949 = 2, c1 = 3",
                "REPLACE INTO t VALUES ('x', " + values + ")",
                "UPDATE t SET c949 = 1");
        List<String> captures = app.captures(tables);
        assertEquals(4, captures.size());
        assertEquals("s +'y'", captures.get(0));
        assertEquals("t +'x'," + values.replace(" ", ""), captures.get(1));
        assertTrue(captures.get(2).endsWith(",1,2"), captures.get(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"updated TEXT", "updated INTEGER"})
    void aStampIsSetWhereAStatementDoesNot(String column) throws SQLException {
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, v, " + column + ")");
        Tables tables = app.sync(AppFile.stamped(AppFile.spec("t", "id"), "updated"));
        String own = column.endsWith("TEXT") ? "'own'" : "77";
        app.run(
                "INSERT INTO t (id, v) VALUES ('a', 1)",
                "INSERT INTO t VALUES ('b', 1, " + own + ")",
                "UPDATE t SET v = 2",
                "UPDATE t SET v = 3, updated = " + own + " WHERE id = 'a'",
                "UPDATE t SET v = 3 WHERE id = 'a'",
                "REPLACE INTO t (id, v) VALUES ('a', 4)");
        String time =
                column.endsWith("TEXT") ? "'20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\dZ'" : "1\\d{12}";
        List<String> expected = List.of(
                "t \\+'a',1," + time,
                "t \\+'b',1," + own,
                "t 'a',1," + time + " > 'a',2," + time,
                "t 'b',1," + own + " > 'b',2," + time,
                "t 'a',2," + time + " > 'a',3," + own,
                "t 'a',3," + own + " > 'a',4," + time);
        List<String> captures = app.captures(tables);
        assertEquals(expected.size(), captures.size(), captures.toString());
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(captures.get(i).matches(expected.get(i)), captures.get(i) + " is not " + expected.get(i));
        }
        List<String> seconds = app.rows(
                "SELECT abs(strftime('%s', CASE typeof(updated) WHEN 'text' THEN updated"
                        + " ELSE updated / 1000.0 END, 'unixepoch') - strftime('%s', 'now')) < 60 FROM t WHERE typeof(updated) = 'integer'"
                        + " UNION ALL SELECT abs(strftime('%s', updated) - strftime('%s', 'now')) < 60 FROM t WHERE typeof(updated) = 'text'");
        assertEquals(List.of("1", "1"), seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void whatAStampSetsOffIsCapturedAsItIs(String recursive) throws SQLException {
        app.run(
                "PRAGMA recursive_triggers = " + recursive,
                "CREATE TABLE t (id TEXT PRIMARY KEY, v, updated TEXT)",
                "INSERT INTO t VALUES ('a', 1, 'x'), ('b', 1, 'y')",
                "CREATE TRIGGER other AFTER UPDATE ON t WHEN NEW.id = 'a' BEGIN UPDATE t SET v = v + 1 WHERE id = 'b'; END");
        Tables tables = app.sync(AppFile.stamped(AppFile.spec("t", "id"), "updated"));
        app.run("UPDATE t SET v = 2 WHERE id = 'a'");
        List<String> captures = app.captures(tables);
        for (String row : app.rows("SELECT '''' || id || ''',' || v || ',''' || updated || '''' FROM t")) {
            String id = row.substring(0, 3);
            String last = captures.stream()
                    .filter(line -> line.startsWith("t " + id))
                    .reduce((x, y) -> y)
                    .orElse("none");
            assertTrue(last.endsWith(" > " + row), row + " " + captures);
        }
    }

    @Test
    void theShellIsAProgramLikeOthers() throws Exception {
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, u UNIQUE)");
        Tables tables = app.sync(AppFile.spec("t", "id"));
        Process shell;
        try {
            shell = new ProcessBuilder("sqlite3", app.path().toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (java.io.IOException e) {
            Assumptions.abort("no sqlite3 shell");
            return;
        }
        try (OutputStream input = shell.getOutputStream()) {
            input.write(("INSERT INTO t VALUES ('a', 1), ('b', 2);\nREPLACE INTO t VALUES ('c', 1);\nBEGIN;\n"
                            + "DELETE FROM t;\nROLLBACK;\nUPDATE t SET id = 'd' WHERE id = 'b';\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        assertTrue(shell.waitFor(60, TimeUnit.SECONDS));
        assertEquals("", new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(List.of("t +'a',1", "t +'b',2", "t -'a',1", "t +'c',1", "t 'b',2 > 'd',2"), app.captures(tables));
        assertTrue(Files.exists(app.path()));
    }
}
