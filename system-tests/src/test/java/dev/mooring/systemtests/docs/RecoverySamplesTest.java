package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildPreview;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.sqlite.Salvage;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.Flavour;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the samples of docs/recovery.md. */
class RecoverySamplesTest {
    private final OpLogServer server =
            OpLogServer.builder().user("anna").build().start();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        server.close();
    }

    private String asked = "";

    private static final class Lists implements ChangeHandler.Resetting<MemoryTables> {
        @Override
        public void apply(MemoryTables tables, List<Change> changes) {
            changes.forEach(change -> tables.put(change.collection(), change.key(), change.payload()));
        }

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {
            mutations.forEach(mutation -> tables.remove(mutation.collection(), mutation.key()));
        }

        @Override
        public void reset(MemoryTables tables, Snapshot snapshot) {
            new ArrayList<>(tables.rows("list").keySet()).forEach(key -> tables.remove("list", key));
        }
    }

    private boolean confirm(String question) {
        asked = question;
        return true;
    }

    @Test
    void aServerIsFetchedAnew() {
        OkHttpTransport transport = OkHttpTransport.builder(
                        server.url(), OpLogDialect.builder("phone").build())
                .build();
        try (SyncClient<MemoryTables> client = SyncClient.builder(new InMemoryStorage(), transport, new Lists())
                .build()) {
            client.write((tables, outbox) -> {
                outbox.add(Mutation.of("list", "l1", "op", "{\"type\":\"insert\"}"));
            });
            // sample: recovery-rebuild
            RebuildPlan plan = RebuildPlan.exportingTo(folder.resolve("unsynced.jsonl"));
            RebuildPreview preview = client.recovery().preview(plan);
            if (confirm(preview.pendingKept() + " unsynced changes are kept, and the rest is fetched anew")) {
                RebuildReport report = client.recovery().rebuild(plan).join();
                // not complete: offline, say; it goes on with the next sync, also after a restart
                System.out.println(report.complete());
            }
            // end
            assertTrue(asked.contains("1 unsynced"), asked);
            assertEquals(0, client.status().pending());
            assertTrue(Files.exists(folder.resolve("unsynced.jsonl")));
        }
    }

    /** Collections that are no synced tables: nothing to write, and nothing to send back. */
    private static final class Others
            implements ChangeHandler.Resetting<Connection>, ChangeHandler.Restating<Connection> {
        @Override
        public void reset(Connection db, Snapshot snapshot) {}

        @Override
        public void apply(Connection db, List<Change> changes) {}

        @Override
        public void undo(Connection db, List<Mutation> mutations) {}

        @Override
        public void restate(Connection db, Consumer<Mutation> to) {}
    }

    @Test
    void anAppThatKeepsNoLogIsAskedAboutARestoredOne() {
        try (EventLogServer log =
                EventLogServer.builder().flavour(Flavour.STRICT).build().start()) {
            SqliteStorage<Connection> storage = JdbcSqliteStorage.at(folder.resolve("notes.db"))
                    .onOpen(db -> db.createStatement()
                            .execute("CREATE TABLE IF NOT EXISTS note (id TEXT PRIMARY KEY, text TEXT)"))
                    .syncedTables(SyncedTables.builder()
                            .table(SyncedTable.named("note"))
                            .build())
                    .build();
            OkHttpTransport transport = OkHttpTransport.builder(
                            log.url(),
                            EventLogDialect.builder("anna").promises("phone").build())
                    .build();
            Others others = new Others();
            SyncClientBuilder<Connection> builder = SyncClient.builder(storage, transport, storage.handler(others));
            // sample: recovery-ask-first
            builder.keepLog(false); // a restored log is never taken over before somebody has been asked
            // end
            try (SyncClient<Connection> client = builder.build()) {
                put(client, "a");
                client.syncNow().join();
                put(client, "b");
                client.syncNow().join();
                log.restoreBackup("anna", 1);
                put(client, "c");
                SyncReport.Incompatible doubted = assertInstanceOf(
                        SyncReport.Incompatible.class, client.syncNow().join());
                assertEquals(SyncReport.Mismatch.OTHER_HISTORY, doubted.mismatch());
                RebuildPlan plan = RebuildPlan.withoutExport().resendingConfirmed();
                assertTrue(client.recovery().rebuild(plan).join().complete());
                client.syncNow().join();
                assertEquals(0, client.status().pending());
                assertTrue(log.latest("anna") >= 3, "what was lost is back, and what was pending is there");
            }
        }
    }

    private static void put(SyncClient<Connection> client, String id) {
        client.write((db, outbox) -> db.createStatement().execute("INSERT INTO note VALUES ('" + id + "', 'text')"));
    }

    @Test
    void aDamagedFileIsSalvaged() {
        Path damaged = folder.resolve("app.db");
        Path export = folder.resolve("saved.jsonl");
        ServerIdentity identity = new ServerIdentity("here", "anna");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(damaged).build()) {
            storage.open(identity, true);
        }
        // sample: recovery-salvage
        // The identity counts if the file does not tell any more whose it is.
        Salvage saved = JdbcSqliteStorage.salvage(damaged, export, identity);
        System.out.println(saved.mutations() + " mutations saved, not all: " + saved.faults());
        // end
        assertEquals(0, saved.faults().size());
        assertFalse(Files.exists(export), "nothing was there to be saved");
    }
}
