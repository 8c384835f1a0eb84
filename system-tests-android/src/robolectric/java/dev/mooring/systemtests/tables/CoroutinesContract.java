package dev.mooring.systemtests.tables;

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
import dev.mooring.sync.android.AndroidSqliteStorage;
import dev.mooring.sync.kotlin.SyncsKt;
import dev.mooring.sync.kotlin.WriteKt;
import dev.mooring.sync.testing.http.StandInServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.ExecutorsKt;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.future.FutureKt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coroutines over Android's storage that are cancelled while they wait for it, write, or sync. Written in Java, as the suites are. */
class CoroutinesContract {
    private static final ServerKind KIND = ServerKind.EVENT_LOG;

    @TempDir
    Path folder;

    private final StandInServer<?> server = KIND.server();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final CoroutineDispatcher dispatcher = ExecutorsKt.from(worker);
    private SQLiteDatabase app;
    private SyncClient<SQLiteDatabase> client;

    @BeforeEach
    void open() {
        app = SQLiteDatabase.openOrCreateDatabase(folder.resolve("app.db").toFile(), null);
        app.execSQL(KIND.ddl());
        client = SyncClient.builder(
                        AndroidSqliteStorage.on(app)
                                .syncedTables(KIND.tables())
                                .watchEvery(Duration.ZERO)
                                .build(),
                        KIND.transport("phone", chain -> server.interceptor().intercept(chain)))
                .build();
        client.open();
    }

    /** Whatever a test does, no transaction is left open, and no lease is lost: the next write goes out. */
    @AfterEach
    void close() {
        client.write((db, outbox) -> db.execSQL(KIND.insert(9, "last")));
        assertFalse(app.inTransaction());
        SyncReport report = client.syncNow().join();
        assertInstanceOf(SyncReport.Synced.class, report, report.toString());
        assertEquals(0, client.status().pending());
        assertTrue(client.recovery().check().isSound());
        client.close();
        app.close();
        worker.shutdownNow();
    }

    private CompletableFuture<Integer> writing(Runnable before) {
        return FutureKt.future(
                GlobalScope.INSTANCE,
                EmptyCoroutineContext.INSTANCE,
                CoroutineStart.DEFAULT,
                (scope, continuation) -> WriteKt.awaitWrite(
                        client,
                        dispatcher,
                        (db, outbox) -> {
                            db.execSQL(KIND.insert(1, "mine"));
                            before.run();
                            return 1;
                        },
                        continuation));
    }

    private long rows() {
        try (Cursor row = app.rawQuery("SELECT count(*) FROM item", null)) {
            row.moveToFirst();
            return row.getLong(0);
        }
    }

    /** What the worker has begun has ended. */
    private void awaitWorker() throws Exception {
        worker.submit(() -> {}).get();
    }

    @Test
    void aWriteThatIsCancelledWhileItWaitsForAnotherWritesNothing() throws Exception {
        Thread[] thread = new Thread[1];
        worker.submit(() -> thread[0] = Thread.currentThread()).get();
        AtomicReference<CompletableFuture<Integer>> waits = new AtomicReference<>();
        client.write((db, outbox) -> {
            CompletableFuture<Integer> asked = writing(() -> {});
            while (!isIn(thread[0], "ReentrantLock")) {
                Thread.onSpinWait();
            }
            asked.cancel(true);
            waits.set(asked);
        });
        awaitWorker();
        assertThrows(CancellationException.class, () -> waits.get().join());
        assertEquals(0, rows());
        assertEquals(0, client.status().pending());
    }

    private static boolean isIn(Thread thread, String type) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().endsWith(type)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aWriteThatIsCancelledWhileItRunsIsThere() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        CompletableFuture<Integer> runs = writing(() -> {
            begun.countDown();
            await(goesOn);
        });
        begun.await();
        runs.cancel(true);
        goesOn.countDown();
        awaitWorker();
        assertEquals(1, rows());
        assertEquals(1, client.status().pending());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSyncWhoseWaiterIsCancelledGoesOn() throws Exception {
        client.write((db, outbox) -> db.execSQL(KIND.insert(1, "mine")));
        CompletableFuture<SyncReport> waits = FutureKt.future(
                GlobalScope.INSTANCE,
                EmptyCoroutineContext.INSTANCE,
                CoroutineStart.UNDISPATCHED,
                (scope, continuation) -> SyncsKt.awaitSync(client, dispatcher, continuation));
        awaitWorker();
        waits.cancel(true);
        assertInstanceOf(SyncReport.Synced.class, client.syncNow().join());
        assertEquals(0, client.status().pending());
        assertNull(client.status().warnings().stream().findAny().orElse(null));
    }
}
