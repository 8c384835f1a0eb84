package dev.mooring.examples.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;

/**
 * What differs between the databases: how to connect, how to lock a row, and what an error means.
 *
 * @param writing connections for transactions that write
 * @param reading connections for transactions that read
 * @param lock what a query says at its end to lock the rows that it reads
 * @param remote whether each statement is a journey to another process
 * @param notifies whether it has LISTEN and NOTIFY
 */
record Engine(HikariDataSource writing, HikariDataSource reading, String lock, boolean remote, boolean notifies)
        implements AutoCloseable {
    /** Serialization failure, deadlock: the transaction was undone, and may be done again. */
    private static final Set<String> AGAIN = Set.of("40001", "40P01");

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
        return new Engine(new HikariDataSource(writing), new HikariDataSource(reading), "", false, false);
    }

    /**
     * PostgreSQL, or an engine that speaks its wire protocol. Who writes locks a row and sees what others have committed; who reads sees one
     * state of all rows, so that no compaction comes between the head of a log and its events.
     */
    static Engine postgres(String url, String user, String password, int connections) {
        HikariConfig writing = remote(url, user, password, connections, "TRANSACTION_READ_COMMITTED");
        HikariConfig reading = remote(url, user, password, connections, "TRANSACTION_REPEATABLE_READ");
        HikariDataSource readers = new HikariDataSource(reading);
        return new Engine(new HikariDataSource(writing), readers, " FOR UPDATE", true, speaksNotify(readers));
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
    private static boolean speaksNotify(DataSource pool) {
        try (var connection = pool.getConnection();
                var rows = connection.createStatement().executeQuery("SELECT version()")) {
            return rows.next()
                    && rows.getString(1).toLowerCase(Locale.ROOT).startsWith("postgresql")
                    && !rows.getString(1).contains("YB");
        } catch (SQLException e) {
            return false;
        }
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
