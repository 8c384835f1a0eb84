package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.systemtests.simulation.Cuts;
import dev.mooring.systemtests.simulation.Garbage;
import dev.mooring.systemtests.simulation.InProcessTransport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A row with very many edits that are not sent yet, and a foreign change of it. How long a write transaction keeps other writers
 * waiting is measured in steps of SQLite's virtual machine, which no load of the computer changes.
 */
class ManyEditsTest {
    @TempDir
    private Path folder;

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final EventLogServer server = EventLogServer.builder().build();
    private int devices;

    @AfterEach
    void close() {
        server.close();
    }

    /** A device that edits one row. */
    private final class Device implements AutoCloseable {
        final SyncClient<Connection> client;
        final TransactionSteps steps = new TransactionSteps();

        Device(String user, String name, ConflictPolicy policy) {
            Path file = folder.resolve(user + name + ".db");
            SqliteStorage<Connection> storage = JdbcSqliteStorage.on((JdbcSqliteStorage.ConnectionSource)
                            () -> steps.watch(DriverManager.getConnection("jdbc:sqlite:" + file)))
                    .onOpen(db -> run(db, "CREATE TABLE IF NOT EXISTS v (id TEXT PRIMARY KEY, x, y)"))
                    .syncedTables(SyncedTables.builder()
                            .table(SyncedTable.named("v").key("id"))
                            .build())
                    .build();
            InProcessTransport transport = new InProcessTransport(
                    EventLogDialect.builder(user)
                            .device(name)
                            .maxBatchCount(500)
                            .build(),
                    server::handle,
                    (ask, body) -> Cuts.eventLog(ask, body, 100),
                    new Garbage());
            client = SyncClient.builder(storage, transport)
                    .scheduler(time.lane(++devices))
                    .conflicts(policy)
                    .build();
        }

        void edit(String column, int from, int end) throws SQLException {
            client.write((db, outbox) -> {
                try (PreparedStatement update = db.prepareStatement("UPDATE v SET " + column + " = ? WHERE id = '1'")) {
                    for (int i = from; i <= end; i++) {
                        update.setInt(1, i);
                        update.executeUpdate();
                    }
                }
            });
        }

        SyncReport.Synced sync() {
            CompletableFuture<SyncReport> future = client.syncNow();
            time.runUntil(future::isDone, Duration.ofMinutes(10));
            SyncReport report = future.getNow(null);
            return assertInstanceOf(SyncReport.Synced.class, report, String.valueOf(report));
        }

        String row() throws SQLException {
            return client.writeReturning((db, outbox) -> {
                try (Statement select = db.createStatement();
                        ResultSet row = select.executeQuery("SELECT x || '/' || y FROM v")) {
                    return row.next() ? row.getString(1) : "none";
                }
            });
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the steps of the longest write transaction of the sync that pulls the foreign change. */
    private long longest(int edits, ConflictPolicy policy, String expected) throws SQLException {
        try (Device one = new Device("u" + edits, "one", policy);
                Device other = new Device("u" + edits, "other", policy)) {
            one.client.write((db, outbox) -> run(db, "INSERT INTO v VALUES ('1', 0, 0)"));
            one.sync();
            other.sync();
            one.edit("x", 1, edits);
            other.edit("y", 7, 7);
            other.sync();
            one.steps.longest = 0;
            one.sync();
            assertEquals(expected, one.row());
            other.sync();
            assertEquals(expected, other.row());
            one.edit("x", 0, 0);
            other.edit("y", 8, 8);
            other.sync();
            one.sync();
            other.sync();
            assertEquals("0/8", one.row());
            assertEquals("0/8", other.row());
            assertEquals(0, one.client.recovery().check().faults().size());
            return one.steps.longest;
        }
    }

    @Test
    void aForeignChangeBelowThemTakesWorkInProportionAndLittleOfIt() throws Exception {
        TestedSqlite.require(TestedSqlite.COMMIT_LISTENERS, "the steps of a transaction, counted by the driver");
        long some = longest(2000, ConflictPolicy.rebase(), "2000/7");
        long more = longest(8000, ConflictPolicy.rebase(), "8000/7");
        assertTrue(more < 5 * some, "2,000 edits: " + some + " steps, 8,000 edits: " + more);
        // The outbox is read by index alone, to build which takes some 25 steps an entry.
        assertTrue(more < 60 * 8000, more + " steps");
    }
}
