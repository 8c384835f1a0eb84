package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.StorageException.Kind;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** Connections of the app's, in every state that they can be in. */
class LentConnectionsTest {
    @TempDir
    Path folder;

    private final List<Connection> lent = new ArrayList<>();

    @AfterEach
    void closeAll() throws SQLException {
        for (Connection each : lent) {
            each.close();
        }
    }

    @Test
    void anotherJournalModeBecomesWal() throws SQLException {
        Connection app = connect();
        Sample.execute(app, "PRAGMA journal_mode = DELETE");
        Sample.execute(app, "CREATE TABLE app (id INTEGER)");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.on(() -> app).build()) {
            storage.open(Sample.IDENTITY, true);
            assertEquals("wal", storage.<String, SQLException>write(tx -> first(tx.handle(), "PRAGMA journal_mode")));
        }
    }

    @Test
    void foreignKeysHoldInAWriteAlsoWhereTheyAreCheckedAtTheCommit() throws SQLException {
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.on(() -> {
                    Connection app = connect();
                    Sample.execute(app, "PRAGMA foreign_keys = ON");
                    return app;
                })
                .build()) {
            storage.open(Sample.IDENTITY, true);
            storage.<Boolean, SQLException>write(tx -> {
                Sample.execute(tx.handle(), "CREATE TABLE list (id INTEGER PRIMARY KEY)");
                Sample.execute(
                        tx.handle(), "CREATE TABLE item (list INTEGER REFERENCES list DEFERRABLE INITIALLY DEFERRED)");
                return true;
            });
            StorageException refusal = assertThrows(
                    StorageException.class,
                    () -> storage.<Boolean, SQLException>write(tx -> {
                        Sample.execute(tx.handle(), "INSERT INTO item VALUES (7)");
                        tx.outbox().append(Sample.mutation(1), 10);
                        return true;
                    }));
            assertTrue(refusal.getMessage().contains("FOREIGN KEY"), refusal.getMessage());
            assertEquals(0, Sample.pending(storage));
            Sample.append(storage, 2);
            assertEquals(1, Sample.pending(storage));
        }
    }

    @Test
    void whatTheAppHasNotCommittedIsNotCommittedForIt() throws SQLException {
        Connection app = connect();
        Sample.execute(app, "CREATE TABLE app (id INTEGER)");
        app.setAutoCommit(false);
        Sample.execute(app, "INSERT INTO app VALUES (1)");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.on(() -> app).build()) {
            storage.open(Sample.IDENTITY, true);
            assertEquals(
                    "0", storage.<String, SQLException>write(tx -> first(tx.handle(), "SELECT count(*) FROM app")));
        }
    }

    @Test
    void aTransactionThatWasBegunBySqlTextIsRefusedAndLeftAlone() throws SQLException {
        Connection app = connect();
        Sample.execute(app, "PRAGMA journal_mode = WAL");
        Sample.execute(app, "CREATE TABLE app (id INTEGER)");
        Connection kept = uncloseable(app);
        Sample.execute(app, "BEGIN");
        Sample.execute(app, "INSERT INTO app VALUES (1)");
        SqliteStorage<Connection> storage = JdbcSqliteStorage.on(() -> kept).build();
        StorageException refusal = assertThrows(StorageException.class, () -> storage.open(Sample.IDENTITY, true));
        assertTrue(refusal.getMessage().contains("transaction"), refusal.getMessage());
        Sample.execute(app, "COMMIT");
        assertEquals("1", first(app, "SELECT count(*) FROM app"));
        storage.open(Sample.IDENTITY, true);
        Sample.append(storage, 1);
        storage.close();
    }

    @Test
    void aClosedConnectionIsRefusedAndTheNextOneIsAskedFor() throws SQLException {
        Connection closed = connect();
        closed.close();
        List<Connection> next = new ArrayList<>(List.of(closed));
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.on(() -> next.isEmpty() ? connect() : next.remove(0))
                .build()) {
            assertEquals(
                    Kind.IO,
                    assertThrows(StorageException.class, () -> storage.open(Sample.IDENTITY, true))
                            .kind());
            storage.open(Sample.IDENTITY, true);
            Sample.append(storage, 1);
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedWhenItIsOpened() throws SQLException {
        SQLiteConfig readOnly = new SQLiteConfig();
        readOnly.setReadOnly(true);
        Sample.execute(connect(), "CREATE TABLE app (id INTEGER)");
        SqliteStorage<Connection> storage = JdbcSqliteStorage.on(() -> lend(readOnly.createConnection(url())))
                .build();
        StorageException refusal = assertThrows(StorageException.class, () -> storage.open(Sample.IDENTITY, true));
        assertEquals(Kind.IO, refusal.kind());
        assertTrue(refusal.getMessage().toLowerCase(java.util.Locale.ROOT).contains("read"), refusal.getMessage());
    }

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("app.db");
    }

    private Connection connect() throws SQLException {
        return lend(DriverManager.getConnection(url()));
    }

    private Connection lend(Connection connection) {
        lent.add(connection);
        return connection;
    }

    private static String first(Connection db, String query) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.getString(1);
        }
    }

    /** As a pool's: closing gives it back. */
    private static Connection uncloseable(Connection real) {
        return (Connection) java.lang.reflect.Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, args) -> method.getName().equals("close") ? null : method.invoke(real, args));
    }
}
