package dev.mooring.sync.sqlite.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.sqlite.jdbc.TestedSqlite;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A later version of the app, with other tables. */
class SchemaChangeTest {
    private static final TableSpec TODO = AppFile.spec("todo", "id");

    @TempDir
    Path folder;

    private AppFile app;
    private Tables tables;

    @BeforeEach
    void open() throws SQLException {
        app = new AppFile(folder.resolve("app.db"));
        app.run("CREATE TABLE todo (id TEXT PRIMARY KEY, title, n)");
        tables = app.sync(TODO);
    }

    @AfterEach
    void close() throws SQLException {
        app.close();
    }

    private List<String> schema() throws SQLException {
        return app.rows("SELECT type || ' ' || rowid || ' ' || sql FROM sqlite_master WHERE sql IS NOT NULL");
    }

    private void pending(String table) throws SQLException {
        app.run("INSERT INTO " + table + " VALUES ('a', 'one', 1)");
    }

    @Test
    void anOpenWithoutAChangeWritesNothing() throws SQLException {
        List<String> before = schema();
        List<String> version = app.rows("PRAGMA schema_version");
        Tables again = app.sync(AppFile.spec("TODO", "ID"));
        assertEquals(version, app.rows("PRAGMA schema_version"));
        assertEquals(before, schema());
        assertEquals(tables.named("todo").form(), again.named("todo").form());
    }

    @Test
    void aColumnThatIsAddedWhileChangesArePending() throws SQLException {
        pending("todo");
        app.run("ALTER TABLE todo ADD COLUMN more DEFAULT 5");
        Tables later = app.sync(TODO);
        app.run("UPDATE todo SET more = 6", "INSERT INTO todo VALUES ('b', 'two', 2, 7)");
        assertEquals(
                List.of("todo +'a','one',1", "todo 'a','one',1,5 > 'a','one',1,6", "todo +'b','two',2,7"),
                app.captures(later));
        app.sync(TODO);
        assertEquals(List.of("2"), app.rows("SELECT id FROM mooring_form"));
    }

    @Test
    void anotherTableIsAddedWhileChangesArePending() throws SQLException {
        pending("todo");
        app.run("CREATE TABLE list (id TEXT PRIMARY KEY)");
        Tables later = app.sync(TODO, AppFile.spec("list", "id"));
        app.run("INSERT INTO list VALUES ('l')");
        assertEquals(List.of("todo +'a','one',1", "list +'l'"), app.captures(later));
    }

    @ParameterizedTest
    @CsvSource({
        "ALTER TABLE todo RENAME COLUMN title TO name,column title",
        "ALTER TABLE todo RENAME TO task,table is gone",
        "ALTER TABLE todo RENAME COLUMN title TO Title,column title",
        "'CREATE TABLE fresh (id TEXT PRIMARY KEY, name, n); DROP TABLE todo; ALTER TABLE fresh RENAME TO todo',column title",
        "DROP TABLE todo,table is gone"
    })
    void whatIsGoneOrRenamedWhileChangesArePendingIsRefused(String alteration, String reason) throws SQLException {
        if (alteration.contains("RENAME COLUMN")) {
            TestedSqlite.require(TestedSqlite.RENAME_COLUMN, "a renamed column");
        }
        pending("todo");
        app.run(alteration.split("; "));
        List<String> before = schema();
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> app.sync(TODO));
        assertTrue(refusal.getMessage().contains("table todo "), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("1 change "), refusal.getMessage());
        assertEquals(before, schema());
    }

    private static final String MUTATION = "id, collection, key, kind, payload, schema_version, created_at";

    private static String parked(int n, String collection, String state) {
        return "INSERT INTO mooring_parked (place, " + MUTATION + ", state, reason, parked_at) VALUES (" + (n - 1)
                + ", 'i" + n + "', '" + collection + "', 'key-" + n + "', 'update', '{}', 1, 1, '" + state
                + "', '', 1)";
    }

    @Test
    void mutationsThatWaitForTheAppCountAndAreNamedByTheirKeys() throws SQLException {
        app.run(
                "INSERT INTO mooring_outbox (seq, " + MUTATION + ", size) VALUES (1, 'i1', 'todo', 'key-1', 'update',"
                        + " '{}', 1, 1, 1)",
                parked(2, "todo", "SUPERSEDED"),
                parked(3, "todo", "QUARANTINED"),
                parked(4, "todo", "QUARANTINED"),
                parked(5, "list", "QUARANTINED"),
                "CREATE TABLE fresh (id TEXT PRIMARY KEY, title, m)",
                "DROP TABLE todo",
                "ALTER TABLE fresh RENAME TO todo");
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> app.sync(TODO));
        assertTrue(
                refusal.getMessage().contains("4 changes (of the keys key-1, key-2, key-3, ...)"),
                refusal.getMessage());
        app.run("DELETE FROM mooring_parked", "DELETE FROM mooring_outbox");
        app.sync(TODO);
    }

    @Test
    void whatIsRenamedWhenNothingIsPendingIsCapturedUnderItsNewName() throws SQLException {
        if (TestedSqlite.has(TestedSqlite.RENAME_COLUMN, "a renamed column")) {
            app.run("ALTER TABLE todo RENAME COLUMN title TO name");
        } else {
            JdbcSqliteStorage.release(app.app(), "todo"); // Its triggers would go on to name the table as it was.
        }
        app.run("ALTER TABLE todo RENAME TO task");
        Tables later = app.sync(AppFile.spec("task", "id"));
        pending("task");
        assertEquals(List.of("task +'a','one',1"), app.captures(later));
        assertEquals(
                List.of(),
                app.rows("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'mooring_todo%'"));
        assertEquals(List.of("task"), app.rows("SELECT tbl FROM mooring_form"));
    }

    @Test
    void anotherKeyOrCollectionIsRefusedWhileChangesArePending() throws SQLException {
        app.run("CREATE UNIQUE INDEX i ON todo (title)");
        pending("todo");
        TableSpec other = new TableSpec(
                "todo",
                TODO.key(),
                List.of(),
                null,
                null,
                "tasks",
                TODO.fields(),
                TODO.json(),
                TODO.json(),
                TODO.json());
        assertTrue(assertThrows(IllegalStateException.class, () -> app.sync(AppFile.spec("todo", "title")))
                .getMessage()
                .contains("key is no longer [id] but [title]"));
        assertTrue(assertThrows(IllegalStateException.class, () -> app.sync(other))
                .getMessage()
                .contains("collection"));
        app.captures(tables);
        assertEquals(
                List.of("title"),
                app.sync(AppFile.spec("todo", "title")).named("todo").form().key());
        app.sync(other);
        assertEquals(List.of("tasks"), app.rows("SELECT DISTINCT collection FROM mooring_form"));
    }

    @Test
    void aTableThatIsNotSyncedAnyMoreIsLeftAloneOnceNothingIsPending() throws SQLException {
        app.run("CREATE TABLE list (id TEXT PRIMARY KEY)");
        pending("todo");
        TableSpec list = AppFile.spec("list", "id");
        assertTrue(assertThrows(IllegalStateException.class, () -> app.sync(list))
                .getMessage()
                .contains("not among the synced ones"));
        app.captures(tables);
        app.sync(list);
        app.run("UPDATE todo SET n = 2");
        assertEquals(List.of("0"), app.rows("SELECT count(*) FROM mooring_capture WHERE form > 0"));
        assertEquals(List.of("list"), app.rows("SELECT tbl FROM mooring_form"));
    }

    @Test
    void aTableThatIsRebuiltUnderItsNameIsCapturedFromTheNextOpen() throws SQLException {
        pending("todo");
        app.run(
                "CREATE TABLE fresh (id TEXT PRIMARY KEY, title, n, more)",
                "INSERT INTO fresh SELECT id, title, n, 0 FROM todo",
                "DROP TABLE todo",
                "ALTER TABLE fresh RENAME TO todo");
        Tables later = app.sync(TODO);
        app.run("UPDATE todo SET more = 1");
        assertEquals(List.of("todo +'a','one',1", "todo 'a','one',1,0 > 'a','one',1,1"), app.captures(later));
    }

    @Test
    void anotherUniqueIndexOrStampRebuildsTheTriggers() throws SQLException {
        app.run("CREATE UNIQUE INDEX i ON todo (title)");
        tables = app.sync(TODO);
        pending("todo");
        app.run("REPLACE INTO todo VALUES ('b', 'one', 2)");
        assertEquals(List.of("todo +'a','one',1", "todo -'a','one',1", "todo +'b','one',2"), app.captures(tables));
        assertEquals(List.of(List.of("title")), tables.named("todo").uniques());
    }

    @Test
    void aColumnCanBeDroppedOnceTheTriggersAreTakenOff() throws SQLException {
        TestedSqlite.require(TestedSqlite.DROP_COLUMN, "a dropped column");
        pending("todo");
        assertThrows(SQLException.class, () -> app.run("ALTER TABLE todo DROP COLUMN n"));
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> JdbcSqliteStorage.release(app.app(), "TODO"));
        assertTrue(refusal.getMessage().contains("1 change "), refusal.getMessage());
        app.captures(tables);
        List<String> before = schema();
        app.run("BEGIN");
        JdbcSqliteStorage.release(app.app(), "Todo");
        app.run("ALTER TABLE todo DROP COLUMN n", "ROLLBACK");
        assertEquals(before, schema());
        try (Connection other = app.connect()) {
            other.setAutoCommit(false);
            JdbcSqliteStorage.release(other, "todo");
            try (Statement alter = other.createStatement()) {
                alter.execute("ALTER TABLE todo DROP COLUMN n");
            }
            other.commit();
        }
        assertEquals(List.of("2"), app.rows("SELECT count(*) FROM pragma_table_info('todo')"));
        if (app.app().getAutoCommit()) {}
        Tables later = app.sync(TODO);
        app.run("INSERT INTO todo VALUES ('b', 'two')");
        assertEquals(List.of("todo +'b','two'"), app.captures(later));
    }

    @Test
    void releaseOfWhatWasNeverSyncedDoesNothing() throws SQLException {
        List<String> before = schema();
        JdbcSqliteStorage.release(app.app(), "nobody");
        assertEquals(before, schema());
        try (Connection empty = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("empty.db"))) {
            JdbcSqliteStorage.release(empty, "todo");
        }
    }

    @Test
    void withoutSyncedTablesTheTriggersStay() throws SQLException {
        app.write(sql -> {
            Forms.leave(sql, "app.db");
            return 0;
        });
        pending("todo");
        assertEquals(List.of("todo +'a','one',1"), app.captures(app.sync(TODO)));
    }
}
