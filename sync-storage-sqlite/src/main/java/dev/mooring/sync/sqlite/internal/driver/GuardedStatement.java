package dev.mooring.sync.sqlite.internal.driver;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLWarning;
import java.sql.Statement;

/** A statement on the guarded connection: refused outside its transaction, and watched for roll-backs by SQLite itself. */
class GuardedStatement implements Statement {
    private final GuardedConnection connection;
    private final Turn turn;
    private final Statement raw;
    private boolean closed;
    private boolean gaveRows;
    private boolean reconfigured;

    GuardedStatement(GuardedConnection connection, Turn turn, Statement raw) {
        this.connection = connection;
        this.turn = turn;
        this.raw = raw;
    }

    /** The driver's statement, if it may be used. */
    Statement open() throws SQLException {
        checkOpen();
        return raw;
    }

    final void checkOpen() throws SQLException {
        turn.check();
        if (closed) {
            throw new SQLException("the statement is closed");
        }
    }

    /** Notes that the app holds a result set of it. */
    final boolean gaveRows(boolean rows) {
        gaveRows |= rows;
        return rows;
    }

    final GuardedConnection connection() {
        return connection;
    }

    final SQLException failed(SQLException e) {
        connection.statementFailed(e);
        return e;
    }

    /** Whether its next use could not tell that there was this one. */
    final boolean isReusable() {
        return !gaveRows && !reconfigured;
    }

    /** Lets go of the driver's statement, once. */
    void release() throws SQLException {
        raw.close();
    }

    /** At the end of the transaction. */
    final void end() throws SQLException {
        if (!closed) {
            closed = true;
            release();
        }
    }

    @Override
    public final void close() throws SQLException {
        if (!closed) {
            turn.check();
            connection.forget(this);
            end();
        }
    }

    @Override
    public final boolean isClosed() {
        return closed;
    }

    @Override
    public final Connection getConnection() throws SQLException {
        checkOpen();
        return connection;
    }

    @Override
    public final ResultSet executeQuery(String sql) throws SQLException {
        TransactionWords.refuse(sql);
        gaveRows(true);
        try {
            return open().executeQuery(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public final ResultSet getResultSet() throws SQLException {
        gaveRows(true);
        return open().getResultSet();
    }

    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        gaveRows(true);
        return open().getGeneratedKeys();
    }

    @Override
    public void addBatch(String sql) throws SQLException {
        TransactionWords.refuse(sql);
        open().addBatch(sql);
    }

    @Override
    public void cancel() throws SQLException {
        open().cancel();
    }

    @Override
    public void clearBatch() throws SQLException {
        open().clearBatch();
    }

    @Override
    public void clearWarnings() throws SQLException {
        open().clearWarnings();
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        throw new SQLFeatureNotSupportedException("close the statement, or leave it to the end of the transaction");
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        TransactionWords.refuse(sql);
        checkOpen();
        connection.executed();
        connection.generateKeys(true);
        try {
            return gaveRows(open().execute(sql));
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connection.generateKeys(false);
        }
    }

    @Override
    public boolean execute(String sql, int value) throws SQLException {
        TransactionWords.refuse(sql);
        checkOpen();
        connection.executed();
        connection.generateKeys(true);
        try {
            return gaveRows(open().execute(sql, value));
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connection.generateKeys(false);
        }
    }

    @Override
    public boolean execute(String sql, int[] value) throws SQLException {
        TransactionWords.refuse(sql);
        checkOpen();
        connection.executed();
        connection.generateKeys(true);
        try {
            return gaveRows(open().execute(sql, value));
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connection.generateKeys(false);
        }
    }

    @Override
    public boolean execute(String sql, String[] value) throws SQLException {
        TransactionWords.refuse(sql);
        checkOpen();
        connection.executed();
        connection.generateKeys(true);
        try {
            return gaveRows(open().execute(sql, value));
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connection.generateKeys(false);
        }
    }

    @Override
    public int[] executeBatch() throws SQLException {
        checkOpen();
        connection.executed();
        connection.generateKeys(true);
        try {
            return open().executeBatch();
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connection.generateKeys(false);
        }
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        TransactionWords.refuse(sql);
        checkOpen();
        connection.executed();
        connection.generateKeys(true);
        try {
            return open().executeUpdate(sql);
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connection.generateKeys(false);
        }
    }

    @Override
    public int executeUpdate(String sql, int value) throws SQLException {
        TransactionWords.refuse(sql);
        checkOpen();
        connection.executed();
        connection.generateKeys(true);
        try {
            return open().executeUpdate(sql, value);
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connection.generateKeys(false);
        }
    }

    @Override
    public int executeUpdate(String sql, int[] value) throws SQLException {
        TransactionWords.refuse(sql);
        checkOpen();
        connection.executed();
        connection.generateKeys(true);
        try {
            return open().executeUpdate(sql, value);
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connection.generateKeys(false);
        }
    }

    @Override
    public int executeUpdate(String sql, String[] value) throws SQLException {
        TransactionWords.refuse(sql);
        checkOpen();
        connection.executed();
        connection.generateKeys(true);
        try {
            return open().executeUpdate(sql, value);
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connection.generateKeys(false);
        }
    }

    @Override
    public int getFetchDirection() throws SQLException {
        return open().getFetchDirection();
    }

    @Override
    public int getFetchSize() throws SQLException {
        return open().getFetchSize();
    }

    @Override
    public int getMaxFieldSize() throws SQLException {
        return open().getMaxFieldSize();
    }

    @Override
    public int getMaxRows() throws SQLException {
        return open().getMaxRows();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        return open().getMoreResults();
    }

    @Override
    public boolean getMoreResults(int a) throws SQLException {
        return open().getMoreResults(a);
    }

    @Override
    public int getQueryTimeout() throws SQLException {
        return open().getQueryTimeout();
    }

    @Override
    public int getResultSetConcurrency() throws SQLException {
        return open().getResultSetConcurrency();
    }

    @Override
    public int getResultSetHoldability() throws SQLException {
        return open().getResultSetHoldability();
    }

    @Override
    public int getResultSetType() throws SQLException {
        return open().getResultSetType();
    }

    @Override
    public int getUpdateCount() throws SQLException {
        return open().getUpdateCount();
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        return open().getWarnings();
    }

    @Override
    public boolean isCloseOnCompletion() {
        return false;
    }

    @Override
    public boolean isPoolable() throws SQLException {
        return open().isPoolable();
    }

    @Override
    public void setCursorName(String sql) throws SQLException {
        reconfigured = true;
        open().setCursorName(sql);
    }

    @Override
    public void setEscapeProcessing(boolean a) throws SQLException {
        reconfigured = true;
        open().setEscapeProcessing(a);
    }

    @Override
    public void setFetchDirection(int parameter) throws SQLException {
        reconfigured = true;
        open().setFetchDirection(parameter);
    }

    @Override
    public void setFetchSize(int parameter) throws SQLException {
        reconfigured = true;
        open().setFetchSize(parameter);
    }

    @Override
    public void setMaxFieldSize(int parameter) throws SQLException {
        reconfigured = true;
        open().setMaxFieldSize(parameter);
    }

    @Override
    public void setMaxRows(int parameter) throws SQLException {
        reconfigured = true;
        open().setMaxRows(parameter);
    }

    @Override
    public void setPoolable(boolean a) throws SQLException {
        open().setPoolable(a);
    }

    @Override
    public void setQueryTimeout(int parameter) throws SQLException {
        reconfigured = true;
        open().setQueryTimeout(parameter);
    }

    @Override
    public final <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("the statement is guarded and cannot be unwrapped to " + type.getName());
    }

    @Override
    public final boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
