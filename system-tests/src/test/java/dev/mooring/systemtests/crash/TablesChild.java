package dev.mooring.systemtests.crash;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The process that is killed: writes plain SQL by a connection of its own, and prints each row that is committed. */
final class TablesChild {
    private TablesChild() {}

    public static void main(String[] args) throws Exception {
        String run = args[2];
        boolean training = run.equals("training");
        try (SyncClient<Connection> client = client(Path.of(args[0]), args[1])) {
            client.start();
            client.syncNow().join();
            System.out.println("ready");
            try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                    PreparedStatement insert = db.prepareStatement("INSERT INTO note VALUES (?, ?)");
                    PreparedStatement touch = db.prepareStatement("UPDATE note SET text = text || '.' WHERE id = ?")) {
                for (int i = 0; i < (training ? 50 : 100_000); i++) {
                    String id = run + "-" + i;
                    insert.setString(1, id);
                    insert.setString(2, "x");
                    insert.executeUpdate();
                    System.out.println("\"" + id + "\"");
                    touch.setString(1, id);
                    touch.executeUpdate();
                    if (i % 7 == 6) {
                        client.syncNow().join();
                    }
                }
            }
        }
    }

    static SyncClient<Connection> client(Path file, String url) {
        EventLogDialect dialect = EventLogDialect.builder(CrashTest.USER)
                .device("d")
                .maxBatchCount(2)
                .build();
        return SyncClient.builder(
                        storage(file),
                        OkHttpTransport.builder(url, dialect)
                                .serverName("crash")
                                .build())
                .conflicts(ConflictPolicy.rebase())
                .debounce(Duration.ofMillis(1))
                .pollEvery(Duration.ofMillis(20))
                .retries(new RetryPolicy(Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(1)))
                .build();
    }

    static SqliteStorage<Connection> storage(Path file) {
        return JdbcSqliteStorage.at(file)
                .onOpen(TablesChild::create)
                .syncedTables(
                        SyncedTables.builder().table(SyncedTable.named("note")).build())
                .build();
    }

    private static void create(Connection db) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("CREATE TABLE IF NOT EXISTS note (id TEXT PRIMARY KEY, text TEXT)");
        }
    }
}
