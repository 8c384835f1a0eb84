package dev.mooring.sync.android;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import android.database.Cursor;
import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.WriteException;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads that are interrupted, and clients that are closed, while something waits or runs. Run inside Robolectric by {@link RobolectricTest}. */
class CancellationContract {
    @TempDir
    Path folder;

    private final QuietServer server = new QuietServer();
    private SQLiteDatabase app;
    private SyncClient<SQLiteDatabase> client;

    @BeforeEach
    void open() {
        File file = folder.resolve("app.db").toFile();
        app = SQLiteDatabase.openOrCreateDatabase(file, null);
        app.execSQL("CREATE TABLE note (id TEXT PRIMARY KEY)");
        client = client(app);
        client.open();
    }

    private SyncClient<SQLiteDatabase> client(SQLiteDatabase db) {
        SyncedTables tables =
                SyncedTables.builder().table(SyncedTable.named("note")).build();
        return SyncClient.builder(
                        AndroidSqliteStorage.on(db)
                                .syncedTables(tables)
                                .watchEvery(Duration.ZERO)
                                .build(),
                        server)
                .build();
    }

    /** Whatever a test does, the file is sound and takes the next write. */
    @AfterEach
    void close() {
        client.close();
        try (SyncClient<SQLiteDatabase> next = client(app)) {
            insert(next, "last");
            assertEquals(0, next.recovery().check().faults().size());
        }
        assertFalse(app.inTransaction());
        app.close();
    }

    private static void insert(SyncClient<SQLiteDatabase> into, String id) {
        into.write((db, outbox) -> db.execSQL("INSERT INTO note VALUES (?)", new Object[] {id}));
    }

    private long notes() {
        try (Cursor row = app.rawQuery("SELECT count(*) FROM note", null)) {
            row.moveToFirst();
            return row.getLong(0);
        }
    }

    /** A thread that does one thing, and what came of it. */
    private static final class Doing extends Thread {
        private final Runnable what;
        private volatile @Nullable Throwable thrown;
        private volatile boolean interrupted;

        Doing(Runnable what) {
            this.what = what;
            start();
        }

        @Override
        public void run() {
            try {
                what.run();
            } catch (RuntimeException | Error e) {
                thrown = e;
            }
            interrupted = isInterrupted();
        }

        /** It waits for what another thread has. */
        void awaitWaiting() {
            while (getState() != State.WAITING && getState() != State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }

        @Nullable
        Throwable end() throws InterruptedException {
            join(TimeUnit.SECONDS.toMillis(60));
            assertFalse(isAlive());
            return thrown;
        }
    }

    /** Runs that while a write of another thread has not ended. */
    private void duringAWrite(Runnable inside, CheckedRunnable behind) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        Doing writer = new Doing(() -> client.write((db, outbox) -> {
            db.execSQL("INSERT INTO note VALUES ('first')");
            begun.countDown();
            free.await();
            db.execSQL("INSERT INTO note VALUES ('first, too')");
        }));
        begun.await();
        inside.run();
        free.countDown();
        assertNull(writer.end());
        behind.run();
    }

    /** May throw. */
    private interface CheckedRunnable {
        void run() throws Exception;
    }

    @Test
    void anInterruptedThreadThatWaitsForAnotherWriteWritesAndStaysInterrupted() throws Exception {
        Doing[] waits = new Doing[1];
        duringAWrite(
                () -> {
                    waits[0] = new Doing(() -> insert(client, "second"));
                    waits[0].awaitWaiting();
                    waits[0].interrupt();
                },
                () -> assertNull(waits[0].end()));
        assertTrue(waits[0].interrupted);
        assertEquals(3, notes());
        assertEquals(3, client.status().pending());
    }

    @Test
    void anInterruptedThreadThatWaitsForTheAppsOwnTransactionWrites() throws Exception {
        app.beginTransaction();
        app.execSQL("INSERT INTO note VALUES ('first')");
        Doing waits = new Doing(() -> insert(client, "second"));
        waits.awaitWaiting();
        waits.interrupt();
        app.setTransactionSuccessful();
        app.endTransaction();
        assertNull(waits.end());
        assertEquals(2, notes());
        assertInstanceOf(SyncReport.Synced.class, client.syncNow().join());
        assertEquals(2, server.keys.size());
    }

    @Test
    void anInterruptWithinAWriteLeavesTheWriteToItsCode() throws Exception {
        Doing goesOn = new Doing(() -> client.write((db, outbox) -> {
            Thread.currentThread().interrupt();
            db.execSQL("INSERT INTO note VALUES ('first')");
        }));
        assertNull(goesOn.end());
        assertTrue(goesOn.interrupted);
        Doing givesUp = new Doing(() -> client.write((db, outbox) -> {
            db.execSQL("INSERT INTO note VALUES ('second')");
            Thread.currentThread().interrupt();
            new CountDownLatch(1).await();
        }));
        assertInstanceOf(WriteException.class, givesUp.end());
        assertTrue(givesUp.interrupted);
        assertEquals(1, notes());
    }

    @Test
    void aClientThatIsClosedWhileAWriteRunsLeavesItToItsEnd() throws Exception {
        Doing[] others = new Doing[2];
        duringAWrite(
                () -> {
                    others[0] = new Doing(() -> insert(client, "second"));
                    others[0].awaitWaiting();
                    others[1] = new Doing(() -> client.close());
                },
                () -> assertNull(others[1].end()));
        Throwable second = others[0].end();
        assertEquals(second == null ? 3 : 2, notes(), "what returned is written, what threw is not");
        assertThrows(IllegalStateException.class, () -> insert(client, "late"));
    }

    @Test
    void aClientThatIsClosedWhileASyncWaitsForTheAppTellsWhoWaitsForIt() throws Exception {
        insert(client, "first");
        app.beginTransaction();
        CompletableFuture<SyncReport> sync = client.syncNow();
        Doing closes = new Doing(() -> client.close());
        closes.awaitWaiting();
        app.setTransactionSuccessful();
        app.endTransaction();
        assertNull(closes.end());
        assertTrue(sync.isDone());
        assertFalse(sync.isCompletedExceptionally());
    }
}
