package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people take turns at synced tables, over real sockets. */
final class SwitchTablesTest {
    @TempDir
    private Path folder;

    @Test
    void eachOneFindsTheirOwnRows() throws Exception {
        try (EventLogServer server = EventLogServer.builder().build()) {
            server.start();
            SyncedTables tables = SyncedTables.builder()
                    .table(SyncedTable.named("list").key("id"))
                    .table(SyncedTable.named("todo").key("id").parent("list", "list_id"))
                    .build();
            SqliteStorage<Connection> storage = JdbcSqliteStorage.at(folder.resolve("home.db"))
                    .onOpen(SwitchTablesTest::createTables)
                    .syncedTables(tables)
                    .build();
            try (SyncClient<Connection> client =
                    SyncClient.builder(storage, transport(server, "anna")).build()) {
                client.write((db, outbox) -> run(db, "INSERT INTO list VALUES ('l', 'Anna''s')"));
                client.write((db, outbox) -> run(db, "INSERT INTO todo VALUES ('t1', 'l', 'milk')"));
                synced(client);
                client.write((db, outbox) -> run(db, "UPDATE todo SET title = 'bread' WHERE id = 't1'"));
                client.write((db, outbox) -> run(db, "INSERT INTO todo VALUES ('t2', 'l', 'tea')"));

                assertEquals(
                        2,
                        client.recovery()
                                .switchUser(transport(server, "berta"), UserSwitch.park())
                                .left());
                assertEquals(List.of(), titles(client));
                client.write((db, outbox) -> run(db, "INSERT INTO list VALUES ('l', 'Berta''s')"));
                client.write((db, outbox) -> run(db, "INSERT INTO todo VALUES ('t1', 'l', 'wine')"));
                synced(client);
                assertEquals(2, server.events("berta").size());
                client.write((db, outbox) -> run(db, "DELETE FROM todo WHERE id = 't1'"));

                assertEquals(
                        2,
                        client.recovery()
                                .switchUser(transport(server, "anna"), UserSwitch.park())
                                .returned());
                synced(client);
                assertEquals(List.of("bread", "tea"), titles(client));
                assertEquals(4, server.events("anna").size());
                assertEquals(
                        0, client.status().pending() + client.status().counts().superseded());

                client.recovery().switchUser(transport(server, "berta"), UserSwitch.park());
                synced(client);
                assertEquals(List.of(), titles(client));
                assertEquals(3, server.events("berta").size());
                assertEquals(List.of(), storage.setAside(9));
                assertEquals(List.of(), client.recovery().check().faults());
            }
        }
    }

    private static void synced(SyncClient<?> client) {
        SyncReport report = client.syncNow().join();
        assertInstanceOf(SyncReport.Synced.class, report, report.toString());
    }

    private static Transport transport(EventLogServer server, String user) {
        return OkHttpTransport.builder(
                        server.url(),
                        EventLogDialect.builder(user).device("home").build())
                .build();
    }

    private static void createTables(Connection db) throws SQLException {
        run(db, "CREATE TABLE IF NOT EXISTS list (id TEXT PRIMARY KEY, name TEXT)");
        run(db, "CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY, list_id TEXT REFERENCES list, title TEXT)");
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> titles(SyncClient<Connection> client) throws SQLException {
        return client.writeReturning((db, outbox) -> {
            List<String> titles = new ArrayList<>();
            try (Statement statement = db.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT title FROM todo ORDER BY id")) {
                while (rows.next()) {
                    titles.add(rows.getString(1));
                }
            }
            return titles;
        });
    }
}
