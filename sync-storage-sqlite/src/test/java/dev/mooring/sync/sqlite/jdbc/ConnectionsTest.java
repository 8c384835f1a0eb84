package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.Synchronous;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;

/** Where connections come from, how they are set up, and how they are given back. */
class ConnectionsTest {
    @TempDir
    Path folder;

    @Test
    void everyConnectionIsSetUp() throws SQLException {
        for (Synchronous level : Synchronous.values()) {
            try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(folder.resolve(level + ".db"))
                    .synchronous(level)
                    .busyTimeout(Duration.ofMillis(1234))
                    .build()) {
                storage.open(Sample.IDENTITY, true);
                String expected = "wal " + (level == Synchronous.NORMAL ? 1 : 2) + " 1234 ";
                assertEquals(expected + 0, storage.<String, SQLException>write(tx -> pragmas(tx.handle())));
                assertEquals(expected + 1, storage.<String, SQLException>read(tx -> pragmas(tx.handle())));
            }
        }
    }

    @Test
    void theAppsConnectionsAreUsedAndGivenBackAsTheyWere() throws SQLException {
        List<SQLiteConnection> real = new ArrayList<>();
        List<String> returned = new ArrayList<>();
        SqliteStorage<Connection> storage = JdbcSqliteStorage.on(() -> {
                    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"));
                    connection.setAutoCommit(false);
                    real.add(connection.unwrap(SQLiteConnection.class));
                    return pooled(connection, returned);
                })
                .build();
        storage.open(Sample.IDENTITY, true);
        Sample.append(storage, 1);
        assertEquals(1, Sample.pending(storage));
        assertEquals(1, Sample.pending(storage));
        assertEquals(2, real.size(), "one writer, one reader");
        storage.close();
        storage.close();
        assertEquals(List.of("returned", "returned"), returned);
        for (SQLiteConnection each : real) {
            assertTrue(each.getAutoCommit());
            if (TestedSqlite.has(TestedSqlite.KEPT_KEYS, "a driver that asks for generated keys")) {
                assertTrue(each.getConnectionConfig().isGetGeneratedKeys());
            }
            try (Statement statement = each.createStatement();
                    ResultSet limit = statement.executeQuery("PRAGMA journal_size_limit")) {
                assertEquals(-1, limit.getLong(1), "the size of the log is limited for this storage alone");
            }
            Sample.execute(each, "CREATE TABLE IF NOT EXISTS app (id INTEGER PRIMARY KEY)");
            each.close();
        }
    }

    @Test
    void contradictionsFailWhenBuilding() {
        JdbcSqliteStorageBuilder builder = JdbcSqliteStorage.at(folder.resolve("app.db"));
        assertThrows(IllegalArgumentException.class, () -> builder.busyTimeout(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> JdbcSqliteStorage.at(Path.of("a?b.db")));
    }

    private static String pragmas(Connection db) throws SQLException {
        StringBuilder values = new StringBuilder();
        for (String pragma : List.of("journal_mode", "synchronous", "busy_timeout", "query_only")) {
            try (Statement statement = db.createStatement();
                    ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
                values.append(values.length() == 0 ? "" : " ").append(row.getString(1));
            }
        }
        return values.toString();
    }

    /** As a pool's: it unwraps to the real one, and closing gives that back. */
    private static Connection pooled(Connection real, List<String> returned) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    if (method.getName().equals("close")) {
                        returned.add("returned");
                        return null;
                    }
                    return method.invoke(real, args);
                });
    }
}
