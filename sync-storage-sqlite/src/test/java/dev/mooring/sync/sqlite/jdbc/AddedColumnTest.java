package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A column is added while a storage has the file open, by whomever. */
class AddedColumnTest {
    private static final String OTHER = "00112233445566778899aabbccddeeff";
    private static final String LATER = "SELECT coalesce(later, '-') FROM todo WHERE id = '1'";

    @TempDir
    Path folder;

    private Path file;
    private long ids;

    @BeforeEach
    void create() throws Exception {
        file = folder.resolve("app.db");
        sql("CREATE TABLE todo (id TEXT PRIMARY KEY NOT NULL, a TEXT)");
    }

    private void sql(String... statements) throws Exception {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String each : statements) {
                Sample.execute(db, each);
            }
        }
    }

    private SqliteStorage<Connection> open(RowFormat format) {
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                .syncedTables(SyncedTables.builder()
                        .format(format)
                        .table(SyncedTable.named("todo").key("id"))
                        .build())
                .build();
        storage.open(Sample.IDENTITY, true);
        return storage;
    }

    private static void write(SqliteStorage<Connection> storage, String statement) throws Exception {
        storage.<Boolean, Exception>write(tx -> {
            Sample.execute(tx.handle(), statement);
            return true;
        });
    }

    /** The payloads of what was captured since. */
    private List<String> takenIn(SqliteStorage<Connection> storage) {
        return storage.<List<String>, RuntimeException>write(tx -> {
            Objects.requireNonNull(tx.captures())
                    .takeIn((draft, at, appending) ->
                            appending.append(draft.recorded(new UUID(7, ids++), Sample.STAMP), 1));
            List<String> payloads = new ArrayList<>();
            for (OutboxEntry entry : tx.outbox().unsettled(0, 99, Long.MAX_VALUE)) {
                payloads.add(entry.mutation().payload());
                tx.outbox().settle(List.of(entry.seq()));
            }
            return payloads;
        });
    }

    /** The server says that a row has values; null for one that it does not tell. */
    private static void tell(SqliteStorage<Connection> storage, RowFormat format, int version, @Nullable String later)
            throws Exception {
        ChangeHandler<Connection> handler = Objects.requireNonNull(storage.handler());
        storage.<Boolean, Exception>write(tx -> {
            if (format == RowFormat.CELLS) {
                Objects.requireNonNull(tx.clocks())
                        .merge(List.of(cell("a", "x", version), cell("later", Objects.requireNonNull(later), version)));
                return true;
            }
            String row = "{\"id\":\"1\",\"a\":\"x\"" + (later == null ? "" : ",\"later\":\"" + later + "\"") + "}";
            String payload = format == RowFormat.CHANGES ? "{\"op\":\"insert\",\"row\":" + row + "}" : row;
            handler.apply(tx.handle(), List.of(change("1", "insert", payload)));
            return true;
        });
    }

    private static Change cell(String column, String value, int version) {
        return change(
                "[\"1\"]",
                "cell",
                "{\"c\":\"" + column + "\",\"v\":\"" + value + "\",\"cv\":" + version + ",\"dv\":" + version
                        + ",\"cl\":1,\"q\":0}");
    }

    private static Change change(String key, String kind, String payload) {
        return new Change(Change.NO_POSITION, "todo", key, kind, payload, false, 1, "", OTHER);
    }

    private List<String> strings(String query) throws Exception {
        return Fixture.strings(file, query);
    }

    @ParameterizedTest
    @EnumSource(RowFormat.class)
    void countsFromTheNextTransactionOn(RowFormat format) throws Exception {
        try (SqliteStorage<Connection> storage = open(format)) {
            write(storage, "INSERT INTO todo VALUES ('1', 'mine')");
            sql("ALTER TABLE todo ADD COLUMN later TEXT");
            write(storage, "UPDATE todo SET later = 'soon'");
            List<String> payloads = takenIn(storage);
            assertEquals(2, payloads.size(), payloads::toString);
            assertFalse(payloads.get(0).contains("later"), payloads::toString);
            assertTrue(payloads.get(1).contains("later"), payloads::toString);
            assertTrue(payloads.get(1).contains("soon"), payloads::toString);
        }
    }

    @Test
    void aFieldOfARowThatWasSetAsideStaysWhereTheAppHasWrittenItAnew() throws Exception {
        sql("DROP TABLE todo", "CREATE TABLE todo (id TEXT PRIMARY KEY NOT NULL, a TEXT CHECK (a <> 'x'))");
        try (SqliteStorage<Connection> storage = open(RowFormat.CELLS)) {
            tell(storage, RowFormat.CELLS, 1, "kept");
            assertEquals(List.of(), strings("SELECT id FROM todo"), "it is set aside");
        }
        sql("INSERT INTO todo VALUES ('1', 'mine')", "ALTER TABLE todo ADD COLUMN later TEXT");
        try (SqliteStorage<Connection> storage = open(RowFormat.CELLS)) {
            assertEquals(1, takenIn(storage).size());
        }
        open(RowFormat.CELLS).close();
        assertEquals(List.of("mine kept"), strings("SELECT a || ' ' || later FROM todo"));
    }

    /** The server tells a field that has no column, the app writes, nobody takes that in, and the column comes. */
    private void keptAndLeft(String... writes) throws Exception {
        try (SqliteStorage<Connection> storage = open(RowFormat.CELLS)) {
            tell(storage, RowFormat.CELLS, 1, "kept");
            for (String write : writes) {
                write(storage, write);
            }
        }
        sql("ALTER TABLE todo ADD COLUMN later TEXT");
    }

    @Test
    void aFieldOfADeletedRowIsNoneOfTheRowThatTheAppWroteSince() throws Exception {
        keptAndLeft(
                "DELETE FROM todo",
                "INSERT INTO todo VALUES ('2', 'between')",
                "INSERT INTO todo VALUES ('1', 'mine')");
        try (SqliteStorage<Connection> storage = open(RowFormat.CELLS)) {
            assertEquals(List.of("-"), strings(LATER));
            assertEquals(3, takenIn(storage).size(), "it is another life");
            assertEquals(List.of("-"), strings(LATER));
        }
        open(RowFormat.CELLS).close();
        assertEquals(List.of("-"), strings(LATER));
        assertEquals(List.of(), strings("SELECT fields FROM mooring_extra"));
    }

    @Test
    void aFieldOfAMovedRowIsNoneOfTheRowThatTheAppWroteSince() throws Exception {
        keptAndLeft("UPDATE todo SET id = '2'", "INSERT INTO todo VALUES ('1', 'mine')");
        try (SqliteStorage<Connection> storage = open(RowFormat.CELLS)) {
            assertEquals(List.of("-"), strings(LATER));
            takenIn(storage);
        }
        open(RowFormat.CELLS).close();
        assertEquals(List.of("-"), strings(LATER));
    }

    @Test
    void aFieldOfAReplacedRowGoesThereRightBehindTheIntake() throws Exception {
        keptAndLeft("REPLACE INTO todo VALUES ('1', 'mine')");
        try (SqliteStorage<Connection> storage = open(RowFormat.CELLS)) {
            assertEquals(1, takenIn(storage).size(), "it is the same life");
            assertEquals(List.of("kept"), strings(LATER));
            assertEquals(List.of(), strings("SELECT fields FROM mooring_extra"));
            assertEquals(List.of(), takenIn(storage));
        }
    }

    @Test
    void aFieldOfAReplacedRowGoesThereBehindTheNextIntakeWhereOneWasRolledBack() throws Exception {
        keptAndLeft("REPLACE INTO todo VALUES ('1', 'mine')");
        try (SqliteStorage<Connection> storage = open(RowFormat.CELLS)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> storage.<Boolean, Exception>write(tx -> {
                        Objects.requireNonNull(tx.captures())
                                .takeIn((draft, at, appending) ->
                                        appending.append(draft.recorded(new UUID(8, 1), Sample.STAMP), 1));
                        return fail(tx);
                    }));
            assertEquals(1, takenIn(storage).size());
            assertEquals(List.of("kept"), strings(LATER));
        }
    }

    @Test
    void aFieldOfAReplacedRowIsOlderThanWhatTheAppWroteThereSince() throws Exception {
        keptAndLeft("REPLACE INTO todo VALUES ('1', 'mine')");
        try (SqliteStorage<Connection> storage = open(RowFormat.CELLS)) {
            write(storage, "UPDATE todo SET later = 'newer'");
            assertEquals(2, takenIn(storage).size());
            assertEquals(List.of("newer"), strings(LATER));
        }
        open(RowFormat.CELLS).close();
        assertEquals(List.of("newer"), strings(LATER));
    }

    @ParameterizedTest
    @EnumSource(RowFormat.class)
    void whatTheServerSaysOfItGoesThereWhoeverHasOpenedFirst(RowFormat format) throws Exception {
        try (SqliteStorage<Connection> first = open(format)) {
            tell(first, format, 1, "kept");
            sql("ALTER TABLE todo ADD COLUMN later TEXT");
            try (SqliteStorage<Connection> second = open(format)) {
                assertEquals(List.of("kept"), strings("SELECT later FROM todo"));
                tell(first, format, 2, "told");
                assertEquals(List.of("told"), strings("SELECT later FROM todo"));
                assertEquals(List.of(), strings("SELECT fields FROM mooring_extra"));
                write(second, "UPDATE todo SET later = 'mine'");
                List<String> payloads = takenIn(first);
                assertEquals(1, payloads.size(), payloads::toString);
                assertTrue(payloads.get(0).contains("mine"), payloads::toString);
            }
        }
        open(format).close();
        assertEquals(List.of("mine"), strings("SELECT later FROM todo"), "nothing older comes over it");
    }

    @ParameterizedTest
    @EnumSource(RowFormat.class)
    void whatWasKeptForItGoesThereWithTheNextTransaction(RowFormat format) throws Exception {
        try (SqliteStorage<Connection> storage = open(format)) {
            tell(storage, format, 1, "kept");
            sql("ALTER TABLE todo ADD COLUMN later TEXT");
            write(storage, "UPDATE todo SET a = later");
            assertEquals(List.of("kept"), strings("SELECT a FROM todo"));
            assertEquals(List.of(), strings("SELECT fields FROM mooring_extra"));
        }
    }

    @ParameterizedTest
    @EnumSource(RowFormat.class)
    void waitsForTheNextOpeningWhereTheTableCannotBeCaptured(RowFormat format) throws Exception {
        try (SqliteStorage<Connection> storage = open(format)) {
            sql("ALTER TABLE todo ADD COLUMN later TEXT", "CREATE UNIQUE INDEX shape ON todo (lower(a))");
            write(storage, "INSERT INTO todo VALUES ('1', 'mine', 'soon')");
            List<String> payloads = takenIn(storage);
            assertFalse(payloads.get(0).contains("later"), payloads::toString);
            sql("DROP INDEX shape");
            write(storage, "UPDATE todo SET later = 'now'");
            payloads = takenIn(storage);
            assertTrue(payloads.get(0).contains("now"), payloads::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(RowFormat.class)
    void aTransactionThatFailsLeavesItCaptured(RowFormat format) throws Exception {
        try (SqliteStorage<Connection> storage = open(format)) {
            sql("ALTER TABLE todo ADD COLUMN later TEXT");
            try {
                storage.<Boolean, Exception>write(AddedColumnTest::fail);
            } catch (IllegalStateException expected) {
                assertEquals("no", expected.getMessage());
            }
            write(storage, "INSERT INTO todo VALUES ('1', 'mine', 'soon')");
            List<String> payloads = takenIn(storage);
            assertTrue(payloads.get(0).contains("soon"), payloads::toString);
        }
    }

    private static boolean fail(StorageTx<Connection> tx) {
        throw new IllegalStateException("no");
    }
}
