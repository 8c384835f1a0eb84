package dev.mooring.sync.sqlite.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.internal.schema.Tables;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plain statements leave in the journal. */
class CaptureTest {
    @TempDir
    Path folder;

    private AppFile app;
    private Tables tables;

    @BeforeEach
    void open() throws SQLException {
        app = new AppFile(folder.resolve("app.db"));
        app.run("CREATE TABLE todo (id TEXT PRIMARY KEY, title TEXT, n)");
        tables = app.sync(AppFile.spec("todo", "id"));
    }

    @AfterEach
    void close() throws SQLException {
        app.close();
    }

    private void after(String... statements) throws SQLException {
        app.run(statements);
    }

    private void captured(String... lines) {
        assertEquals(List.of(lines), app.captures(tables));
    }

    @Test
    void anInsertAnUpdateAndADeleteOfManyRows() throws SQLException {
        after(
                "INSERT INTO todo VALUES ('a', 'one', 1), ('b', 'two', 2)",
                "UPDATE todo SET n = n + 1",
                "DELETE FROM todo");
        captured(
                "todo +'a','one',1",
                "todo +'b','two',2",
                "todo 'a','one',1 > 'a','one',2",
                "todo 'b','two',2 > 'b','two',3",
                "todo -'a','one',2",
                "todo -'b','two',3");
    }

    @Test
    void anUpdateThatChangesNothingRecordsNothing() throws SQLException {
        after("INSERT INTO todo VALUES ('a', 'one', 1)");
        captured("todo +'a','one',1");
        after("UPDATE todo SET title = 'one', n = 1", "UPDATE todo SET id = id", "UPDATE todo SET n = n WHERE 0");
        captured();
    }

    @Test
    void anotherTypeOfTheSameNumberIsAChange() throws SQLException {
        after("INSERT INTO todo VALUES ('a', 'one', 1)", "UPDATE todo SET n = 1.0", "UPDATE todo SET n = '1'");
        captured("todo +'a','one',1", "todo 'a','one',1 > 'a','one',1.0", "todo 'a','one',1.0 > 'a','one','1'");
    }

    @Test
    void theSameTextInOtherLettersIsAChangeWhereTheColumnTakesThemForTheSame() throws SQLException {
        after("CREATE TABLE word (id TEXT PRIMARY KEY COLLATE NOCASE, text TEXT COLLATE NOCASE)");
        tables = app.sync(AppFile.spec("word", "id"));
        after(
                "INSERT INTO word VALUES ('a', 'x')",
                "UPDATE word SET text = 'X'",
                "UPDATE word SET id = 'A'",
                "INSERT OR REPLACE INTO word VALUES ('a', 'y')");
        captured("word +'a','x'", "word 'a','x' > 'a','X'", "word 'a','X' > 'A','X'", "word -'A','X'", "word +'a','y'");
    }

    @Test
    void aKeyOfSeveralColumnsThatIsTheSameNumberOfAnotherTypeReplacesTheRow() throws SQLException {
        after("CREATE TABLE place (a TEXT, b, n, PRIMARY KEY (a, b))");
        tables = app.sync(AppFile.spec("place", "a", "b"));
        after("INSERT INTO place VALUES ('x', 1, 1)", "REPLACE INTO place VALUES ('x', 1.0, 2)");
        captured("place +'x',1,1", "place -'x',1,1", "place +'x',1.0,2");
    }

    @Test
    void aChangeOfTheKeyIsOneCapture() throws SQLException {
        after("INSERT INTO todo VALUES ('a', 'one', 1)", "UPDATE todo SET id = 'b'");
        captured("todo +'a','one',1", "todo 'a','one',1 > 'b','one',1");
    }

    @Test
    void nullInTheKeyIsRefusedWithTheTablesName() throws SQLException {
        SQLException refusal =
                assertThrows(SQLException.class, () -> app.run("INSERT INTO todo VALUES (NULL, 'one', 1)"));
        assertTrue(refusal.getMessage().contains("todo"), refusal.getMessage());
        after("INSERT INTO todo VALUES ('a', 'one', 1)");
        assertThrows(SQLException.class, () -> app.run("UPDATE todo SET id = NULL"));
        captured("todo +'a','one',1");
        assertEquals(List.of("a"), app.rows("SELECT id FROM todo"));
    }

    @Test
    void whatIsRolledBackIsNotCaptured() throws SQLException {
        after(
                "BEGIN",
                "INSERT INTO todo VALUES ('a', 'one', 1)",
                "SAVEPOINT s",
                "INSERT INTO todo VALUES ('b', 'two', 2)",
                "ROLLBACK TO s",
                "INSERT INTO todo VALUES ('c', 'three', 3)",
                "RELEASE s",
                "COMMIT",
                "BEGIN",
                "DELETE FROM todo",
                "ROLLBACK");
        captured("todo +'a','one',1", "todo +'c','three',3");
    }

    @Test
    void aStatementThatFailsHalfwayLeavesNothing() throws SQLException {
        after("INSERT INTO todo VALUES ('c', 'three', 3)");
        assertThrows(
                SQLException.class,
                () -> app.run("INSERT INTO todo VALUES ('a', 'one', 1), ('b', 'two', 2), ('c', 'again', 3)"));
        after(
                "CREATE TRIGGER careful BEFORE UPDATE ON todo WHEN NEW.n > 9 BEGIN SELECT RAISE(ABORT, 'too much'); END",
                "CREATE TRIGGER late AFTER DELETE ON todo WHEN OLD.n = 3 BEGIN SELECT RAISE(ABORT, 'too late'); END");
        assertThrows(SQLException.class, () -> app.run("UPDATE todo SET n = n + 10"));
        assertThrows(SQLException.class, () -> app.run("DELETE FROM todo"));
        captured("todo +'c','three',3");
    }

    @Test
    void aStatementThatFailsAndKeepsWhatItDidIsCapturedAsFar() throws SQLException {
        after("INSERT INTO todo VALUES ('c', 'three', 3)");
        assertThrows(
                SQLException.class,
                () -> app.run("INSERT OR FAIL INTO todo VALUES ('a', 'one', 1), ('c', 'again', 3)"));
        captured("todo +'c','three',3", "todo +'a','one',1");
    }

    @Test
    void triggersOfTheAppAreCapturedInTheOrderOfTheirChanges() throws SQLException {
        after(
                "CREATE TABLE audit (id INTEGER PRIMARY KEY, what TEXT)",
                "CREATE TRIGGER touch AFTER UPDATE OF title ON todo BEGIN"
                        + " UPDATE todo SET n = coalesce(n, 0) + 1 WHERE id = NEW.id; END",
                "CREATE TRIGGER log AFTER INSERT ON todo BEGIN INSERT INTO audit (what) VALUES (NEW.id); END");
        tables = app.sync(AppFile.spec("todo", "id"), AppFile.spec("audit", "id"));
        after("INSERT INTO todo VALUES ('a', 'one', 1)", "UPDATE todo SET title = 'uno'");
        captured(
                "todo +'a','one',1",
                "audit +1,'a'",
                "todo 'a','one',1 > 'a','uno',1",
                "todo 'a','uno',1 > 'a','uno',2");
    }

    @Test
    void aTriggerOfTheAppThatIsNewerCountsFromTheNextOpen() throws SQLException {
        after("CREATE TRIGGER touch AFTER UPDATE OF title ON todo BEGIN"
                + " UPDATE todo SET n = n + 1 WHERE id = NEW.id; END");
        tables = app.sync(AppFile.spec("todo", "id"));
        after("INSERT INTO todo VALUES ('a', 'one', 1)", "UPDATE todo SET title = 'uno'");
        captured("todo +'a','one',1", "todo 'a','one',1 > 'a','uno',1", "todo 'a','uno',1 > 'a','uno',2");
    }

    @Test
    void cascadesAreCaptured() throws SQLException {
        after(
                "CREATE TABLE item (id TEXT PRIMARY KEY, todo TEXT REFERENCES todo ON DELETE CASCADE ON UPDATE CASCADE)",
                "CREATE TABLE tag (id TEXT PRIMARY KEY, todo TEXT REFERENCES todo ON DELETE SET NULL)",
                "PRAGMA foreign_keys = ON");
        tables = app.sync(AppFile.spec("todo", "id"), AppFile.spec("item", "id"), AppFile.spec("tag", "id"));
        after(
                "INSERT INTO todo VALUES ('a', 'one', 1)",
                "INSERT INTO item VALUES ('i', 'a')",
                "UPDATE todo SET id = 'b'",
                "INSERT INTO tag VALUES ('t', 'b')",
                "DELETE FROM todo");
        List<String> captured = app.captures(tables);
        assertEquals(
                List.of(
                        "todo +'a','one',1",
                        "item +'i','a'",
                        "item 'i','a' > 'i','b'",
                        "todo 'a','one',1 > 'b','one',1",
                        "tag +'t','b'"),
                captured.subList(0, 5));
        assertEquals(
                Set.of("item -'i','b'", "tag 't','b' > 't',null", "todo -'b','one',1"),
                new HashSet<>(captured.subList(5, 8)));
    }

    @Test
    void theLibrarysOwnWritesAreNotCapturedAndAnothersAtTheSameTimeAre() throws SQLException {
        app.write(sql -> {
            sql.statement("INSERT INTO mooring_applying (id) VALUES (1)").run();
            sql.statement("INSERT INTO todo VALUES ('a', 'one', 1)").run();
            sql.statement("UPDATE todo SET n = 2").run();
            sql.statement("DELETE FROM mooring_applying").run();
            return 0;
        });
        after("UPDATE todo SET n = 3");
        captured("todo 'a','one',2 > 'a','one',3");
    }

    @Test
    void aCrashWhileTheLibraryAppliesLeavesNothingSwitchedOff() throws SQLException {
        assertThrows(
                IllegalStateException.class,
                () -> app.write(sql -> {
                    sql.statement("INSERT INTO mooring_applying (id) VALUES (1)")
                            .run();
                    sql.statement("INSERT INTO todo VALUES ('a', 'one', 1)").run();
                    throw new IllegalStateException("dies");
                }));
        after("INSERT INTO todo VALUES ('b', 'two', 2)");
        captured("todo +'b','two',2");
    }

    @Test
    void numbersAreNeverGivenTwice() throws SQLException {
        after("INSERT INTO todo VALUES ('a', 'one', 1), ('b', 'two', 2)");
        assertEquals(2, app.captures(tables).size());
        after("DELETE FROM todo WHERE id = 'a'");
        assertEquals(List.of("3"), app.rows("SELECT max(seq) FROM mooring_capture"));
        captured("todo -'a','one',1");
        assertEquals(List.of("3"), app.rows("SELECT taken FROM mooring_scope"));
        assertEquals(List.of("0"), app.rows("SELECT form FROM mooring_capture"));
    }
}
