package dev.mooring.sync.sqlite.jdbc.internal;

import dev.mooring.sync.sqlite.spi.Faults;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import dev.mooring.sync.sqlite.spi.Turn;
import dev.mooring.sync.sqlite.spi.Utf16;
import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * A connection of sqlite-jdbc.
 *
 * <p>The driver's own transaction calls compile BEGIN and COMMIT anew each time, and its auto-commit mode tries another BEGIN
 * after every statement. So it is told once that auto-commit is off, and BEGIN and COMMIT are statements like others. Nor is it
 * left to ask for the generated key after every insert; {@link GuardedPreparedStatement} does that where the app wants it.
 */
final class JdbcConnection implements SqlConnection<Connection> {
    /** Other openers of a new file are few, and each sets the mode once. */
    private static final int MODE_ATTEMPTS = 50;

    private final Connection lent;
    private final SQLiteConnection raw;
    private final JdbcDriver driver;
    private final boolean readOnly;
    private final Map<String, JdbcStatement> statements = new HashMap<>();
    private final AppStatements appStatements;
    private final JdbcStatement begin;
    private final JdbcStatement commit;
    private final JdbcStatement rollback;
    private @Nullable Turn turn;
    private long executions;
    private boolean encodingKnown;
    private @Nullable WriteAheadLog log;
    private @Nullable Charset utf16;
    private @Nullable GuardedConnection handle;

    JdbcConnection(JdbcDriver driver, Connection lent, SQLiteConnection raw, boolean readOnly) throws SQLException {
        this.driver = driver;
        this.lent = lent;
        this.raw = raw;
        this.readOnly = readOnly;
        appStatements = new AppStatements(raw);
        begin = new JdbcStatement(this, readOnly ? "BEGIN" : "BEGIN IMMEDIATE");
        commit = new JdbcStatement(this, "COMMIT");
        rollback = new JdbcStatement(this, "ROLLBACK");
        if (!raw.getAutoCommit()) {
            raw.rollback(); // Else the driver would commit what the app has left in there half done.
            raw.setAutoCommit(true);
        }
        raw.setBusyTimeout(busyMillis());
    }

    private int busyMillis() {
        return (int) Math.min(driver.busyTimeout().toMillis(), Integer.MAX_VALUE);
    }

    @Override
    public void configure() {
        try (Statement pragmas = raw.createStatement()) {
            if (pragma(pragmas, "PRAGMA locking_mode").equalsIgnoreCase("exclusive")) {
                throw new SQLException(
                        "the connection is in the locking mode EXCLUSIVE, in which no other connection can"
                                + " use the file, and this storage needs more than one; leave that mode at NORMAL");
            }
            String mode = writeAheadLog(pragmas);
            if (!mode.equalsIgnoreCase("wal")) {
                throw new SQLException("SQLite keeps the journal mode " + mode + ", but WAL is needed (a database in"
                        + " memory or on a network drive cannot have it)");
            }
            pragmas.execute("PRAGMA synchronous = " + driver.synchronous());
            pragmas.execute("PRAGMA query_only = " + (readOnly ? 1 : 0));
            log = readOnly ? null : WriteAheadLog.of(raw);
        } catch (SQLException e) {
            throw failed(e, "set the connection up");
        }
        DriverSwitches.autoCommit(raw, false);
        generateKeys(false);
    }

    /**
     * Sets the journal mode. SQLite gives up at once where another connection is just setting it, too, busy timeout or not;
     * the beginning of a transaction does wait for that one, so it is waited for there, and then looked at again.
     */
    private static String writeAheadLog(Statement pragmas) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                String mode = pragma(pragmas, "PRAGMA journal_mode");
                return mode.equalsIgnoreCase("wal") ? mode : pragma(pragmas, "PRAGMA journal_mode = WAL");
            } catch (SQLException e) {
                if (attempt == MODE_ATTEMPTS || !Faults.isBusy(e.getErrorCode())) {
                    throw e;
                }
            }
            pragmas.execute("BEGIN IMMEDIATE");
            pragmas.execute("ROLLBACK");
        }
    }

    private static String pragma(Statement statement, String pragma) throws SQLException {
        try (ResultSet row = statement.executeQuery(pragma)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    @Override
    public SqlStatement statement(String sql) {
        return statements.computeIfAbsent(sql, text -> new JdbcStatement(this, text));
    }

    /** How the database keeps texts; null for UTF-8. Asked for when it is needed, as it is settled with the first table. */
    @Nullable
    Charset utf16() {
        if (!encodingKnown) {
            try (Statement pragmas = raw.createStatement()) {
                utf16 = Utf16.of(pragma(pragmas, "PRAGMA encoding"));
                encodingKnown = true;
            } catch (SQLException e) {
                throw failed(e, "ask for the encoding of texts");
            }
        }
        return utf16;
    }

    @Override
    public boolean holds(RawText text) {
        return Utf16.holds(text, utf16());
    }

    PreparedStatement compile(String sql) throws SQLException {
        return raw.prepareStatement(sql);
    }

    @Override
    public void begin(Turn next) {
        begin.run();
        turn = next;
    }

    @Override
    public void commit() {
        endHandle();
        commit.run();
        turn = null;
        try {
            if (log != null) {
                log.committed(busyMillis());
            }
        } catch (SQLException e) {
            driver.log("the write-ahead log could not be begun anew", e);
        }
    }

    @Override
    public void rollback() {
        endHandle();
        statements.values().forEach(JdbcStatement::reset); // Whoever fails at a row leaves its query open.
        boolean begun = turn != null;
        turn = null;
        if (begun && inTransaction()) {
            rollback.run();
        }
    }

    /** The driver has no call for it, but SQLite refuses to begin a transaction inside another. */
    private boolean inTransaction() {
        try (Statement probe = raw.createStatement()) {
            probe.execute("BEGIN");
            probe.execute("ROLLBACK");
            return false;
        } catch (SQLException e) {
            return true;
        }
    }

    @Override
    public Connection handle() {
        Turn current = turn;
        if (current == null) {
            throw new IllegalStateException("no transaction is running in " + driver.name());
        }
        GuardedConnection known = handle;
        if (known == null) {
            known = new GuardedConnection(this, raw, current, appStatements);
            handle = known;
        }
        return known.seen();
    }

    private void endHandle() {
        GuardedConnection known = handle;
        handle = null;
        if (known != null) {
            known.end();
        }
    }

    /** Looks whether the transaction survived a statement that failed. */
    void statementFailed(SQLException e) {
        Turn current = turn;
        if (current != null && !inTransaction()) {
            current.broken(e);
        }
    }

    /** Whether the driver asks for the key after each insert from now on, if it ever does. */
    void generateKeys(boolean generate) {
        DriverSwitches.generateKeys(raw, generate);
    }

    /** Counts the executions of statements that may insert. */
    long executed() {
        return ++executions;
    }

    long executions() {
        return executions;
    }

    void leftOpen(SQLException e) {
        driver.log("a statement that the app left open could not be closed", e);
    }

    RuntimeException failed(SQLException e, String attempt) {
        statementFailed(e);
        return driver.failed(e, attempt);
    }

    void closeQuietly(@Nullable Statement statement) {
        try {
            if (statement != null) {
                statement.close();
            }
        } catch (SQLException e) {
            driver.log("a failed statement could not be closed", e);
        }
    }

    @Override
    public void close() {
        endHandle();
        DriverSwitches.autoCommit(raw, true);
        generateKeys(true);
        try {
            if (lent != raw && readOnly) {
                try (Statement pragma = raw.createStatement()) {
                    pragma.execute("PRAGMA query_only = 0");
                }
            } else if (lent != raw && log != null) {
                log.release();
            }
        } catch (SQLException e) {
            driver.log("a connection could not be given back as it was", e);
        }
        try {
            lent.close();
        } catch (SQLException e) {
            driver.log("a connection could not be closed", e);
        }
    }
}
