package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From an older schema to this one, on a file that the code of that time wrote. */
class MigrationTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"v1.db", "v2.db", "v3.db", "v4.db", "v5.db", "v6.db"})
    void whatAnOldFileHeldIsThereByteForByte(String fixture) throws Exception {
        Path file = Fixture.copy(fixture, folder.resolve("app.db"));
        Map<String, List<String>> columns = new TreeMap<>();
        for (String table : Fixture.tables(file)) {
            columns.put(table, Fixture.columns(file, table));
        }
        // Version 7 has it under another name, and the marks of its rows in another table, see SchemaTest.
        columns.getOrDefault("mooring_row", new ArrayList<>()).remove("listing");
        Map<String, List<String>> before = rows(file, columns);
        assertTrue(columns.size() >= 7, columns.keySet().toString());
        open(file);
        columns.remove("mooring_schema");
        before.remove("mooring_schema");
        rename(columns, "mooring_row", "mooring_confirmed");
        rename(before, "mooring_row", "mooring_confirmed");
        assertEquals(before, rows(file, columns));
        assertEquals(List.of("7"), Fixture.strings(file, "SELECT version FROM mooring_schema"));
    }

    private static void rename(Map<String, List<String>> tables, String from, String to) {
        List<String> moved = tables.remove(from);
        if (moved != null) {
            tables.put(to, moved);
        }
    }

    private static Map<String, List<String>> rows(Path file, Map<String, List<String>> columns) throws Exception {
        Map<String, List<String>> rows = new TreeMap<>();
        for (Map.Entry<String, List<String>> table : columns.entrySet()) {
            rows.put(table.getKey(), Fixture.rows(file, table.getKey(), table.getValue()));
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.db", "v2.db", "v3.db", "v4.db", "v5.db", "v6.db"})
    void anOldFileGetsTheShapeOfANewOne(String fixture) throws Exception {
        Path old = Fixture.copy(fixture, folder.resolve("old.db"));
        open(old);
        Path fresh = folder.resolve("fresh.db");
        open(fresh);
        assertEquals(shape(fresh), shape(old));
    }

    /** Without the table whose columns grow with the app's. */
    private static List<String> shape(Path file) throws Exception {
        List<String> shape = new ArrayList<>(Fixture.shape(file));
        shape.removeIf(each -> each.startsWith("table mooring_capture "));
        return shape;
    }

    @ParameterizedTest
    @CsvSource({"v1.db, 20", "v6.db, 5"})
    void deathAtAnyStatementLeavesTheOldFileOrTheNewOne(String fixture, int least) throws Exception {
        Path pristine = Fixture.copy(fixture, folder.resolve("pristine.db"));
        List<String> before = Fixture.shape(pristine);
        open(pristine);
        List<String> after = Fixture.shape(pristine);
        int statements = 0;
        for (boolean alive = false; !alive; statements++) {
            Path file = Fixture.copy(fixture, folder.resolve("death-" + statements + ".db"));
            DyingDriver driver = new DyingDriver(file, statements);
            SqliteStorage<Connection> storage =
                    JdbcSqliteStorage.at(file).driver(driver).build();
            alive = survives(storage);
            storage.close();
            String where = "after " + statements + " statements";
            assertEquals(driver.committed() ? after : before, Fixture.shape(file), where);
            open(file);
            assertEquals(after, Fixture.shape(file), where);
        }
        assertTrue(statements > least, "only " + statements + " statements");
    }

    private static boolean survives(SqliteStorage<Connection> storage) {
        try {
            storage.open(Sample.IDENTITY, true);
            return true;
        } catch (DyingDriver.Death death) {
            return false;
        }
    }

    @Test
    void aMigrationThatFailsLeavesTheOldFile() throws Exception {
        Path file = Fixture.copy("v1.db", folder.resolve("app.db"));
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sample.execute(raw, "CREATE TABLE mooring_confirmed (somebody TEXT)");
        }
        List<String> before = Fixture.shape(file);
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            assertThrows(StorageException.class, () -> storage.open(Sample.IDENTITY, true));
        }
        assertEquals(before, Fixture.shape(file));
    }

    @Test
    void anOldFileOfAnotherIdentityIsRefusedAndNotTouched() throws Exception {
        Path file = Fixture.copy("v1.db", folder.resolve("app.db"));
        List<String> before = Fixture.shape(file);
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            ServerIdentity other = new ServerIdentity(Sample.IDENTITY.server(), "bob");
            assertThrows(StorageException.class, () -> storage.open(other, true));
        }
        assertEquals(before, Fixture.shape(file));
    }

    @Test
    void manyCanOpenAnOldFileAtOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        for (int round = 0; round < 20; round++) {
            Path file = Fixture.copy("v1.db", folder.resolve("shared-" + round + ".db"));
            List<Future<?>> opened = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                opened.add(pool.submit(() -> open(file)));
            }
            for (Future<?> each : opened) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertEquals(List.of("7"), Fixture.strings(file, "SELECT version FROM mooring_schema"));
        }
        pool.shutdown();
    }

    private static void open(Path file) {
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            assertEquals(List.of(), storage.integrityFaults());
        }
    }
}
