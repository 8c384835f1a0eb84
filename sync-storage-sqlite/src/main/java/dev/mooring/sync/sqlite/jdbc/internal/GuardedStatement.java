package dev.mooring.sync.sqlite.jdbc.internal;

import dev.mooring.sync.sqlite.spi.TransactionWords;
import dev.mooring.sync.sqlite.spi.Turn;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement on the guarded connection: refused outside its transaction, and watched for roll-backs by SQLite itself. */
class GuardedStatement<S extends Statement> extends Guard<S> {
    private final GuardedConnection connection;
    private final Turn turn;
    private final S raw;
    private boolean closed;
    private boolean gaveRows;
    private boolean reconfigured;

    GuardedStatement(Class<S> type, GuardedConnection connection, Turn turn, S raw) {
        super(type, "statement");
        this.connection = connection;
        this.turn = turn;
        this.raw = raw;
    }

    /** What executes. */
    interface Execution {
        @Nullable
        Object run() throws Throwable;
    }

    @Override
    final S open() throws SQLException {
        turn.check();
        if (closed) {
            throw new SQLException("the statement is closed");
        }
        return raw;
    }

    final GuardedConnection connection() {
        return connection;
    }

    @Override
    @Nullable
    Object answer(Method method, Object[] given) throws Throwable {
        return switch (method.getName()) {
            case "close" -> {
                close();
                yield null;
            }
            case "isClosed" -> closed;
            case "getConnection" -> {
                open();
                yield connection.seen();
            }
            case "execute", "executeUpdate" -> {
                TransactionWords.refuse((String) given[0]);
                yield executeAny(method, given);
            }
            case "executeBatch" -> executeAny(method, given);
            case "executeQuery" -> {
                TransactionWords.refuse((String) given[0]);
                yield query(() -> handOn(method, given));
            }
            case "addBatch" -> {
                TransactionWords.refuse((String) given[0]);
                yield handOn(method, given);
            }
            case "getResultSet", "getGeneratedKeys" -> {
                gaveRows = true;
                yield handOn(method, given);
            }
            case "setCursorName",
                    "setEscapeProcessing",
                    "setFetchDirection",
                    "setFetchSize",
                    "setMaxFieldSize",
                    "setMaxRows",
                    "setQueryTimeout" -> {
                reconfigured = true;
                yield handOn(method, given);
            }
            case "closeOnCompletion" ->
                throw new SQLFeatureNotSupportedException(
                        "close the statement, or leave it to the end of the transaction");
            case "isCloseOnCompletion" -> false;
            default -> handOn(method, given);
        };
    }

    private @Nullable Object executeAny(Method method, Object[] given) throws Throwable {
        open();
        connection.executed();
        return execute(true, () -> handOn(method, given));
    }

    /** Executes what may insert. The driver asks for the key right after it, if the app may want it. */
    final @Nullable Object execute(boolean keys, Execution execution) throws Throwable {
        connection.generateKeys(keys);
        try {
            Object result = execution.run();
            gaveRows |= Boolean.TRUE.equals(result);
            return result;
        } catch (SQLException e) {
            connection.statementFailed(e);
            throw e;
        } finally {
            connection.generateKeys(false);
        }
    }

    /** Executes what gives the app a result set. */
    final @Nullable Object query(Execution execution) throws Throwable {
        gaveRows = true;
        try {
            return execution.run();
        } catch (SQLException e) {
            connection.statementFailed(e);
            throw e;
        }
    }

    private void close() throws SQLException {
        if (!closed) {
            turn.check();
            connection.forget(this);
            end();
        }
    }

    /** At the end of the transaction. */
    final void end() throws SQLException {
        if (!closed) {
            closed = true;
            release(raw);
        }
    }

    /** Lets go of the driver's statement, once. */
    void release(S driver) throws SQLException {
        driver.close();
    }

    /** Whether its next use could not tell that there was this one. */
    final boolean isReusable() {
        return !gaveRows && !reconfigured;
    }
}
