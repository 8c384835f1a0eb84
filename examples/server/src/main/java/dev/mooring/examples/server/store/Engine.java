package dev.mooring.examples.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What differs between the databases: how to connect, how to lock a row, and what an error means.
 *
 * @param writing connections for transactions that write
 * @param reading connections for transactions that read
 * @param lock what a query says at its end to lock the rows that it reads
 * @param remote whether each statement is a journey to another process
 * @param notifies whether it has LISTEN and NOTIFY
 * @param place how it tells that it is a copy
 */
record Engine(
        HikariDataSource writing, HikariDataSource reading, String lock, boolean remote, boolean notifies, Place place)
        implements AutoCloseable {
    /** Serialization failure, deadlock: the transaction was undone, and may be done again. */
    private static final Set<String> AGAIN = Set.of("40001", "40P01");

    /** Insufficient privilege, no such function, not supported. */
    private static final Set<String> REFUSED = Set.of("42501", "42883", "0A000");

    private static final String UNIQUE_VIOLATION = "23505";
    private static final int SQLITE_CONSTRAINT = 19;
    private static final int SQLITE_BUSY = 5;

    /** How long a transaction waits for a connection before its client is asked to come later. */
    private static final long PATIENCE_MILLIS = 5_000;

    /** One connection writes, and each transaction begins with BEGIN IMMEDIATE. Others read meanwhile. */
    static Engine sqlite(File file) {
        HikariConfig writing = config(
                "jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000"
                        + "&transaction_mode=IMMEDIATE",
                1);
        HikariConfig reading = config("jdbc:sqlite:" + file + "?busy_timeout=5000", 4);
        return new Engine(
                new HikariDataSource(writing), new HikariDataSource(reading), "", false, false, Place.UNKNOWN);
    }

    /**
     * PostgreSQL, or an engine that speaks its wire protocol. Who writes locks a row and sees what others have committed; who reads sees one
     * state of all rows, so that no compaction comes between the head of a log and its events.
     */
    static Engine postgres(String url, String user, String password, int connections, boolean failoverLosesNothing) {
        boolean notifies;
        Place place;
        try (Connection connection =
                user.isEmpty() ? DriverManager.getConnection(url) : DriverManager.getConnection(url, user, password)) {
            notifies = speaksNotify(connection);
            place = Place.told(connection, failoverLosesNothing);
        } catch (SQLException e) {
            throw new StoreException(e);
        }
        HikariConfig writing = remote(url, user, password, connections, "TRANSACTION_READ_COMMITTED");
        HikariConfig reading = remote(url, user, password, connections, "TRANSACTION_REPEATABLE_READ");
        for (HikariConfig each : List.of(writing, reading)) {
            each.setConnectionInitSql(place.onConnect().isEmpty() ? null : place.onConnect());
            each.setIsolateInternalQueries(true); // What a connection knows of its place survives a rollback.
        }
        return new Engine(
                new HikariDataSource(writing), new HikariDataSource(reading), " FOR UPDATE", true, notifies, place);
    }

    private static HikariConfig remote(String url, String user, String password, int connections, String isolation) {
        HikariConfig config = config(url, connections);
        if (!user.isEmpty()) {
            config.setUsername(user);
            config.setPassword(password);
        }
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("socketTimeout", "30");
        config.setTransactionIsolation(isolation);
        return config;
    }

    private static HikariConfig config(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setAutoCommit(false);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE_MILLIS);
        return config;
    }

    /** Others that speak the protocol name themselves in their version, and most have no NOTIFY. */
    private static boolean speaksNotify(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT version()")) {
            return rows.next()
                    && rows.getString(1).toLowerCase(Locale.ROOT).startsWith("postgresql")
                    && !rows.getString(1).contains("YB");
        }
    }

    /** Whether the engine has no such function, or this user may not call it. */
    static boolean isRefused(SQLException e) {
        return REFUSED.contains(state(e));
    }

    /** Whether the transaction is undone for certain, and may be done again at once. */
    static boolean isAgain(SQLException e) {
        return AGAIN.contains(state(e)) || (state(e).isEmpty() && (e.getErrorCode() & 0xff) == SQLITE_BUSY);
    }

    /** Whether a row with this key is there already. */
    static boolean isDuplicate(SQLException e) {
        for (SQLException each = e; each != null; each = each.getNextException()) {
            if (UNIQUE_VIOLATION.equals(state(each))
                    || (state(each).isEmpty() && (each.getErrorCode() & 0xff) == SQLITE_CONSTRAINT)) {
                return true;
            }
        }
        return false;
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    @Override
    public void close() {
        writing.close();
        reading.close();
    }
}
