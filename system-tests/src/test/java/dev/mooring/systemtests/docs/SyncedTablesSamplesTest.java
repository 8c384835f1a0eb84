package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Registration;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Runs the samples of docs/synced-tables.md. */
class SyncedTablesSamplesTest {
    private static final String LIST = "CREATE TABLE IF NOT EXISTS list (id TEXT PRIMARY KEY, name TEXT)";
    private static final String TODO = "CREATE TABLE IF NOT EXISTS todo"
            + " (id TEXT PRIMARY KEY, list_id TEXT REFERENCES list, title TEXT, updated_at TEXT)";

    @TempDir
    Path folder;

    private final EventLogServer server = EventLogServer.builder().build();
    private final Ui ui = new Ui();

    /** What a table on the screen would be. */
    private static final class Ui {
        private final CountDownLatch refreshed = new CountDownLatch(1);

        void refresh() {
            refreshed.countDown();
        }
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void createTables(Connection db) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute(LIST);
            sql.execute(TODO);
        }
    }

    @Test
    void rowsSyncWithoutAHandler() throws Exception {
        Path file = folder.resolve("app.db");
        Transport transport = OkHttpTransport.builder(
                        server.url(), EventLogDialect.builder("anna").build())
                .build();
        DataSource own = own(file);
        try (Connection db = own.getConnection();
                Statement sql = db.createStatement()) {
            sql.execute(LIST);
            sql.execute(TODO);
            sql.execute("INSERT INTO todo (id, title) VALUES ('t1', 'was there before')");
        }
        // sample: synced-tables
        SyncedTables tables = SyncedTables.builder()
                .table(SyncedTable.named("list").key("id"))
                .table(SyncedTable.named("todo")
                        .key("id")
                        .parent("list", "list_id")
                        .stamp("updated_at"))
                .build();
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                .onOpen(this::createTables)
                .syncedTables(tables)
                .build();
        SyncClient<Connection> client = SyncClient.builder(storage, transport).build();
        // end
        client.open();
        // sample: tables-changed
        Registration registration = client.onTablesChanged(change -> {
            if (change.touches("todo")) {
                ui.refresh();
            }
        });
        // end
        try (Connection db = own.getConnection();
                Statement sql = db.createStatement()) {
            sql.execute("INSERT INTO todo (id, title) VALUES ('t2', 'milk')");
        }
        assertTrue(ui.refreshed.await(30, TimeUnit.SECONDS));
        registration.close();
        // sample: tables-adopt
        long adopted = storage.adopt("todo");
        // end
        assertEquals(1, adopted);
        client.syncNow().join();
        assertEquals(2, server.events("anna").size());
        client.close();
    }

    private static DataSource own(Path file) {
        // sample: tables-own-connections
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(10_000);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        // end
        return source;
    }

    @Test
    void rowsOfARowSyncServerAreDescribedTwice() {
        // sample: tables-row-sync
        RowTable tune = RowTable.builder("tune")
                .columns("title", "privateFor", "editedAt") // those of the table here
                .softDelete("deleted")
                .edited("editedAt")
                .build();
        SyncedTables tables = SyncedTables.builder()
                .format(RowFormat.ROWS)
                .table(SyncedTable.named("tune")
                        .softDelete("deleted")
                        .stamp("edited_at")
                        .columnsOnly())
                .build();
        // end
        assertNotNull(RowSyncDialect.builder("a70ead77-2dcc-4f12-b543-f24c9b4c0812")
                .table(tune)
                .build());
        assertNotNull(tables);
    }

    @Test
    void rowsOfAnEntitySyncServerAreEntities() {
        // sample: tables-entity-sync
        SyncedTables tables = SyncedTables.builder()
                .format(RowFormat.ENTITIES)
                .table(SyncedTable.named("plan_occurrence")
                        .collection("planOccurrences")
                        .json("segments", "targets")
                        .stamp("updated_at"))
                .build();
        // end
        assertNotNull(EntitySyncDialect.builder("device").build());
        assertNotNull(tables);
    }
}
