package dev.mooring.examples.server;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialectBuilder;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An app with one synced table, over the library as it is published. */
final class Notes implements AutoCloseable {
    final SyncClient<Connection> client;
    private final Path file;

    Notes(Path file, String url, boolean promises, boolean live) {
        this(file, url, promises, live, false);
    }

    Notes(Path file, String url, boolean promises, boolean live, boolean keepLog) {
        SyncedTables tables = SyncedTables.builder()
                .table(SyncedTable.named("note").key("id"))
                .build();
        this.file = file;
        Storage<Connection> storage = JdbcSqliteStorage.at(file)
                .onOpen(db -> run(db, "CREATE TABLE IF NOT EXISTS note (id TEXT PRIMARY KEY, text TEXT)"))
                .syncedTables(tables)
                .build();
        String device = file.getFileName().toString();
        EventLogDialectBuilder dialect = EventLogDialect.builder("anna").device(device);
        if (promises) {
            dialect.promises(device);
        }
        if (live) {
            dialect.live();
        }
        OkHttpTransport transport =
                OkHttpTransport.builder(url, dialect.build()).serverName("test").build();
        client = SyncClient.builder(storage, transport)
                .conflicts(ConflictPolicy.rebase())
                .pollEvery(Duration.ofHours(1))
                .keepLog(keepLog)
                .build();
    }

    static void run(Connection db, String sql, String... values) throws SQLException {
        try (var statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    void put(String id, String text) {
        client.write((db, outbox) -> run(db, "INSERT OR REPLACE INTO note VALUES (?, ?)", id, text));
    }

    SyncReport sync() {
        return client.syncNow().join();
    }

    List<String> all() {
        List<String> all = new ArrayList<>();
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                var rows = db.createStatement().executeQuery("SELECT id || '=' || text FROM note ORDER BY id")) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
