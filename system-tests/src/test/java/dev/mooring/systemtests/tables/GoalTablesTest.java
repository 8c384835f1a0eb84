package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SetAside;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table whose unique key may hold a null at the server, and not in the app's schema. */
class GoalTablesTest {
    private static final String GOAL = "CREATE TABLE goal (id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
            + " private_for TEXT NOT NULL, default_technique TEXT, deleted INTEGER NOT NULL DEFAULT 0,"
            + " PRIMARY KEY (name, private_for))";
    private static final String TUNE =
            "CREATE TABLE tune (id TEXT PRIMARY KEY, title TEXT, private_for TEXT, deleted INTEGER NOT NULL DEFAULT 0)";

    @TempDir
    Path folder;

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final RowSyncServer server = RowSyncServer.builder()
            .clock(((InstantSource) time::now).withZone(ZoneOffset.UTC))
            .build();

    @Test
    void aRowWithANullInItsKeyIsSetAsideWithAReasonAndAllElseFlows() throws Exception {
        Path file = folder.resolve("app.db");
        execute(file, GOAL, TUNE);
        String mine = "{\"id\":\"" + id(2) + "\",\"name\":\"recall\",\"privateFor\":\"" + RowSyncServer.USER + "\"}";
        server.put("goal", old(mine));
        server.put(
                "tune",
                old("{\"id\":\"" + id(1) + "\",\"title\":\"a\",\"privateFor\":\"" + RowSyncServer.USER + "\"}"));
        try (SqliteStorage<Connection> storage = storage(file);
                SyncClient<Connection> client = client(storage)) {
            synced(client);
            assertEquals(List.of("recall"), strings(file, "SELECT name FROM goal"), () -> "" + storage.setAside(10));
            assertEquals(List.of("a"), strings(file, "SELECT title FROM tune"));
            SetAside aside = storage.setAside(10).get(0);
            assertEquals(1, storage.setAside(10).size());
            assertEquals("goal", aside.collection());
            assertTrue(aside.reason().contains("private_for") || aside.reason().contains("privateFor"), aside.reason());
            execute(
                    file,
                    "INSERT INTO goal (id, name, private_for) VALUES ('" + id(3) + "', 'fluency', '"
                            + RowSyncServer.USER + "')");
            synced(client);
            assertEquals(3, server.rows("goal").size());
            assertEquals(0, client.status().pending());
            server.put(
                    "goal",
                    old("{\"id\":\"10000000-0000-4000-8000-000000000001\",\"name\":\"recall\","
                            + "\"privateFor\":null,\"deleted\":1}"));
            time.advance(Duration.ofHours(25));
            synced(client);
            assertEquals(List.of(), storage.setAside(10));
        }
    }

    private static String id(int n) {
        return String.format("00000000-0000-4000-8000-%012d", n);
    }

    private static String old(String row) {
        return row.substring(0, row.length() - 1) + ",\"lastModifiedAt\":\"2025-11-20T10:00:00.000Z\"}";
    }

    private void synced(SyncClient<Connection> client) {
        var future = client.syncNow();
        time.sleep(Duration.ofMinutes(2), future::isDone);
        assertInstanceOf(SyncReport.Synced.class, future.getNow(null));
    }

    private static SqliteStorage<Connection> storage(Path file) {
        SyncedTables tables = SyncedTables.builder()
                .format(RowFormat.ROWS)
                .table(SyncedTable.named("goal")
                        .key("name", "private_for")
                        .softDelete("deleted")
                        .field("private_for", "privateFor")
                        .field("default_technique", "defaultTechnique"))
                .table(SyncedTable.named("tune").softDelete("deleted").field("private_for", "privateFor"))
                .build();
        return JdbcSqliteStorage.at(file).syncedTables(tables).build();
    }

    private SyncClient<Connection> client(SqliteStorage<Connection> storage) {
        RowTable goal = RowTable.builder("goal")
                .unique("name", "privateFor")
                .softDelete("deleted")
                .columns("name", "privateFor", "defaultTechnique")
                .build();
        RowTable tune = RowTable.builder("tune")
                .softDelete("deleted")
                .columns("title", "privateFor")
                .build();
        OkHttpTransport transport = OkHttpTransport.builder(
                        "http://localhost/",
                        RowSyncDialect.builder(RowSyncServer.USER)
                                .table(goal)
                                .table(tune)
                                .build())
                .client(new OkHttpClient.Builder()
                        .addInterceptor(server.interceptor())
                        .build())
                .credentials(Credentials.bearer("token"))
                .build();
        return SyncClient.builder(storage, transport).scheduler(time.lane(1)).build();
    }

    private static void execute(Path file, String... statements) throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = db.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static List<String> strings(Path file, String query) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                ResultSet rows = db.createStatement().executeQuery(query)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }
}
