package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.StorageException.Kind;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The world breaking, by kind. */
class FaultsTest {
    @TempDir
    Path folder;

    @Test
    void anotherWriterThatDoesNotEndIsBusy() {
        Path file = folder.resolve("app.db");
        try (SqliteStorage<Connection> first = JdbcSqliteStorage.at(file).build();
                SqliteStorage<Connection> second =
                        JdbcSqliteStorage.at(file).busyTimeout(Duration.ZERO).build()) {
            first.open(Sample.IDENTITY, true);
            second.open(Sample.IDENTITY, true);
            first.<Integer, RuntimeException>write(tx -> {
                tx.outbox().append(Sample.mutation(1), 10);
                StorageException busy = assertThrows(StorageException.class, () -> Sample.append(second, 2));
                assertEquals(Kind.BUSY, busy.kind());
                assertTrue(busy.getMessage().contains(file.toString()), busy.getMessage());
                return 0;
            });
            Sample.append(second, 3);
            assertEquals(2, Sample.pending(first));
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsCorrupt() throws IOException {
        Path file = folder.resolve("app.db");
        Files.writeString(file, "this is not a database, though it is long enough to look at ".repeat(100));
        assertEquals(Kind.CORRUPT, refusal(file).kind());
        assertTrue(Files.readString(file).startsWith("this is not"), "it was not touched");
    }

    @Test
    void aMissingFolderIsIo() {
        StorageException refusal = refusal(folder.resolve("missing").resolve("app.db"));
        assertEquals(Kind.IO, refusal.kind());
        assertTrue(refusal.getMessage().contains("missing"), refusal.getMessage());
    }

    @Test
    void aFullDatabaseIsIoAndLosesNothing() throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("app.db"));
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.on(source).build()) {
            storage.open(Sample.IDENTITY, true);
            Sample.append(storage, 1);
            storage.<Integer, SQLException>write(tx -> {
                Sample.execute(tx.handle(), "CREATE TABLE app (filler BLOB)");
                Sample.execute(tx.handle(), "PRAGMA max_page_count = 40");
                return 0;
            });
            StorageException full = assertThrows(
                    StorageException.class,
                    () -> storage.<Integer, RuntimeException>write(tx -> {
                        for (int n = 0; n < 10_000; n++) {
                            tx.outbox().append(Sample.mutation(n), 10);
                        }
                        return 0;
                    }));
            assertEquals(Kind.IO, full.kind());
            assertEquals(1, Sample.pending(storage));
            Sample.append(storage, 2);
            assertEquals(2, Sample.pending(storage));
        }
    }

    @Test
    void aDatabaseInMemoryIsRefusedAsItCannotHaveReaders() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite::memory:");
        SqliteStorage<Connection> storage = JdbcSqliteStorage.on(source).build();
        StorageException refusal = assertThrows(StorageException.class, () -> storage.open(Sample.IDENTITY, true));
        assertTrue(refusal.getMessage().contains("WAL"), refusal.getMessage());
    }

    @Test
    void damageIsFound() throws Exception {
        Path file = folder.resolve("app.db");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            for (int n = 0; n < 3000; n++) {
                Sample.append(storage, n);
            }
            assertTrue(storage.integrityFaults().isEmpty());
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int at = bytes.length / 2; at < bytes.length - 200; at++) {
            bytes[at] = (byte) (at * 31);
        }
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            Files.write(file, bytes);
            assertTrue(!storage.integrityFaults().isEmpty());
            assertTrue(storage.check().size() > 1 && storage.check().size() <= 100);
            StorageException damage = assertThrows(
                    StorageException.class,
                    () -> storage.<Object, RuntimeException>read(
                            tx -> tx.outbox().unsettled(0, Integer.MAX_VALUE, Long.MAX_VALUE)));
            assertEquals(Kind.CORRUPT, damage.kind());
        }
    }

    @Test
    void anOpenThatFailedCanBeTriedAgain() throws IOException {
        Path file = folder.resolve("later").resolve("app.db");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            assertThrows(StorageException.class, () -> storage.open(Sample.IDENTITY, true));
            Files.createDirectory(file.getParent());
            storage.open(Sample.IDENTITY, true);
            Sample.append(storage, 1);
        }
    }

    private static StorageException refusal(Path file) {
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            return assertThrows(StorageException.class, () -> storage.open(Sample.IDENTITY, true));
        }
    }
}
