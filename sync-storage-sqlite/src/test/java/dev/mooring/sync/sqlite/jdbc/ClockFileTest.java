package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks in a file: the app's tables change, users change, processes die. */
class ClockFileTest {
    private static final String OTHER = "00112233445566778899aabbccddeeff";
    private static final Cursor CURSOR = new Cursor("1:" + OTHER + ":17:4:ee" + OTHER.substring(2));

    @TempDir
    Path folder;

    private Path file;
    private long ids;

    @BeforeEach
    void create() throws Exception {
        file = folder.resolve("app.db");
        sql("CREATE TABLE todo (id INTEGER PRIMARY KEY, a TEXT, n INTEGER NOT NULL DEFAULT 5)");
    }

    private void sql(String... statements) throws Exception {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String each : statements) {
                Sample.execute(db, each);
            }
        }
    }

    private List<String> strings(String query) throws Exception {
        return Fixture.strings(file, query);
    }

    private static JdbcSqliteStorageBuilder builder(Path file, SyncedTable... tables) {
        SyncedTables.Builder synced = SyncedTables.builder().format(RowFormat.CELLS);
        Arrays.asList(tables).forEach(synced::table);
        return JdbcSqliteStorage.at(file).syncedTables(synced.build());
    }

    private SqliteStorage<Connection> open(SyncedTable... tables) {
        SqliteStorage<Connection> storage = builder(
                        file, tables.length == 0 ? new SyncedTable[] {SyncedTable.named("todo")} : tables)
                .build();
        try {
            storage.open(Sample.IDENTITY, true);
            return storage;
        } catch (RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    /** What is done in a transaction. */
    private interface Work {
        void in(StorageTx<Connection> tx) throws Exception;
    }

    private static void write(SqliteStorage<Connection> storage, Work work) throws Exception {
        storage.<Boolean, Exception>write(tx -> {
            work.in(tx);
            return true;
        });
    }

    private static ClockTx clocks(StorageTx<?> tx) {
        return Objects.requireNonNull(tx.clocks());
    }

    private void takeIn(StorageTx<?> tx) {
        Intake intake = (draft, at, appending) ->
                appending.append(draft.recorded(new java.util.UUID(7, ids++), Sample.STAMP), 1);
        Objects.requireNonNull(tx.captures()).takeIn(intake);
    }

    private static Change cell(String table, String key, String column, String value, long cv, long cl) {
        String payload =
                "{\"c\":\"" + column + "\",\"v\":" + value + ",\"cv\":" + cv + ",\"dv\":9,\"cl\":" + cl + ",\"q\":0}";
        return new Change(Change.NO_POSITION, table, key, "cell", payload, false, 1, "", OTHER);
    }

    private static void merge(StorageTx<?> tx, Change... cells) {
        clocks(tx).merge(Arrays.asList(cells));
    }

    private void settleAll(StorageTx<?> tx) {
        takeIn(tx);
        for (OutboxEntry entry : tx.outbox().unsettled(0, 99, Long.MAX_VALUE)) {
            tx.outbox().settle(List.of(entry.seq()));
        }
    }

    private static void at(StorageTx<?> tx, Cursor cursor) {
        tx.cursor().state(new SyncState(cursor, 0));
    }

    // ---- the app's tables change

    @Test
    void aColumnThatOnlyTheServerHadGoesInWhenItComes() throws Exception {
        try (SqliteStorage<Connection> storage = open()) {
            write(storage, tx -> {
                at(tx, CURSOR);
                merge(
                        tx,
                        cell("todo", "[1]", "a", "\"x\"", 1, 1),
                        cell("todo", "[1]", "later", "\"new\"", 2, 1),
                        cell("todo", "[1]", "later", "\"old\"", 1, 1));
            });
        }
        assertEquals(List.of("{\"later\":\"new\"}"), strings("SELECT fields FROM mooring_extra"));
        sql("ALTER TABLE todo ADD COLUMN later TEXT DEFAULT 'none'");
        try (SqliteStorage<Connection> storage = open()) {
            assertEquals(List.of("new"), strings("SELECT later FROM todo"));
            write(storage, tx -> {
                takeIn(tx);
                assertEquals(CURSOR, tx.cursor().state().cursor(), "nothing has to be pulled again");
                merge(tx, cell("todo", "[1]", "later", "\"less\"", 2, 1));
                assertEquals(0, tx.outbox().pending(), "nobody has written anything here");
            });
            assertEquals(List.of("new"), strings("SELECT later FROM todo"));
            write(storage, tx -> merge(tx, cell("todo", "[1]", "later", "\"zzz\"", 2, 1)));
            assertEquals(List.of("zzz"), strings("SELECT later FROM todo"));
        }
    }

    @Test
    void whatIsKeptForAColumnGoesWithTheRowAndComesBackWithIt() throws Exception {
        List<String> kept = List.of("{\"later\":\"new\"}");
        try (SqliteStorage<Connection> storage = open()) {
            write(storage, tx -> {
                merge(tx, cell("todo", "[1]", "a", "\"x\"", 1, 1), cell("todo", "[1]", "later", "\"new\"", 2, 1));
                Sample.execute(tx.handle(), "DELETE FROM todo WHERE id = 1");
                takeIn(tx);
            });
            assertEquals(List.of(), strings("SELECT fields FROM mooring_extra"), "the app has deleted the row");
            write(storage, tx -> {
                OutboxEntry delete = tx.outbox().unsettled(0, 9, 999).get(0);
                clocks(tx).takeBack(delete.mutation());
                tx.parked().park(delete.seq(), MutationState.SUPERSEDED, "", Sample.STAMP);
            });
            assertEquals(kept, strings("SELECT fields FROM mooring_extra"), "the deletion is taken back");
            write(storage, tx -> merge(tx, cell("todo", "[1]", "a", "\"y\"", 1, 3)));
            assertEquals(List.of("y"), strings("SELECT a FROM todo"));
            assertEquals(
                    List.of(), strings("SELECT fields FROM mooring_extra"), "a new life, told by one of its cells");
        }
    }

    @Test
    void aColumnThatOnlyThisSideHasNeedsNoClockUntilItIsWritten() throws Exception {
        try (SqliteStorage<Connection> storage = open()) {
            write(storage, tx -> merge(tx, cell("todo", "[1]", "a", "\"x\"", 1, 1)));
        }
        sql("ALTER TABLE todo ADD COLUMN mine DEFAULT 'd'");
        try (SqliteStorage<Connection> storage = open()) {
            write(storage, tx -> Sample.execute(tx.handle(), "UPDATE todo SET mine = 'e'"));
            write(storage, tx -> {
                takeIn(tx);
                String payload =
                        tx.outbox().unsettled(0, 9, 99).get(0).mutation().payload();
                assertEquals("{\"cl\":1,\"dv\":10,\"cells\":[[\"mine\",\"e\",1,0]]}", payload);
            });
        }
    }

    @Test
    void aColumnThatWasDroppedIsPulledAgainWhenItComesAgain() throws Exception {
        TestedSqlite.require(35, "ALTER TABLE DROP COLUMN");
        try (SqliteStorage<Connection> storage = open()) {
            write(storage, tx -> {
                at(tx, CURSOR);
                merge(tx, cell("todo", "[1]", "a", "\"x\"", 5, 1), cell("todo", "[1]", "n", "3", 1, 1));
            });
        }
        drop("a");
        try (SqliteStorage<Connection> storage = open()) {
            write(storage, tx -> {
                assertEquals(CURSOR, tx.cursor().state().cursor());
                merge(tx, cell("todo", "[1]", "a", "\"y\"", 6, 1));
            });
        }
        sql("ALTER TABLE todo ADD COLUMN a TEXT");
        try (SqliteStorage<Connection> storage = open()) {
            write(storage, tx -> {
                assertEquals(Cursor.START, tx.cursor().state().cursor());
                merge(tx, cell("todo", "[1]", "a", "\"w\"", 5, 1));
                assertEquals(List.of("w"), strings(tx, "SELECT a FROM todo"));
                merge(tx, cell("todo", "[1]", "a", "\"y\"", 6, 1));
            });
            assertEquals(List.of("y"), strings("SELECT a FROM todo"));
            assertEquals(List.of("3"), strings("SELECT n FROM todo"));
        }
    }

    private static List<String> strings(StorageTx<Connection> tx, String query) throws Exception {
        try (var statement = tx.handle().createStatement();
                var rows = statement.executeQuery(query)) {
            List<String> all = new java.util.ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }

    private void drop(String column) throws Exception {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            JdbcSqliteStorage.release(db, "todo");
            Sample.execute(db, "ALTER TABLE todo DROP COLUMN " + column);
        }
    }

    @Test
    void aTableThatIsNamedLaterIsPulledFromTheStart() throws Exception {
        sql("CREATE TABLE list (id INTEGER PRIMARY KEY, name)");
        try (SqliteStorage<Connection> storage = open()) {
            write(storage, tx -> {
                at(tx, CURSOR);
                merge(tx, cell("list", "[1]", "name", "\"home\"", 1, 1));
            });
            assertEquals(1L, storage.unknownCollections().get("list"));
        }
        SyncedTable[] both = {SyncedTable.named("todo"), SyncedTable.named("list")};
        try (SqliteStorage<Connection> storage = open(both)) {
            write(storage, tx -> {
                assertEquals(Cursor.START, tx.cursor().state().cursor());
                merge(tx, cell("list", "[1]", "name", "\"home\"", 1, 1));
                at(tx, CURSOR);
            });
        }
        assertEquals(List.of("home"), strings("SELECT name FROM list"));
        open(both).close();
        assertEquals(List.of(CURSOR.token()), strings("SELECT cursor FROM mooring_scope"));
        open().close();
        assertEquals(List.of(), strings("SELECT key FROM mooring_clock"), "nobody watches its rows any more");
        open(both).close();
        assertEquals(List.of(""), strings("SELECT cursor FROM mooring_scope"));
    }

    @Test
    void aKeyThatIsNotThePrimaryKeyIsRefused() throws Exception {
        sql("CREATE TABLE pair (x, y, PRIMARY KEY (y, x))");
        SyncedTable pair = SyncedTable.named("pair");
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> open(pair.key("x", "y")));
        assertTrue(refusal.getMessage().contains("primary key [y, x]"), refusal.getMessage());
        open(pair.key("y", "x")).close();
        open(pair).close();
    }

    @Test
    void theKeyThatNobodyNamesIsThePrimaryKey() throws Exception {
        sql("CREATE TABLE city (code TEXT PRIMARY KEY NOT NULL, name TEXT)", "CREATE TABLE bare (id, name)");
        try (SqliteStorage<Connection> storage = open(SyncedTable.named("city"))) {
            write(storage, tx -> merge(tx, cell("city", "[\"rom\"]", "name", "\"Roma\"", 1, 1)));
        }
        assertEquals(List.of("Roma"), strings("SELECT name FROM city WHERE code = 'rom'"));
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> open(SyncedTable.named("bare")));
        assertTrue(refusal.getMessage().contains("table bare of"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("has no primary key"), refusal.getMessage());
        refusal = assertThrows(
                IllegalStateException.class,
                () -> open(SyncedTable.named("city").key("id")));
        assertTrue(refusal.getMessage().contains("its key [id] is not its primary key [code]"), refusal.getMessage());
    }

    @Test
    void aPrimaryKeyOfAnotherTypeIsRefusedWhileThereAreClocks() throws Exception {
        try (SqliteStorage<Connection> storage = open()) {
            write(storage, tx -> merge(tx, cell("todo", "[1]", "a", "\"x\"", 1, 1)));
        }
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            JdbcSqliteStorage.release(db, "todo");
            Sample.execute(db, "DROP TABLE todo");
            Sample.execute(db, "CREATE TABLE todo (id TEXT PRIMARY KEY, a TEXT, n INTEGER NOT NULL DEFAULT 5)");
        }
        IllegalStateException refusal = assertThrows(IllegalStateException.class, this::open);
        assertTrue(refusal.getMessage().contains("its primary key was"), refusal.getMessage());
        sql("DELETE FROM mooring_clock");
        open().close();
    }

    /** Its clocks go with the opening that does not name it, and the server's rows come by the new key. */
    @Test
    void aKeyIsChangedBehindAnOpeningWithoutTheTable() throws Exception {
        SyncedTable[] both = {SyncedTable.named("todo"), SyncedTable.named("list")};
        sql("CREATE TABLE list (id INTEGER PRIMARY KEY, name TEXT)");
        try (SqliteStorage<Connection> storage = open(both)) {
            write(storage, tx -> {
                merge(tx, cell("list", "[1]", "name", "\"home\"", 1, 1));
                at(tx, CURSOR);
            });
        }
        open().close();
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            JdbcSqliteStorage.release(db, "list");
            Sample.execute(db, "DROP TABLE list");
            Sample.execute(db, "CREATE TABLE list (code TEXT PRIMARY KEY NOT NULL, name TEXT)");
        }
        try (SqliteStorage<Connection> storage = open(both)) {
            write(storage, tx -> {
                assertEquals(Cursor.START, tx.cursor().state().cursor());
                merge(tx, cell("list", "[\"h\"]", "name", "\"home\"", 1, 1));
            });
        }
        assertEquals(List.of("h"), strings("SELECT code FROM list"));
    }

    /** The server's rows have a key of two columns, and the app's table has one of them until the app has found out. */
    private void cellsThatHaveNoRowYet() throws Exception {
        sql("CREATE TABLE pair (x INTEGER PRIMARY KEY, y INTEGER, a TEXT, b TEXT)");
        try (SqliteStorage<Connection> storage = open(SyncedTable.named("pair"))) {
            write(storage, tx -> {
                at(tx, CURSOR);
                merge(
                        tx,
                        cell("pair", "[1,2]", "a", "\"old\"", 1, 1),
                        cell("pair", "[1,2]", "b", "\"beside\"", 1, 1),
                        cell("pair", "[3,{\"?\":4}]", "a", "\"of a later version\"", 1, 1));
                merge(tx, cell("pair", "[1,2]", "a", "\"new\"", 2, 1));
            });
        }
    }

    private void keyedByBoth() throws Exception {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            JdbcSqliteStorage.release(db, "pair");
            Sample.execute(db, "DROP TABLE pair");
            Sample.execute(db, "CREATE TABLE pair (x INTEGER, y INTEGER, a TEXT, b TEXT, PRIMARY KEY (x, y))");
        }
    }

    @Test
    void cellsWhoseKeyNobodyCouldReadAreMergedWhenTheTableHasThatKey() throws Exception {
        cellsThatHaveNoRowYet();
        assertEquals(
                List.of("[1,2]", "[1,2]", "[3,{\"?\":4}]"), strings("SELECT key FROM mooring_unread ORDER BY key"));
        open(SyncedTable.named("pair")).close();
        assertEquals(3, strings("SELECT key FROM mooring_unread").size(), "the table is as it was");
        keyedByBoth();
        try (SqliteStorage<Connection> storage = open(SyncedTable.named("pair"))) {
            assertEquals(List.of("1 2 new beside"), strings("SELECT x || ' ' || y || ' ' || a || ' ' || b FROM pair"));
            assertEquals(1, storage.setAside(9).size());
            write(storage, tx -> {
                assertEquals(CURSOR, tx.cursor().state().cursor(), "nothing has to be pulled again");
                takeIn(tx);
                assertEquals(0, tx.outbox().pending(), "nobody has written anything here");
                merge(tx, cell("pair", "[1,2]", "a", "\"older\"", 1, 1));
            });
            assertEquals(List.of("new"), strings("SELECT a FROM pair"), "its clock came with it");
        }
    }

    /** Whoever opens the file first may die before all of them are merged. */
    @Test
    void aCellThatComesBeforeThoseThatWaitLeavesThemWhereTheyAre() throws Exception {
        cellsThatHaveNoRowYet();
        sql("CREATE TABLE waiting AS SELECT * FROM mooring_unread", "DELETE FROM mooring_unread");
        keyedByBoth();
        try (SqliteStorage<Connection> storage = open(SyncedTable.named("pair"))) {
            sql("INSERT INTO mooring_unread SELECT * FROM waiting");
            write(storage, tx -> merge(tx, cell("pair", "[1,2]", "a", "\"newest\"", 3, 1)));
        }
        assertEquals(3, strings("SELECT key FROM mooring_unread").size());
        open(SyncedTable.named("pair")).close();
        assertEquals(List.of("newest beside"), strings("SELECT a || ' ' || b FROM pair"));
    }

    @Test
    void rowsThatWereThereBeforeGetClocksWhenTheyAreAdopted() throws Exception {
        sql("INSERT INTO todo VALUES (1, 'x', 1)", "INSERT INTO todo VALUES (2, 'y', 2)");
        // Synced in another format first, so that it is no new table.
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                .syncedTables(
                        SyncedTables.builder().table(SyncedTable.named("todo")).build())
                .build()) {
            storage.open(Sample.IDENTITY, true);
            write(storage, tx -> Sample.execute(tx.handle(), "DELETE FROM mooring_adoption"));
        }
        try (SqliteStorage<Connection> storage = open()) {
            write(storage, tx -> merge(tx, cell("todo", "[2]", "a", "\"theirs\"", 1, 1)));
            assertEquals(1, storage.adopt("todo"));
            write(storage, tx -> {
                takeIn(tx);
                List<OutboxEntry> entries = tx.outbox().unsettled(0, 9, 999);
                assertEquals(1, entries.size(), "the server knows the other one");
                Mutation adopted = entries.get(0).mutation();
                assertEquals("[1]", adopted.key());
                assertEquals("{\"cl\":1,\"dv\":10,\"cells\":[[\"a\",\"x\",1,0],[\"n\",1,1,1]]}", adopted.payload());
                clocks(tx).takeBack(adopted);
                tx.parked().park(entries.get(0).seq(), MutationState.SUPERSEDED, "", Sample.STAMP);
                assertEquals(List.of("x", "theirs"), strings(tx, "SELECT a FROM todo ORDER BY id"));
            });
        }
        assertEquals(List.of("[2]"), strings("SELECT key FROM mooring_clock"));
    }

    // ---- users

    @Test
    void anotherUserIsAnotherSite() throws Exception {
        try (SqliteStorage<Connection> storage = open()) {
            byte[] before =
                    storage.<byte[], RuntimeException>read(tx -> clocks(tx).site());
            write(storage, tx -> merge(tx, cell("todo", "[1]", "a", "\"x\"", 1, 1)));
            write(storage, tx -> {
                tx.binding().handOver(new ServerIdentity(Sample.IDENTITY.server(), "bob"), true);
                assertEquals(0, clocks(tx).version());
                assertFalse(Arrays.equals(before, clocks(tx).site()));
            });
            assertEquals(List.of(), strings("SELECT key FROM mooring_clock"));
            byte[] after =
                    storage.<byte[], RuntimeException>read(tx -> clocks(tx).site());
            byte[] again =
                    storage.<byte[], RuntimeException>read(tx -> clocks(tx).site());
            assertArrayEquals(after, again);
        }
    }

    // ---- damage and death

    @Test
    void aBitThatFlipsInAClockIsNoticed() throws Exception {
        try (SqliteStorage<Connection> storage = open()) {
            write(storage, tx -> merge(tx, cell("todo", "[1]", "a", "\"x\"", 1, 1)));
        }
        sql("UPDATE mooring_clock SET cl = 3");
        try (SqliteStorage<Connection> storage = open()) {
            assertEquals(1, storage.check().size(), storage.check().toString());
            StorageException damage = assertThrows(
                    StorageException.class,
                    () -> write(storage, tx -> merge(tx, cell("todo", "[1]", "a", "\"y\"", 2, 1))));
            assertEquals(StorageException.Kind.CORRUPT, damage.kind());
        }
    }

    @Test
    void aTransactionThatFailsGivesNoNumbers() throws Exception {
        try (SqliteStorage<Connection> storage = open()) {
            assertThrows(
                    IllegalStateException.class,
                    () -> write(storage, tx -> {
                        merge(tx, cell("todo", "[1]", "one", "1", 1, 1));
                        throw new IllegalStateException();
                    }));
            write(
                    storage,
                    tx -> merge(tx, cell("todo", "[1]", "two", "2", 1, 1), cell("todo", "[1]", "one", "1", 1, 1)));
            write(storage, tx -> merge(tx, cell("todo", "[1]", "one", "5", 2, 1)));
        }
        assertEquals(List.of("{\"two\":2,\"one\":5}"), strings("SELECT fields FROM mooring_extra"));
    }

    private final Work[] story = {
        tx -> {
            Sample.execute(tx.handle(), "INSERT INTO todo VALUES (1, 'mine', 1)");
            Sample.execute(tx.handle(), "INSERT INTO todo VALUES (2, 'mine', 2)");
        },
        tx -> Sample.execute(tx.handle(), "UPDATE todo SET a = 'again' WHERE id = 1"),
        this::takeIn,
        tx -> merge(tx, cell("todo", "[1]", "a", "\"theirs\"", 2, 1), cell("todo", "[3]", "new", "\"x\"", 1, 1)),
        tx -> {
            OutboxEntry first = tx.outbox().unsettled(0, 9, 999).get(0);
            clocks(tx).takeBack(first.mutation());
            tx.parked().park(first.seq(), MutationState.SUPERSEDED, "", Sample.STAMP);
        },
        this::settleAll,
        tx -> {
            clocks(tx).newSite();
            clocks(tx).doubt();
        },
        tx -> merge(tx, cell("todo", "[1]", "a", "\"theirs\"", 2, 1)),
        tx -> {
            while (clocks(tx).resend(1, (draft, at, appending) -> appending.append(recorded(draft), 1)) > 0) {
                // Until nothing is left.
            }
        },
    };

    private Mutation recorded(Mutation draft) {
        return draft.recorded(new java.util.UUID(8, ids++), Sample.STAMP);
    }

    /** Goes on after the last step that is in the file. */
    private void tell(SqliteStorage<Connection> storage) throws Exception {
        for (int[] step = {0}; step[0] < story.length; ) {
            write(storage, tx -> {
                step[0] = Integer.parseInt(strings(tx, "SELECT step FROM told").get(0));
                if (step[0] < story.length) {
                    story[step[0]].in(tx);
                    Sample.execute(tx.handle(), "UPDATE told SET step = step + 1");
                }
            });
        }
    }

    private List<String> end() throws Exception {
        List<String> end = strings("SELECT tbl || key || cl || hex(cells) FROM mooring_clock ORDER BY tbl, key");
        end.addAll(strings("SELECT id || ifnull(a, '-') || n FROM todo ORDER BY id"));
        end.addAll(
                strings("SELECT collection || key || payload || ifnull(before, '-') FROM mooring_outbox ORDER BY seq"));
        end.addAll(strings("SELECT clock || ' ' || doubt || ' ' || site FROM mooring_scope"));
        return end;
    }

    @Test
    void deathAtAnyStatementChangesNothingInTheEnd() throws Exception {
        sql("CREATE TABLE told (step)", "INSERT INTO told VALUES (0)");
        open().close();
        Path pristine = folder.resolve("pristine.db");
        Files.copy(file, pristine);
        try (SqliteStorage<Connection> storage = open()) {
            tell(storage);
        }
        List<String> expected = end();
        assertTrue(expected.toString().contains("theirs"), expected.toString());
        int deaths = 0;
        for (boolean alive = false; !alive; deaths += 7) {
            file = folder.resolve("death-" + deaths + ".db");
            Files.copy(pristine, file);
            SqliteStorage<Connection> dying = builder(file, SyncedTable.named("todo"))
                    .driver(new DyingDriver(file, deaths))
                    .build();
            try {
                dying.open(Sample.IDENTITY, true);
                tell(dying);
                alive = true;
            } catch (DyingDriver.Death death) {
                // The file is opened again.
            }
            dying.close();
            try (SqliteStorage<Connection> storage = open()) {
                tell(storage);
                assertEquals(List.of(), storage.check());
            }
            assertEquals(expected, end(), "after " + deaths + " statements");
        }
        assertTrue(deaths > 200, "only " + deaths + " statements");
    }
}
