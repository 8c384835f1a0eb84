package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The space of what is gone, given back to the file system. */
class CompactTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("app.db");
    }

    private SqliteStorage<Connection> storage(Duration busy) {
        return JdbcSqliteStorage.at(file)
                .busyTimeout(busy)
                .onOpen(db -> Sample.execute(db, "CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY, title TEXT)"))
                .syncedTables(
                        SyncedTables.builder().table(SyncedTable.named("todo")).build())
                .build();
    }

    private SqliteStorage<Connection> opened() {
        SqliteStorage<Connection> storage = storage(Duration.ofMillis(50));
        storage.open(Sample.IDENTITY, true);
        return storage;
    }

    /** Writes much and deletes it again; what is captured stays in the journal. */
    private void fillAndEmpty() throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sample.execute(db, "CREATE TABLE IF NOT EXISTS mine (v TEXT)");
            Sample.execute(
                    db,
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                            + " INSERT INTO mine SELECT printf('%01000d', i) FROM n");
            Sample.execute(db, "DELETE FROM mine");
        }
    }

    @Test
    void itGivesTheSpaceBackAndKeepsWhatIsThere() throws Exception {
        try (SqliteStorage<Connection> storage = opened();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sample.append(storage, 1);
            fillAndEmpty();
            Sample.execute(other, "INSERT INTO todo VALUES ('t1', 'captured')");

            long freed = storage.compact();
            assertTrue(freed > 1_500_000, "freed " + freed);
            assertTrue(Files.size(file) < 500_000, "the file has " + Files.size(file));
            assertEquals(List.of(), storage.integrityFaults());
            assertEquals(List.of(), storage.check());
            assertEquals(2, Sample.pending(storage), "one recorded, one captured");

            Sample.append(storage, 2);
            Sample.execute(other, "INSERT INTO todo VALUES ('t2', 'captured, too')");
            assertEquals(4, Sample.pending(storage));
            assertEquals(
                    2, storage.<Long, RuntimeException>read(tx -> tx.counts().captured()));
        }
    }

    @Test
    void aSecondOneHasNothingLeftToGive() throws Exception {
        try (SqliteStorage<Connection> storage = opened()) {
            fillAndEmpty();
            storage.compact();
            assertEquals(0, storage.compact());
        }
    }

    @Test
    void whileAnotherOneWritesItSaysSoAndChangesNothing() throws Exception {
        try (SqliteStorage<Connection> storage = opened();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            fillAndEmpty();
            Sample.execute(other, "BEGIN IMMEDIATE");
            StorageException e = assertThrows(StorageException.class, storage::compact);
            assertEquals(StorageException.Kind.BUSY, e.kind());
            Sample.execute(other, "ROLLBACK");
            assertTrue(storage.compact() > 0);
        }
    }

    @Test
    void insideATransactionAndUnopenedItIsRefused() {
        try (SqliteStorage<Connection> storage = opened()) {
            assertThrows(
                    IllegalStateException.class, () -> storage.<Long, RuntimeException>write(tx -> storage.compact()));
        }
        assertThrows(IllegalStateException.class, () -> storage(Duration.ZERO).compact());
    }
}
