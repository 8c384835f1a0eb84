package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How large the file of the write-ahead log is. */
class WalSizeTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    private long wal() {
        return folder.resolve("app.db-wal").toFile().length();
    }

    private static String patience(Connection db) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA busy_timeout")) {
            return row.getString(1);
        }
    }

    private static void large(SqliteStorage<Connection> storage) throws SQLException {
        large(storage, 20_000_000);
    }

    private static void large(SqliteStorage<Connection> storage, int bytes) throws SQLException {
        storage.<Boolean, SQLException>write(tx -> {
            Sample.execute(tx.handle(), "CREATE TABLE IF NOT EXISTS mine (v BLOB)");
            Sample.execute(tx.handle(), "INSERT INTO mine VALUES (zeroblob(" + bytes + "))");
            return true;
        });
    }

    @Test
    void behindALargeTransactionTheFileOfTheLogBecomesSmallAgain() throws SQLException {
        try (SqliteStorage<Connection> storage =
                JdbcSqliteStorage.at(folder.resolve("app.db")).build()) {
            storage.open(Sample.IDENTITY, true);
            large(storage);
            assertTrue(wal() > 16 * MIB, wal() + " bytes");
            Sample.append(storage, 1);
            assertTrue(wal() <= 8 * MIB, wal() + " bytes");
            assertEquals(1, Sample.pending(storage));
        }
    }

    /** It waits for the reader for a moment, in vain. */
    @Test
    void aReaderThatDoesNotEndHoldsNoWriteUp() throws SQLException {
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(folder.resolve("app.db"))
                        .busyTimeout(Duration.ofMillis(1234))
                        .build();
                Connection reader = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"))) {
            storage.open(Sample.IDENTITY, true);
            large(storage);
            reader.setAutoCommit(false);
            Sample.execute(reader, "SELECT count(*) FROM mine");
            for (int i = 0; i < 40; i++) {
                large(storage, 2_000_000);
            }
            assertTrue(wal() > 64 * MIB, wal() + " bytes, as the reader needs all of it");
            String patience = storage.<String, SQLException>write(tx -> patience(tx.handle()));
            assertEquals("1234", patience);
            reader.rollback();
            for (int i = 0; i < 2; i++) {
                Sample.append(storage, i);
            }
            assertTrue(wal() <= 8 * MIB, wal() + " bytes");
        }
    }

    @Test
    void theLimitOfTheAppStays() throws SQLException {
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.on(() -> {
                    Connection app = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"));
                    Sample.execute(app, "PRAGMA journal_size_limit = 1000000");
                    return app;
                })
                .build()) {
            storage.open(Sample.IDENTITY, true);
            large(storage);
            Sample.append(storage, 1);
            assertTrue(wal() <= MIB, wal() + " bytes");
        }
    }
}
