package dev.mooring.sync.sqlite.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.jdbc.TestedSqlite;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that cannot be captured are refused before anything is changed, with a word on what to do. */
class RefusalTest {
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
    @CsvSource(delimiter = '|', textBlock = """
                    CREATE TABLE other (id TEXT PRIMARY KEY)                            | id   | not there
                    CREATE TEMP TABLE t (id TEXT PRIMARY KEY)                           | id   | not there
                    CREATE VIEW t AS SELECT 1 AS id                                     | id   | a view
                    CREATE VIRTUAL TABLE t USING fts5(id)                               | id   | a virtual table
                    CREATE TABLE t (id TEXT)                                            | id   | unique
                    CREATE TABLE t (id TEXT PRIMARY KEY, a)                             | a    | unique
                    CREATE TABLE t (id TEXT, a, PRIMARY KEY (id, a))                    | id   | unique
                    CREATE TABLE t (id TEXT PRIMARY KEY)                                | a    | no column a
                    CREATE TABLE t (a, id AS (a) UNIQUE)                                | id   | generated
                    """)
    void noKeyOrNoTable(String create, String key, String reason) throws SQLException {
        if (reason.equals("generated")) {
            TestedSqlite.require(TestedSqlite.GENERATED_COLUMNS, "a generated key");
        }
        app.run(create);
        refused(reason, AppFile.spec("t", key));
    }

    @Test
    void aPartOfAVirtualTable() throws SQLException {
        TestedSqlite.require(TestedSqlite.TABLE_LIST, "a part of a virtual table");
        app.run("CREATE VIRTUAL TABLE v USING fts5(text)");
        refused("virtual table", AppFile.spec("v_data", "id"));
    }

    @Test
    void aKeyThatIsUniqueForSomeRowsOnly() throws SQLException {
        app.run("CREATE TABLE t (id TEXT, a)", "CREATE UNIQUE INDEX i ON t (id) WHERE a");
        refused("unique", AppFile.spec("t", "id"));
    }

    @Test
    void aUniqueIndexOverAnExpression() throws SQLException {
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, a)", "CREATE UNIQUE INDEX i ON t (lower(a), id)");
        refused("expression", AppFile.spec("t", "id"));
    }

    @Test
    void tooManyColumns() throws SQLException {
        String columns =
                String.join(", ", IntStream.range(0, 950).mapToObj(i -> "c" + i).toList());
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, " + columns + ")");
        refused("950 columns", AppFile.spec("t", "id"));
    }

    @Test
    void aLocalColumnThatNobodyCouldFill() throws SQLException {
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, a NOT NULL)");
        refused("default", AppFile.local(AppFile.spec("t", "id"), "a"));
    }

    @Test
    void marksThatAreNoPlainColumns() throws SQLException {
        if (TestedSqlite.has(TestedSqlite.GENERATED_COLUMNS, "a generated stamp")) {
            app.run("CREATE TABLE t (id TEXT PRIMARY KEY, a AS (1))");
            refused("cannot mark", AppFile.stamped(AppFile.spec("t", "id"), "a"));
        } else {
            app.run("CREATE TABLE t (id TEXT PRIMARY KEY, a)");
        }
        refused("cannot mark", AppFile.stamped(AppFile.spec("t", "id"), "id"));
        refused("no column b", AppFile.stamped(AppFile.spec("t", "id"), "b"));
    }

    @Test
    void namesThatMeanSomethingElseInATrigger() throws SQLException {
        app.run("CREATE TABLE New (id TEXT PRIMARY KEY)");
        refused("another one", AppFile.spec("new", "id"));
    }

    @Test
    void oneTableTwice() throws SQLException {
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY)");
        refused("twice", AppFile.spec("t", "id"), AppFile.spec("T", "id"));
    }

    private void refused(String reason, TableSpec... specs) throws SQLException {
        List<String> before = app.rows("SELECT sql FROM sqlite_master ORDER BY name");
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> app.sync(specs));
        assertTrue(Names.folded(refusal.getMessage()).contains("table " + specs[0].name() + " "), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
        assertEquals(before, app.rows("SELECT sql FROM sqlite_master ORDER BY name"));
        assertEquals(List.of(), app.rows("SELECT id FROM mooring_form"));
    }

    @Test
    void parentsHaveALowerRank() throws SQLException {
        app.run(
                "CREATE TABLE a (id TEXT PRIMARY KEY, b REFERENCES b, Up REFERENCES A)",
                "CREATE TABLE b (id TEXT PRIMARY KEY, c)",
                "CREATE TABLE c (id TEXT PRIMARY KEY, x, y, FOREIGN KEY (Y, x) REFERENCES D (P, q))",
                "CREATE TABLE d (p, q, PRIMARY KEY (p, q))");
        TableSpec b = new TableSpec(
                "b",
                List.of("id"),
                List.of(new TableSpec.Parent("C", "C")),
                null,
                null,
                "b",
                Map.of(),
                Set.of(),
                Set.of(),
                Set.of());
        Tables tables = app.sync(AppFile.spec("a", "id"), b, AppFile.spec("c", "id"), AppFile.spec("d", "p", "q"));
        assertEquals(
                List.of("d0", "c1", "b2", "a3"),
                tables.parentsFirst().stream()
                        .map(table -> table.name() + table.rank())
                        .toList());
        assertEquals(
                List.of(new Table.ForeignKey("d", List.of("y", "x"), List.of("p", "q"))),
                tables.named("c").foreignKeys());
        assertEquals(
                List.of(
                        new Table.ForeignKey("a", List.of("Up"), List.of("id")),
                        new Table.ForeignKey("b", List.of("b"), List.of("id"))),
                tables.named("a").foreignKeys());
        assertEquals(
                List.of(new TableSpec.Parent("c", "c")),
                tables.named("b").spec().parents());
    }

    @Test
    void aCircleOfReferencesIsOrderedAsTheAppSays() throws SQLException {
        app.run(
                "CREATE TABLE a (id TEXT PRIMARY KEY, b REFERENCES b)",
                "CREATE TABLE b (id TEXT PRIMARY KEY, a REFERENCES a)");
        TableSpec a = new TableSpec(
                "a",
                List.of("id"),
                List.of(new TableSpec.Parent("b", "b")),
                null,
                null,
                "a",
                Map.of(),
                Set.of(),
                Set.of(),
                Set.of());
        Tables tables = app.sync(a, AppFile.spec("b", "id"));
        assertEquals(
                List.of("b", "a"),
                tables.parentsFirst().stream().map(Table::name).toList());
        assertEquals(Collections.emptyList(), tables.named("a").uniques());
    }
}
