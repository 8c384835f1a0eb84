package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.TablesChanged;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of changed rows, and which. */
class TablesChangedTest {
    private static final SyncedTables TABLES = SyncedTables.builder()
            .table(SyncedTable.named("list"))
            .table(SyncedTable.named("todo").parent("list", "list_id"))
            .build();

    private static final Intake INTAKE =
            (draft, at, appending) -> appending.append(draft.recorded(UUID.randomUUID(), Instant.EPOCH), 1);

    @TempDir
    Path folder;

    private final BlockingQueue<TablesChanged> told = new LinkedBlockingQueue<>();

    private SqliteStorage<Connection> open(Duration watch) {
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(folder.resolve("app.db"))
                .onOpen(TablesChangedTest::create)
                .syncedTables(TABLES)
                .watchEvery(watch)
                .build();
        storage.open(Sample.IDENTITY, false);
        return storage;
    }

    private static void create(Connection db) throws SQLException {
        run(db, "CREATE TABLE IF NOT EXISTS list (id TEXT PRIMARY KEY, name TEXT)");
        run(db, "CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY, list_id TEXT REFERENCES list, title TEXT)");
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void write(SqliteStorage<Connection> storage, String sql) throws SQLException {
        storage.<Boolean, SQLException>write(tx -> {
            run(tx.handle(), sql);
            return true;
        });
    }

    private TablesChanged next() throws InterruptedException {
        TablesChanged change = told.poll(30, TimeUnit.SECONDS);
        assertNotNull(change, "nobody was told");
        return change;
    }

    @Test
    void aWriteOverTheStorageIsToldByItsKeyWithoutPolling() throws Exception {
        try (SqliteStorage<Connection> storage = open(Duration.ZERO)) {
            storage.onTablesChanged(told::add);
            write(storage, "INSERT INTO list VALUES ('l1', 'home')");

            TablesChanged change = next();
            assertEquals(Set.of("l1"), change.keys().get("list"));
            assertNull(change.keys().get("todo"));
            assertEquals(Set.of(), change.unknown());
        }
    }

    @Test
    void aWriteOfAnotherConnectionIsToldToo() throws Exception {
        try (SqliteStorage<Connection> storage = open(Duration.ofMillis(5));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"))) {
            storage.onTablesChanged(told::add);
            run(other, "INSERT INTO list VALUES ('l1', 'home'), ('l2', 'work')");
            assertEquals(Set.of("l1", "l2"), next().keys().get("list"));

            run(other, "UPDATE list SET id = 'l3' WHERE id = 'l2'");
            assertEquals(Set.of("l2", "l3"), next().keys().get("list"));
        }
    }

    @Test
    void whatIsRolledBackIsNotTold() throws Exception {
        try (SqliteStorage<Connection> storage = open(Duration.ZERO)) {
            storage.onTablesChanged(told::add);
            assertThrows(
                    IllegalStateException.class,
                    () -> storage.<Boolean, Exception>write(tx -> {
                        run(tx.handle(), "INSERT INTO list VALUES ('l1', 'home')");
                        throw new IllegalStateException("not today");
                    }));
            write(storage, "INSERT INTO list VALUES ('l2', 'work')");

            assertEquals(Set.of("l2"), next().keys().get("list"));
        }
    }

    @Test
    void whatTheServerSendsIsTold() throws Exception {
        try (SqliteStorage<Connection> storage = open(Duration.ZERO)) {
            ChangeHandler<Connection> handler = storage.handler();
            storage.onTablesChanged(told::add);
            apply(storage, handler, "l7");

            assertEquals(Set.of("l7"), next().keys().get("list"));
            write(storage, "INSERT INTO list VALUES ('l8', 'x')");
            TablesChanged change = next();
            assertEquals(Set.of("l8"), change.keys().get("list"));
            assertEquals(Set.of(), change.unknown());
        }
    }

    private static void apply(SqliteStorage<Connection> storage, ChangeHandler<Connection> handler, String key)
            throws Exception {
        Mutation insert = Mutation.of(
                "list", key, "insert", "{\"op\":\"insert\",\"row\":{\"id\":\"" + key + "\",\"name\":\"x\"}}");
        storage.<Boolean, Exception>write(tx -> {
            handler.apply(tx.handle(), List.of(Change.of(insert, 1, "")));
            return true;
        });
    }

    @Test
    void anIntakeTellsNothingTwice() throws Exception {
        try (SqliteStorage<Connection> storage = open(Duration.ZERO)) {
            storage.onTablesChanged(told::add);
            write(storage, "INSERT INTO list VALUES ('l1', 'home')");
            assertEquals(Set.of("l1"), next().keys().get("list"));

            storage.<Integer, RuntimeException>write(tx -> tx.captures().takeIn(INTAKE));
            write(storage, "INSERT INTO list VALUES ('l2', 'home')");
            TablesChanged change = next();
            if (change.keys().get("list").equals(Set.of("l1"))) {
                change = next(); // The intake's own commit, told apart from the write behind it.
            }
            assertEquals(Set.of(), change.unknown());
            assertEquals(true, change.touches("list", "l2"));
        }
    }

    @Test
    void whatAnotherProcessAppliedOrTookInMayBeAnyRow() throws Exception {
        try (SqliteStorage<Connection> storage = open(Duration.ofMillis(5));
                SqliteStorage<Connection> other = open(Duration.ZERO)) {
            storage.onTablesChanged(told::add);
            apply(other, other.handler(), "l7");

            assertEquals(Set.of("list", "todo"), next().unknown());
        }
    }

    @Test
    void manyRowsOfATableAreTheWholeTable() throws Exception {
        try (SqliteStorage<Connection> storage = open(Duration.ZERO)) {
            storage.onTablesChanged(told::add);
            write(
                    storage,
                    "INSERT INTO list WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001)"
                            + " SELECT 'l' || i, 'x' FROM n");

            TablesChanged change = next();
            assertEquals(Set.of("list"), change.unknown());
            assertEquals(true, change.touches("list", "l5"));
            assertEquals(false, change.touches("todo"));
        }
    }

    @Test
    void aListenerMayBeThereBeforeTheStorageIsOpen() throws Exception {
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(folder.resolve("app.db"))
                .onOpen(TablesChangedTest::create)
                .syncedTables(TABLES)
                .build()) {
            storage.onTablesChanged(told::add);
            storage.open(Sample.IDENTITY, false);
            write(storage, "INSERT INTO list VALUES ('l1', 'home')");
            assertEquals(Set.of("l1"), next().keys().get("list"));
        }
    }

    @Test
    void aListenerThatFailsIsCalledAgain() throws Exception {
        try (SqliteStorage<Connection> storage = open(Duration.ZERO)) {
            storage.onTablesChanged(change -> {
                told.add(change);
                throw new IllegalStateException("a listener of the worse kind");
            });
            write(storage, "INSERT INTO list VALUES ('l1', 'home')");
            next();
            write(storage, "INSERT INTO list VALUES ('l2', 'home')");
            assertEquals(Set.of("l2"), next().keys().get("list"));
        }
    }

    @Test
    void nobodyIsToldAfterTheRegistrationHasEnded() throws Exception {
        BlockingQueue<TablesChanged> others = new LinkedBlockingQueue<>();
        try (SqliteStorage<Connection> storage = open(Duration.ZERO)) {
            storage.onTablesChanged(others::add).close();
            storage.onTablesChanged(told::add);
            write(storage, "INSERT INTO list VALUES ('l1', 'home')");
            next();
            assertEquals(0, others.size());
        }
    }

    @Test
    void writesOfOthersAreHintedAt() throws Exception {
        BlockingQueue<Boolean> hints = new LinkedBlockingQueue<>();
        try (SqliteStorage<Connection> storage = open(Duration.ofMillis(5));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"))) {
            storage.onCapture(() -> hints.add(true));
            storage.wantsHints(true);
            run(other, "INSERT INTO list VALUES ('l1', 'home')");
            assertNotNull(hints.poll(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @Timeout(60)
    void nobodyLooksForThemWhileHintsAreNotWanted() throws Exception {
        BlockingQueue<Boolean> hints = new LinkedBlockingQueue<>();
        try (SqliteStorage<Connection> storage = open(Duration.ofMillis(5));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"))) {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            storage.onCapture(() -> hints.add(true));
            storage.wantsHints(true);
            assertNotNull(hints.poll(30, TimeUnit.SECONDS), "the first look is hinted at, whatever was committed");
            storage.wantsHints(false);
            awaitRest(before);
            hints.clear();
            run(other, "INSERT INTO list VALUES ('l1', 'home')");
            awaitRest(before);
            assertEquals(0, hints.size());
            storage.wantsHints(true);
            assertNotNull(hints.poll(30, TimeUnit.SECONDS), "what was committed meanwhile is hinted at");
        }
    }

    @Test
    @Timeout(60)
    @EnabledOnOs(OS.LINUX)
    void aWriteOfAnotherConnectionIsToldWhileNobodyLooks() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (SqliteStorage<Connection> storage = open(Duration.ofMillis(5));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"))) {
            storage.onTablesChanged(told::add);
            for (String id : List.of("l1", "l2")) {
                awaitRest(before);
                run(other, "INSERT INTO list VALUES ('" + id + "', 'home')");
                assertEquals(Set.of(id), next().keys().get("list"));
            }
        }
    }

    /** Until the storage's thread waits for a signal alone, and for no time to pass. */
    private static void awaitRest(Set<Thread> before) {
        Thread watch = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("mooring-watch") && !before.contains(thread))
                .findFirst()
                .orElseThrow();
        while (watch.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
