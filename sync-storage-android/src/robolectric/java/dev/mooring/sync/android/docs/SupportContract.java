package dev.mooring.sync.android.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import android.database.Cursor;
import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.android.AndroidSqliteStorage;
import dev.mooring.sync.android.QuietServer;
import dev.mooring.sync.android.docs.AndroidX.SimpleSQLiteQuery;
import dev.mooring.sync.android.docs.AndroidX.SupportSQLiteDatabase;
import dev.mooring.sync.android.docs.AndroidX.SupportSQLiteStatement;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.testing.VirtualScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client whose database is behind the adapter of docs/android.md. Run inside Robolectric by {@code RobolectricTest}. */
class SupportContract {
    /** Whose file the framework may read besides. */
    @Nested
    class Frameworks extends Behind {
        Frameworks() {
            super(true);
        }
    }

    /** With one connection for everything, as an encrypted or a bundled SQLite has. */
    @Nested
    class Others extends Behind {
        Others() {
            super(false);
        }
    }

    abstract static class Behind {
        @TempDir
        Path folder;

        private final boolean frameworks;
        private final VirtualScheduler time = new VirtualScheduler(1);
        private final QuietServer server = new QuietServer();
        private final AtomicInteger commits = new AtomicInteger();
        private SQLiteDatabase framework;
        private SupportSQLiteDatabase db;
        private SyncClient<SupportSQLiteDatabase> client;

        Behind(boolean frameworks) {
            this.frameworks = frameworks;
        }

        @BeforeEach
        void open() {
            framework =
                    SQLiteDatabase.openOrCreateDatabase(folder.resolve("app.db").toFile(), null);
            framework.execSQL(
                    "CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT, weight REAL, picture BLOB, n INTEGER)");
            db = new ForwardingSupport(framework);
            SyncedTable note = SyncedTable.named("note").key("id");
            SqliteStorage<SupportSQLiteDatabase> storage = AndroidSqliteStorage.on(
                            () -> new SupportDatabase(db, frameworks, commits::incrementAndGet))
                    .syncedTables(SyncedTables.builder().table(note).build())
                    .build();
            client = SyncClient.builder(storage, server).scheduler(time.lane(1)).build();
            client.open();
        }

        @AfterEach
        void close() {
            client.close();
            assertTrue(framework.isOpen(), "it is the app's");
            framework.close();
        }

        /** As Room does it: in a transaction of its own, with a statement that it has compiled. */
        private void insert(String id) {
            framework.beginTransaction();
            try (SupportSQLiteStatement insert = db.compileStatement("INSERT INTO note VALUES (?, ?, ?, ?, ?)")) {
                SimpleSQLiteQuery.bind(insert, new Object[] {id, "milk", 1.5, new byte[] {1, 0}, null});
                insert.executeUpdateDelete();
                framework.setTransactionSuccessful();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                framework.endTransaction();
            }
        }

        private List<String> ids() {
            List<String> ids = new ArrayList<>();
            try (Cursor row = db.query(new SimpleSQLiteQuery("SELECT id FROM note ORDER BY id", new Object[0]))) {
                while (row.moveToNext()) {
                    ids.add(row.getString(0));
                }
            }
            return ids;
        }

        @Test
        void whatTheAppWritesThereIsSent() {
            client.write((handle, outbox) -> {
                assertEquals(db, handle);
                insert("n1");
            });
            insert("n2");
            assertEquals(2, client.status().pending());
            assertEquals(List.of("n1", "n2"), ids());
            CompletableFuture<SyncReport> sync = client.syncNow();
            time.advance(Duration.ofSeconds(10));
            assertEquals(new SyncReport.Synced(2, 0, 0, 0, 0), sync.getNow(null));
            assertEquals(2, server.keys.size());
            assertEquals(0, client.status().pending());
        }

        @Test
        void aWriteThatThrowsLeavesNothing() {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> client.write((handle, outbox) -> {
                        insert("n1");
                        throw new IllegalArgumentException("the app's");
                    }));
            assertEquals(List.of(), ids());
            assertEquals(0, client.status().pending());
            assertFalse(db.inTransaction());
        }

        @Test
        void aCommitByTheAppIsRefused() {
            assertThrows(
                    RuntimeException.class,
                    () -> client.write((handle, outbox) -> {
                        insert("n1");
                        handle.setTransactionSuccessful();
                        handle.endTransaction();
                    }));
            assertEquals(List.of(), ids());
            assertEquals(0, client.status().pending());
        }

        @Test
        void aTransactionInsideThatFailsTakesTheWriteWithIt() {
            assertThrows(
                    RuntimeException.class,
                    () -> client.write((handle, outbox) -> {
                        insert("n1");
                        framework.beginTransaction();
                        framework.endTransaction();
                    }));
            assertEquals(List.of(), ids());
            assertEquals(0, client.status().pending());
        }

        @Test
        void whoListensToTheDatabaseHearsOfEachCommit() {
            int before = commits.get();
            client.write((handle, outbox) -> insert("n1"));
            assertEquals(before + 1, commits.get());
            assertThrows(
                    IllegalStateException.class,
                    () -> client.write((handle, outbox) -> {
                        throw new IllegalStateException("the app's");
                    }));
            assertEquals(before + 1, commits.get());
        }

        @Test
        void aLargeMutationIsReadInPieces() {
            String large = "\"" + "x".repeat(3 << 20) + "\"";
            client.write((handle, outbox) -> outbox.add(Mutation.of("big", "b1", "set", large)));
            assertEquals(large, client.pending(10).get(0).payload());
        }
    }
}
