package dev.mooring.sync.android;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import android.database.Cursor;
import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app's own database, and what the app may do with it in a write. Run inside Robolectric by {@link RobolectricTest}. */
class AndroidDatabaseContract {
    private static final ServerIdentity IDENTITY = new ServerIdentity("https://server.example", "ann");

    @TempDir
    Path folder;

    private SQLiteDatabase app;
    private SqliteStorage<SQLiteDatabase> storage;

    @BeforeEach
    void open() {
        app = SQLiteDatabase.openOrCreateDatabase(folder.resolve("app.db").toFile(), null);
        app.execSQL("CREATE TABLE app (key TEXT PRIMARY KEY, value)");
        storage = AndroidSqliteStorage.on(app).build();
        storage.open(IDENTITY, true);
    }

    @AfterEach
    void close() {
        storage.close();
        assertTrue(app.isOpen(), "it is the app's");
        app.close();
    }

    private static Mutation mutation(int n, String payload) {
        return new Mutation(
                new UUID(0x0190_0000_0000_7000L + n, 0x8000_0000_0000_0000L + n),
                "todo",
                "key-" + n,
                "set",
                payload,
                1,
                Instant.parse("2026-03-04T05:06:07Z"));
    }

    private void write(int n, Consumer<SQLiteDatabase> body) {
        storage.<Long, RuntimeException>write(tx -> {
            long at = tx.outbox().append(mutation(n, "{}"), 10);
            tx.handle().execSQL("INSERT INTO app VALUES ('" + n + "', 1)");
            body.accept(tx.handle());
            return at;
        });
    }

    private long pending() {
        return storage.<Long, RuntimeException>read(tx -> tx.outbox().counts().pending());
    }

    private long rows() {
        try (Cursor row = app.rawQuery("SELECT count(*) FROM app", null)) {
            row.moveToFirst();
            return row.getLong(0);
        }
    }

    private void assertNothing(Class<? extends Throwable> type, Consumer<SQLiteDatabase> body) {
        assertThrows(type, () -> write(1, body));
        assertEquals(0, pending());
        assertEquals(0, rows());
        assertFalse(app.inTransaction());
        write(2, db -> {});
        assertEquals(1, pending());
        assertEquals(1, rows());
    }

    @Test
    void theAppsDatabaseIsTheHandle() {
        write(1, db -> assertEquals(app, db));
        assertEquals(1, pending());
        assertEquals(1, rows());
    }

    @Test
    void theSpaceOfWhatIsGoneIsGivenBack() {
        write(1, db -> {});
        String filler = "0123456789".repeat(500);
        for (int i = 0; i < 200; i++) {
            app.execSQL("INSERT INTO app VALUES ('f" + i + "', '" + filler + "')");
        }
        app.execSQL("DELETE FROM app WHERE key LIKE 'f%'");
        assertTrue(storage.compact() >= 0, "Android's SQLite gives most of it back with the commit");
        assertTrue(folder.resolve("app.db").toFile().length() < 500_000);
        write(2, db -> assertThrows(IllegalStateException.class, storage::compact));
        assertEquals(2, pending());
        assertEquals(2, rows());
    }

    @Test
    void aTransactionInsideIsPartOfIt() {
        write(1, db -> {
            db.beginTransaction();
            db.execSQL("INSERT INTO app VALUES ('more', 1)");
            db.setTransactionSuccessful();
            db.endTransaction();
        });
        assertEquals(1, pending());
        assertEquals(2, rows());
    }

    @Test
    void aTransactionInsideThatFailsTakesTheWriteWithIt() {
        assertNothing(RuntimeException.class, db -> {
            db.beginTransaction();
            db.endTransaction();
        });
    }

    @Test
    void aTransactionInsideThatIsLeftOpenIsRefused() {
        assertNothing(RuntimeException.class, SQLiteDatabase::beginTransaction);
    }

    @Test
    void aCommitByTheAppIsRefused() {
        assertNothing(IllegalStateException.class, db -> {
            db.setTransactionSuccessful();
            db.endTransaction();
        });
    }

    @Test
    void aMarkByTheAppIsRefused() {
        assertNothing(RuntimeException.class, SQLiteDatabase::setTransactionSuccessful);
    }

    @Test
    void aCommitInSqlIsRefused() {
        assertNothing(IllegalStateException.class, db -> db.execSQL("COMMIT"));
    }

    /** Android's main thread does not yield to others, so this is done on another one. */
    @Test
    void yieldingIsRefused() throws Exception {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Throwable refusal = writer.submit(() -> assertThrows(
                            IllegalStateException.class,
                            () -> write(1, db -> {
                                new Thread(() -> app.execSQL("DELETE FROM app WHERE key = 'none'")).start();
                                while (!db.yieldIfContendedSafely()) {
                                    Thread.onSpinWait();
                                }
                            })))
                    .get(20, TimeUnit.SECONDS);
            assertTrue(String.valueOf(refusal.getMessage()).contains("belongs to the storage"), refusal.getMessage());
        } finally {
            writer.shutdownNow();
        }
        assertEquals(0, pending());
        assertEquals(0, rows());
    }

    @Test
    void aRollBackByTheAppIsNoticed() {
        assertNothing(RuntimeException.class, SQLiteDatabase::endTransaction);
    }

    @Test
    void aRollBackInSqlIsNoticed() {
        assertNothing(RuntimeException.class, db -> db.execSQL("ROLLBACK"));
    }

    @Test
    void aCommitInHiddenSqlIsNoticed() {
        assertThrows(RuntimeException.class, () -> write(1, db -> db.execSQL(";COMMIT")));
        assertFalse(app.inTransaction());
        write(2, db -> {});
    }

    @Test
    void aWriteInsideTheAppsTransactionIsRefused() {
        app.beginTransaction();
        assertThrows(IllegalStateException.class, () -> write(1, db -> {}));
        app.endTransaction();
        write(2, db -> {});
        assertEquals(1, rows());
    }

    @Test
    void whatSqliteRollsBackOnItsOwnIsNotCommittedInPart() {
        app.execSQL(
                "CREATE TRIGGER no BEFORE INSERT ON app WHEN new.key = 'no' BEGIN SELECT RAISE(ROLLBACK, 'no'); END");
        assertNothing(RuntimeException.class, db -> {
            try {
                db.execSQL("INSERT INTO app VALUES ('no', 1)");
            } catch (RuntimeException swallowed) {
                // As an app may.
            }
        });
    }

    @Test
    void aFullDatabaseIsIoAndLosesNothing() {
        write(1, db -> {
            try (Cursor row = db.rawQuery("PRAGMA max_page_count = 60", null)) {
                row.moveToFirst(); // Outside a transaction it may be another connection of the pool.
            }
        });
        StorageException full = assertThrows(
                StorageException.class,
                () -> storage.<Integer, RuntimeException>write(tx -> {
                    for (int n = 2; n < 10_000; n++) {
                        tx.outbox().append(mutation(n, "{}"), 10);
                    }
                    return 0;
                }));
        assertEquals(StorageException.Kind.IO, full.kind());
        assertEquals(1, pending());
    }

    @Test
    void aCommitThatSqliteRefusesLeavesNoTransactionBehind() {
        app.setForeignKeyConstraintsEnabled(true);
        app.execSQL("CREATE TABLE child (id INTEGER PRIMARY KEY, parent TEXT REFERENCES app (key) DEFERRABLE INITIALLY"
                + " DEFERRED)");
        assertNothing(StorageException.class, db -> db.execSQL("INSERT INTO child VALUES (1, 'none')"));
        StorageException refusal = assertThrows(
                StorageException.class, () -> write(3, db -> db.execSQL("INSERT INTO child VALUES (1, 'none')")));
        assertEquals(StorageException.Kind.CONSTRAINT, refusal.kind());
    }

    @Test
    void theLevelAndTheTimeoutAreThoseOfTheConnectionThatWrites() {
        storage.<Integer, RuntimeException>write(tx -> {
            assertEquals(1, number(tx.handle(), "PRAGMA synchronous"));
            assertEquals(5000, number(tx.handle(), "PRAGMA busy_timeout"));
            return 0;
        });
    }

    private static long number(SQLiteDatabase db, String query) {
        try (Cursor row = db.rawQuery(query, null)) {
            row.moveToFirst();
            return row.getLong(0);
        }
    }

    @Test
    void aRowLargerThanAWindowIsReadInPieces() {
        StringBuilder text = new StringBuilder("\"");
        while (text.length() < 5_000_000) {
            text.append("Grüße 🚢 ").append(text.length());
        }
        String large = text.append('"').toString();
        for (int n = 1; n <= 4; n++) {
            int number = n;
            storage.<Long, RuntimeException>write(tx ->
                    tx.outbox().append(mutation(number, number % 2 == 0 ? large : "{}"), 10));
        }
        storage.<Integer, RuntimeException>read(tx -> {
            int n = 0;
            for (var each : tx.outbox().unsettled(0, 10, Long.MAX_VALUE)) {
                n++;
                assertEquals("key-" + n, each.mutation().key());
                assertEquals(n % 2 == 0 ? large : "{}", each.mutation().payload());
            }
            assertEquals(4, n);
            return n;
        });
    }

    @Test
    void anotherWriterThatDoesNotEndIsBusy() {
        File file = folder.resolve("app.db").toFile();
        try (SqliteStorage<SQLiteDatabase> second =
                AndroidSqliteStorage.at(file).busyTimeout(Duration.ZERO).build()) {
            second.open(IDENTITY, true);
            storage.<Integer, RuntimeException>write(tx -> {
                tx.outbox().append(mutation(1, "{}"), 10);
                StorageException busy = assertThrows(
                        StorageException.class,
                        () -> second.<Long, RuntimeException>write(
                                other -> other.outbox().append(mutation(2, "{}"), 10)));
                assertEquals(StorageException.Kind.BUSY, busy.kind(), busy.getMessage());
                return 0;
            });
        }
        assertEquals(1, pending());
    }

    @Test
    void aFileThatIsNoDatabaseIsCorruptAndLeft() throws Exception {
        Path file = folder.resolve("other.db");
        byte[] content = "this is not a database, though it is long enough to look at "
                .repeat(100)
                .getBytes("UTF-8");
        Files.write(file, content);
        try (SqliteStorage<SQLiteDatabase> other =
                AndroidSqliteStorage.at(file.toFile()).build()) {
            StorageException refusal = assertThrows(StorageException.class, () -> other.open(IDENTITY, true));
            assertEquals(StorageException.Kind.CORRUPT, refusal.kind());
        }
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void aMissingFolderIsIo() {
        try (SqliteStorage<SQLiteDatabase> other = AndroidSqliteStorage.at(
                        folder.resolve("missing").resolve("app.db").toFile())
                .build()) {
            StorageException refusal = assertThrows(StorageException.class, () -> other.open(IDENTITY, true));
            assertEquals(StorageException.Kind.IO, refusal.kind());
        }
    }

    @Test
    void aDatabaseInMemoryIsRefused() {
        try (SQLiteDatabase memory = SQLiteDatabase.create(null);
                SqliteStorage<SQLiteDatabase> other =
                        AndroidSqliteStorage.on(memory).build()) {
            StorageException refusal = assertThrows(StorageException.class, () -> other.open(IDENTITY, true));
            assertTrue(refusal.getMessage().contains("WAL"), refusal.getMessage());
        }
    }

    @Test
    void theMainThreadIsRefusedIfTheAppWantsThat() {
        try (SqliteStorage<SQLiteDatabase> other =
                AndroidSqliteStorage.on(app).refuseMainThread().build()) {
            assertThrows(IllegalStateException.class, () -> other.open(IDENTITY, true));
        }
    }

    @Test
    void releasingATableThatWasNeverSyncedDoesNothing() {
        AndroidSqliteStorage.release(app, "app");
        assertNull(app.getAttachedDbs().size() == 1 ? null : "attached");
    }
}
