package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.recovery.ExportFile;
import dev.mooring.sync.recovery.Exported;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorageBuilder;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.systemtests.simulation.Cuts;
import dev.mooring.systemtests.simulation.Garbage;
import dev.mooring.systemtests.simulation.InProcessTransport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that may not grow any more, as on a full disk. */
class FullDiskTest {
    private static final String LONG = "z".repeat(300_000);

    @TempDir
    private Path folder;

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final EventLogServer server = EventLogServer.builder().build();
    private int devices;

    @AfterEach
    void close() {
        server.close();
    }

    /** What an app's handler may do with what the database throws. */
    interface Manners {
        void write(Connection db, String key) throws Exception;
    }

    private final class Device implements AutoCloseable {
        final Path file;
        final SyncClient<Connection> client;
        final List<Connection> connections = new ArrayList<>();
        final List<Connection> own = new ArrayList<>();

        Device(String name, Manners manners) {
            file = folder.resolve(name + ".db");
            JdbcSqliteStorageBuilder builder = JdbcSqliteStorage.on((JdbcSqliteStorage.ConnectionSource) this::connect)
                    .onOpen(db -> run(db, "CREATE TABLE IF NOT EXISTS v (id TEXT PRIMARY KEY, x)"));
            InProcessTransport transport = new InProcessTransport(
                    EventLogDialect.builder("u1").device(name).build(),
                    server::handle,
                    (ask, body) -> Cuts.eventLog(ask, body, 100),
                    new Garbage());
            client = (manners == null
                            ? SyncClient.builder(
                                    builder.syncedTables(SyncedTables.builder()
                                                    .table(SyncedTable.named("v")
                                                            .key("id"))
                                                    .build())
                                            .build(),
                                    transport)
                            : SyncClient.builder(builder.build(), transport, handler(manners)))
                    .scheduler(time.lane(++devices))
                    .build();
        }

        private Connection connect() throws SQLException {
            Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
            connections.add(db);
            return db;
        }

        /** So many pages at most; SQLite never makes it less than there are. */
        void limit(int pages) throws SQLException {
            for (Connection each : connections) {
                if (!each.isClosed()) {
                    run(each, "PRAGMA max_page_count = " + pages);
                }
            }
        }

        SyncReport sync() {
            CompletableFuture<SyncReport> future = client.syncNow();
            time.runUntil(future::isDone, Duration.ofMinutes(10));
            return future.getNow(null);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static ChangeHandler<Connection> handler(Manners manners) {
        return new ChangeHandler<>() {
            @Override
            public void apply(Connection db, List<Change> changes) throws Exception {
                for (Change change : changes) {
                    manners.write(db, change.key());
                }
            }

            @Override
            public void undo(Connection db, List<Mutation> mutations) {
                // Nothing is superseded here.
            }
        };
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void insert(Connection db, String key) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO v VALUES (?, ?)")) {
            insert.setString(1, key);
            insert.setString(2, LONG);
            insert.executeUpdate();
        }
    }

    private void somebodyElseWrites() throws SQLException {
        try (Device other = new Device("other", null)) {
            other.client.write((db, outbox) -> insert(db, "1"));
            assertInstanceOf(SyncReport.Synced.class, other.sync());
        }
    }

    private void isTheDisks(Device device) throws SQLException {
        device.client.open();
        device.limit(60);
        SyncReport.Failed report = assertInstanceOf(SyncReport.Failed.class, device.sync());
        assertEquals(SyncReport.Fault.STORAGE, report.fault(), report.message());
        assertTrue(report.message().contains("SQLITE_FULL"), report.message());
        SyncStatus status = device.client.status();
        assertTrue(status.warnings().contains(SyncStatus.Warning.DATABASE_UNWELL), status.toString());
        device.limit(1_000_000);
        assertInstanceOf(SyncReport.Synced.class, device.sync());
        assertEquals(0, device.client.status().warnings().size());
    }

    @Test
    void aSyncedTableThatCannotGrowIsTheDisksFault() throws Exception {
        somebodyElseWrites();
        try (Device device = new Device("one", null)) {
            isTheDisks(device);
        }
    }

    @Test
    void anAppsHandlerIsNotBlamedForTheDisk() throws Exception {
        somebodyElseWrites();
        List<Manners> all = List.of(
                FullDiskTest::insert,
                (db, key) -> {
                    try {
                        insert(db, key);
                    } catch (SQLException e) {
                        throw new IllegalStateException("could not execute", new RuntimeException(e));
                    }
                },
                (db, key) -> {
                    try {
                        insert(db, key);
                    } catch (SQLException e) {
                        // The app thinks that it can go on, and SQLite may have rolled back.
                        throw new java.io.IOException(e);
                    }
                });
        int name = 0;
        for (Manners manners : all) {
            try (Device device = new Device("app" + name++, manners)) {
                isTheDisks(device);
            }
        }
    }

    @Test
    void aConstraintAndAWrongStatementAreTheHandlers() throws Exception {
        somebodyElseWrites();
        List<Manners> all = List.of(
                (db, key) -> run(db, "INSERT INTO nowhere VALUES (1)"),
                (db, key) -> run(db, "INSERT INTO v VALUES ('twice', 1), ('twice', 2)"));
        int name = 0;
        for (Manners manners : all) {
            try (Device device = new Device("bug" + name++, manners)) {
                SyncReport.Failed report = assertInstanceOf(SyncReport.Failed.class, device.sync());
                assertEquals(SyncReport.Fault.HANDLER, report.fault(), report.message());
            }
        }
    }

    @Test
    void whatWasWrittenIsReadAndExportedThoughItCannotBeTakenIn() throws Exception {
        try (Device device = new Device("one", null);
                Connection own = device.connect()) {
            device.client.write((db, outbox) -> run(db, "INSERT INTO v VALUES ('before', 1)"));
            assertEquals(1, device.client.pending(9).size());
            for (int i = 0; i < 20; i++) {
                run(own, "INSERT INTO v VALUES ('row " + i + "', '" + "y".repeat(2000) + "')");
            }
            device.limit(1);
            assertEquals(21, device.client.status().pending());
            List<Mutation> pending = device.client.pending(99);
            assertEquals(21, pending.size());
            assertEquals("row 19", pending.get(20).key().replaceAll("[\"\\[\\]]", ""));
            assertEquals(5, device.client.pending(5).size());
            assertEquals(
                    21,
                    device.client
                            .recovery()
                            .preview(RebuildPlan.withoutExport())
                            .pendingKept());
            assertEquals(List.of(), device.client.parked().quarantined(9));
            Path export = folder.resolve("rescue.jsonl");
            assertEquals(21, device.client.recovery().exportTo(export));
            List<String> payloads = new ArrayList<>();
            try (ExportFile.Lines lines = ExportFile.read(export)) {
                for (Exported each = lines.next(); each != null; each = lines.next()) {
                    payloads.add(each.mutation().payload());
                }
            }
            assertEquals(pending.stream().map(Mutation::payload).toList(), payloads);
            device.limit(1_000_000);
            assertEquals(
                    payloads,
                    device.client.pending(99).stream().map(Mutation::payload).toList());
            assertInstanceOf(SyncReport.Synced.class, device.sync());
            assertEquals(0, device.client.status().pending());
        }
    }
}
