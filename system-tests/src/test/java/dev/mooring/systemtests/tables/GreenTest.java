package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.SetAside;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Light;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Green means: nothing written here is missing there, and what is there is here; whoever wrote it, and how. */
final class GreenTest {
    @TempDir
    private Path folder;

    private final EventLogServer server = EventLogServer.builder().build().start();

    @AfterEach
    void stop() {
        server.close();
    }

    private SqliteStorage<Connection> storage(String name) {
        return JdbcSqliteStorage.at(folder.resolve(name))
                .onOpen(db -> run(
                        db, "CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY, title TEXT, rank INTEGER UNIQUE)"))
                .syncedTables(SyncedTables.builder()
                        .table(SyncedTable.named("todo").key("id"))
                        .build())
                .watchEvery(Duration.ZERO)
                .build();
    }

    private SyncClient<Connection> client(SqliteStorage<Connection> storage, String name) {
        return SyncClient.builder(
                        storage,
                        OkHttpTransport.builder(
                                        server.url(),
                                        EventLogDialect.builder("anna")
                                                .device(name)
                                                .build())
                                .build())
                .conflicts(ConflictPolicy.rebase())
                .build();
    }

    /** On a connection of the app's own. */
    private void plainly(String name, String sql) throws SQLException {
        try (Connection own = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(name))) {
            run(own, sql);
        }
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private static SyncStatus synced(SyncClient<?> client) {
        SyncReport report = client.syncNow().join();
        assertInstanceOf(SyncReport.Synced.class, report, report.toString());
        return client.status();
    }

    @Test
    void aPlainInsertTakesTheGreenAwayAtOnce() throws Exception {
        try (SyncClient<Connection> client = client(storage("a.db"), "a")) {
            assertEquals(Light.GREEN, synced(client).light());

            plainly("a.db", "INSERT INTO todo VALUES ('1', 'milk', 1), ('2', 'bread', 2)");

            SyncStatus status = client.status();
            assertEquals(2, status.pending());
            assertFalse(status.light() == Light.GREEN);
            assertEquals(Light.GREEN, synced(client).light());
            assertEquals(2, server.latest("anna"));
        }
    }

    @Test
    void aStatusWaitsForNoWriter() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        try (SyncClient<Connection> client = client(storage("a.db"), "a")) {
            synced(client);
            FutureTask<String> write = new FutureTask<>(() -> client.writeReturning((db, outbox) -> {
                run(db, "INSERT INTO todo VALUES ('1', 'milk', 1)");
                inside.countDown();
                asked.await();
                return "";
            }));
            new Thread(write).start();
            inside.await();
            assertEquals(0, client.status().pending()); // Nothing of it is committed.
            asked.countDown();
            write.get();
            assertEquals(1, client.status().pending());
        }
    }

    @Test
    void aRowThatIsSetAsideIsNeverGreen() throws Exception {
        SqliteStorage<Connection> storage = storage("a.db");
        try (SyncClient<Connection> one = client(storage, "a");
                SyncClient<Connection> other = client(storage("b.db"), "b")) {
            other.write((db, outbox) -> run(db, "INSERT INTO todo VALUES ('1', 'milk', 1)"));
            synced(other);
            synced(one);
            other.write((db, outbox) -> run(db, "UPDATE todo SET rank = 2 WHERE id = '1'"));
            other.write((db, outbox) -> run(db, "INSERT INTO todo VALUES ('2', 'bread', 1)"));
            synced(other);
            one.write((db, outbox) -> run(db, "INSERT INTO todo VALUES ('0', 'tea', 2)"));
            SyncStatus status = synced(one);

            SetAside aside = storage.setAside(9).get(0);
            assertTrue(
                    storage.<Boolean, RuntimeException>read(tx -> tx.aside().holds(aside.collection(), aside.key())));
            assertFalse(storage.<Boolean, RuntimeException>read(tx -> tx.aside().holds(aside.collection(), "0")));
            assertEquals(1, status.counts().setAside());
            assertEquals(State.SYNCED, status.state());
            assertEquals(Light.AMBER, status.light());
            assertTrue(status.explain().contains("1 row of the server cannot be shown here"), status.explain());
            assertFalse(status.explain().contains("everything that was written"), status.explain());

            one.write((db, outbox) -> run(db, "UPDATE todo SET rank = 9 WHERE id = '0'"));
            assertEquals(Light.GREEN, synced(one).light());
            assertEquals(List.of(), storage.setAside(9));
        }
    }
}
