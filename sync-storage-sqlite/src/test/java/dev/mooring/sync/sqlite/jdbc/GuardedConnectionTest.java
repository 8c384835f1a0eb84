package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.sql.Wrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteException;
import org.sqlite.core.CoreStatement;

/** What the app can and cannot do with its connection. */
class GuardedConnectionTest {
    private static final String INSERT = "INSERT INTO app (name) VALUES (?)";

    @TempDir
    Path folder;

    private SqliteStorage<Connection> storage;

    @BeforeEach
    void open() throws SQLException {
        storage = JdbcSqliteStorage.at(folder.resolve("app.db")).build();
        storage.open(Sample.IDENTITY, true);
        write(db -> Sample.execute(db, "CREATE TABLE app (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void whatWouldEndOrChangeTheTransactionIsRefused() throws SQLException {
        write(db -> {
            refused(db::commit);
            refused(db::rollback);
            refused(() -> db.rollback(null));
            refused(db::close);
            refused(() -> db.abort(Runnable::run));
            refused(() -> db.setAutoCommit(true));
            refused(db::setSavepoint);
            refused(() -> db.setSavepoint("a"));
            refused(() -> db.releaseSavepoint(null));
            refused(() -> db.setReadOnly(true));
            refused(() -> db.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
            refused(() -> db.setCatalog("x"));
            refused(() -> db.setSchema("x"));
            refused(() -> db.setHoldability(1));
            refused(() -> db.setClientInfo(new Properties()));
            refused(() -> db.setNetworkTimeout(Runnable::run, 1));
            assertThrows(SQLException.class, () -> db.unwrap(SQLiteConnection.class));
            assertSame(db, db.unwrap(Connection.class));
            assertFalse(db.getAutoCommit());
            insert(db, "still here");
        });
        assertEquals(List.of("still here"), names());
    }

    @Test
    void transactionControlBySqlTextIsRefused() throws SQLException {
        write(db -> {
            try (Statement statement = db.createStatement()) {
                for (String sql : List.of(
                        "COMMIT",
                        " commit;",
                        "-- so\n/* or so */ ; End",
                        "BEGIN IMMEDIATE",
                        "rollback",
                        "SAVEPOINT a",
                        "RELEASE a")) {
                    refused(() -> statement.execute(sql));
                    refused(() -> statement.executeUpdate(sql));
                    refused(() -> statement.addBatch(sql));
                    refused(() -> db.prepareStatement(sql));
                }
            }
            insert(db, "still here");
        });
        assertEquals(List.of("still here"), names());
    }

    @Test
    void statementsAreRefusedAfterTheTransaction() throws SQLException {
        List<PreparedStatement> kept = new ArrayList<>();
        List<Statement> plain = new ArrayList<>();
        List<ResultSet> rows = new ArrayList<>();
        write(db -> {
            insert(db, "a");
            kept.add(db.prepareStatement(INSERT));
            plain.add(db.createStatement());
            PreparedStatement select = db.prepareStatement("SELECT name FROM app");
            rows.add(select.executeQuery());
            assertTrue(rows.get(0).next());
        });
        refused(() -> kept.get(0).setString(1, "late"));
        refused(() -> plain.get(0).execute("DELETE FROM app"));
        write(db -> {
            insert(db, "b");
            refused(() -> kept.get(0).executeUpdate());
            try (PreparedStatement select = db.prepareStatement("SELECT name FROM app")) {
                ResultSet fresh = select.executeQuery();
                assertTrue(fresh.next());
                assertFalse(rows.get(0).next(), "a result set of an earlier transaction stays closed");
            }
        });
        kept.get(0).close();
        assertEquals(List.of("a", "b"), names());
    }

    @Test
    void aPreparedStatementIsReusedWithoutItsParameters() throws SQLException {
        List<String> expected = new ArrayList<>(List.of("a"));
        write(db -> insert(db, "a"));
        write(db -> {
            try (PreparedStatement first = db.prepareStatement(INSERT);
                    PreparedStatement twin = db.prepareStatement(INSERT)) {
                try {
                    first.executeUpdate();
                    expected.add(null);
                } catch (SQLException e) { // Older drivers take none for a mistake.
                    assertEquals("Values not bound to statement", e.getMessage());
                }
                twin.setString(1, "b");
                twin.addBatch();
            }
            try (PreparedStatement again = db.prepareStatement(INSERT)) {
                again.setString(1, "c");
                again.addBatch();
                again.setString(1, "d");
                again.addBatch();
                assertEquals(2, again.executeBatch().length);
                again.close();
                assertThrows(SQLException.class, again::executeUpdate);
            }
        });
        expected.addAll(List.of("c", "d"));
        assertEquals(expected, names());
    }

    @Test
    void generatedKeysAreGivenAndNeverAnotherStatements() throws SQLException {
        onTransaction(tx -> {
            Connection db = tx.handle();
            try (PreparedStatement asked = db.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS);
                    PreparedStatement unasked = db.prepareStatement(INSERT)) {
                asked.setString(1, "a");
                asked.executeUpdate();
                unasked.setString(1, "b");
                unasked.executeUpdate();
                assertEquals(2, unasked.getGeneratedKeys().getLong(1));
                tx.outbox().append(Sample.mutation(1), 10);
                tx.outbox().append(Sample.mutation(2), 10);
                tx.outbox().append(Sample.mutation(3), 10);
                if (TestedSqlite.has(TestedSqlite.KEPT_KEYS, "a generated key that is asked for later")) {
                    assertEquals(1, asked.getGeneratedKeys().getLong(1));
                } else {
                    assertThrows(SQLException.class, asked::getGeneratedKeys);
                }
                assertThrows(SQLException.class, unasked::getGeneratedKeys);
            }
            try (Statement plain = db.createStatement()) {
                plain.executeUpdate("INSERT INTO app (name) VALUES ('c')");
                assertEquals(3, plain.getGeneratedKeys().getLong(1));
            }
        });
    }

    @Test
    void theAppsSqlExceptionReachesTheCallerUnchanged() throws SQLException {
        write(db -> insert(db, "a"));
        SQLException[] seen = new SQLException[1];
        Throwable[][] suppressed = new Throwable[1][];
        SQLException caught = assertThrows(
                SQLException.class,
                () -> write(db -> {
                    try {
                        insert(db, "a");
                    } catch (SQLException e) {
                        seen[0] = e;
                        suppressed[0] = e.getSuppressed();
                        throw e;
                    }
                }));
        assertSame(seen[0], caught);
        assertArrayEquals(suppressed[0], caught.getSuppressed());
        assertEquals(List.of("a"), names());
    }

    @Test
    void aConstraintThatTheAppHandlesLeavesTheTransactionWhole() throws SQLException {
        write(db -> {
            insert(db, "a");
            assertThrows(SQLException.class, () -> insert(db, "a"));
            insert(db, "b");
        });
        assertEquals(List.of("a", "b"), names());
    }

    @Test
    void nothingIsCommittedAfterSqliteRolledBackOnItsOwn() throws SQLException {
        write(db -> insert(db, "a"));
        StorageException refusal = assertThrows(
                StorageException.class,
                () -> write(db -> {
                    insert(db, "b");
                    assertThrows(
                            SQLException.class,
                            () -> Sample.execute(db, "INSERT OR ROLLBACK INTO app (name) VALUES ('a')"));
                    refused(() -> insert(db, "c"));
                }));
        assertTrue(refusal.getMessage().contains("app.db"), refusal.getMessage());
        assertEquals(List.of("a"), names());
        write(db -> insert(db, "d"));
        assertEquals(List.of("a", "d"), names());
    }

    @Test
    void readersConnectionsRefuseToWrite() throws SQLException {
        storage.<Integer, SQLException>read(tx -> {
            assertTrue(tx.handle().isReadOnly());
            assertThrows(SQLException.class, () -> insert(tx.handle(), "a"));
            assertThrows(
                    SQLException.class,
                    () -> Sample.execute(tx.handle(), "CREATE TABLE other (a INTEGER PRIMARY KEY)"));
            return 0;
        });
        assertEquals(List.of(), names());
    }

    @Test
    void theAppCanReadTheLogAndCannotLoseItsPlaceInTheTransaction() throws SQLException {
        onTransaction(tx -> {
            tx.confirmed().log(List.of(Sample.change(1), Sample.change(2)));
            try (PreparedStatement select = tx.handle()
                    .prepareStatement("SELECT position, collection, key, kind, payload, tombstone, schema_version, at,"
                            + " origin FROM mooring_log WHERE key = ? ORDER BY position DESC")) {
                select.setString(1, "key-2");
                ResultSet row = select.executeQuery();
                assertTrue(row.next());
                assertEquals("{\"p\":2}", row.getString("payload"));
                assertEquals(1, row.getInt("tombstone"));
            }
        });
    }

    @Test
    void whatIsSetReachesTheDriverAndItsFaultsComeAsTheyAre() throws SQLException {
        write(db -> {
            Sample.execute(db, "CREATE TABLE every (a, b, c, d, e, f, g)");
            try (PreparedStatement insert = db.prepareStatement("INSERT INTO every VALUES (?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, "text");
                insert.setInt(2, -7);
                insert.setLong(3, 1L << 40);
                insert.setDouble(4, 2.5);
                insert.setBytes(5, new byte[] {1, 2});
                insert.setNull(6, Types.INTEGER);
                insert.setBoolean(7, true);
                assertEquals(1, insert.executeLargeUpdate());
                assertEquals(
                        assertThrows(SQLException.class, () -> db.prepareStatement("SELECT nothing"))
                                .getClass(),
                        SQLiteException.class);
                assertThrows(ArrayIndexOutOfBoundsException.class, () -> insert.setShort(8, (short) 1));
            }
            try (PreparedStatement select = db.prepareStatement("SELECT * FROM every")) {
                ResultSet row = select.executeQuery();
                assertEquals("text", row.getString(1));
                assertEquals(-7, row.getInt(2));
                assertEquals(1L << 40, row.getLong(3));
                assertEquals(2.5, row.getDouble(4));
                assertArrayEquals(new byte[] {1, 2}, row.getBytes(5));
                assertNull(row.getObject(6));
                assertTrue(row.getBoolean(7));
            }
        });
    }

    @Test
    void theDefaultsOfJdbcAreNotTheDrivers() throws SQLException {
        write(db -> {
            db.beginRequest();
            try (Statement plain = db.createStatement();
                    PreparedStatement prepared = db.prepareStatement(INSERT)) {
                assertEquals("'it''s'", plain.enquoteLiteral("it's"));
                assertThrows(UnsupportedOperationException.class, () -> plain.executeLargeUpdate("DELETE FROM app"));
                assertThrows(UnsupportedOperationException.class, prepared::executeLargeBatch);
                assertThrows(SQLException.class, () -> prepared.setObject(1, "a", JDBCType.VARCHAR));
            }
        });
    }

    @Test
    void eachIsItselfAndNothingElse() throws SQLException {
        write(db -> {
            try (Statement plain = db.createStatement();
                    PreparedStatement prepared = db.prepareStatement(INSERT)) {
                for (Wrapper each : List.of(db, plain, prepared)) {
                    assertEquals(Set.of(each), Set.of(each));
                    assertTrue(each.toString().contains("Guarded"), each.toString());
                    assertFalse(each.isWrapperFor(SQLiteConnection.class));
                    assertThrows(SQLException.class, () -> each.unwrap(CoreStatement.class));
                }
                assertFalse(plain.equals(prepared));
                assertSame(db, prepared.getConnection());
                assertSame(prepared, prepared.unwrap(Statement.class));
            }
        });
    }

    @Test
    void aNativeImageIsToldOfEachInterface() throws Exception {
        String folder = "/META-INF/native-image/dev.mooring/sync-storage-sqlite/";
        for (String list : List.of("proxy-config.json", "reflect-config.json")) {
            try (InputStream in = JdbcSqliteStorage.class.getResourceAsStream(folder + list)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                for (Class<?> each : List.of(Connection.class, Statement.class, PreparedStatement.class)) {
                    assertTrue(text.contains('"' + each.getName() + '"'), list + ": " + each);
                }
            }
        }
    }

    private static void refused(Executable use) {
        assertThrows(IllegalStateException.class, use);
    }

    private static void insert(Connection db, String name) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement(INSERT)) {
            insert.setString(1, name);
            assertEquals(1, insert.executeUpdate());
        }
    }

    private List<String> names() throws SQLException {
        return storage.<List<String>, SQLException>read(tx -> {
            List<String> names = new ArrayList<>();
            try (Statement select = tx.handle().createStatement()) {
                ResultSet rows = select.executeQuery("SELECT name FROM app ORDER BY id");
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            assertNull(tx.handle().getWarnings());
            return names;
        });
    }

    private void write(Body body) throws SQLException {
        onTransaction(tx -> body.run(tx.handle()));
    }

    private void onTransaction(TxBody body) throws SQLException {
        storage.<Integer, SQLException>write(tx -> {
            body.run(tx);
            return 0;
        });
    }

    private interface Body {
        void run(Connection db) throws SQLException;
    }

    private interface TxBody {
        void run(StorageTx<Connection> tx) throws SQLException;
    }
}
