package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;

/** An app with synced tables on a device of its own, over an event log; it writes by its own connection. */
final class Desk implements AutoCloseable {
    final SqliteStorage<Connection> storage;
    final SyncClient<Connection> client;
    private final Connection db;

    private Desk(SqliteStorage<Connection> storage, SyncClient<Connection> client, Connection db) {
        this.storage = storage;
        this.client = client;
        this.db = db;
    }

    static Desk open(Path file, EventLogServer server, ConflictPolicy policy, SyncedTables tables, String... ddl)
            throws SQLException {
        OkHttpClient http =
                new OkHttpClient.Builder().addInterceptor(server.interceptor()).build();
        EventLogDialect dialect = EventLogDialect.builder("anna")
                .device(file.getFileName().toString())
                .build();
        return open(
                file,
                OkHttpTransport.builder("http://localhost/", dialect)
                        .client(http)
                        .build(),
                policy,
                tables,
                ddl);
    }

    static Desk open(Path file, Transport transport, SyncedTables tables, String... ddl) throws SQLException {
        return open(file, transport, ConflictPolicy.serverWins(), tables, ddl);
    }

    private static Desk open(Path file, Transport transport, ConflictPolicy policy, SyncedTables tables, String... ddl)
            throws SQLException {
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                .onOpen(db -> {
                    for (String statement : ddl) {
                        run(db, statement);
                    }
                })
                .syncedTables(tables)
                .watchEvery(Duration.ZERO)
                .build();
        SyncClient<Connection> client =
                SyncClient.builder(storage, transport).conflicts(policy).build();
        try {
            client.open();
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
        Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
        run(db, "PRAGMA foreign_keys = ON");
        return new Desk(storage, client, db);
    }

    void run(String sql) throws SQLException {
        run(db, sql);
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Each row with its values in one text. */
    List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    values.add(row.getString(i));
                }
                rows.add(String.join(" ", values));
            }
        }
        return rows;
    }

    SyncReport.Synced sync() {
        SyncReport report = client.syncNow().join();
        return assertInstanceOf(SyncReport.Synced.class, report, report.toString());
    }

    @Override
    public void close() throws SQLException {
        client.close();
        db.close();
    }
}
