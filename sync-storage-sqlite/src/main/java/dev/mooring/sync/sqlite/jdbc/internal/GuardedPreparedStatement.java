package dev.mooring.sync.sqlite.jdbc.internal;

import dev.mooring.sync.sqlite.spi.TransactionWords;
import dev.mooring.sync.sqlite.spi.Turn;
import java.lang.reflect.Method;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement on the guarded connection; closing it gives the compiled one back to {@link AppStatements}.
 *
 * <p>The calls that a small write makes for each row go to the driver by name, which costs less than by reflection.
 */
final class GuardedPreparedStatement extends GuardedStatement<PreparedStatement> {
    private final String sql;
    private final AppStatements home;
    private final boolean keepKeys;
    private boolean batched;
    private long execution = -1;

    GuardedPreparedStatement(
            GuardedConnection connection,
            Turn turn,
            PreparedStatement raw,
            String sql,
            AppStatements home,
            boolean keepKeys) {
        super(PreparedStatement.class, connection, turn, raw);
        this.sql = sql;
        this.home = home;
        this.keepKeys = keepKeys;
    }

    @Override
    @Nullable
    Object answer(Method method, Object[] given) throws Throwable {
        return given.length == 0 ? withoutArguments(method, given) : withArguments(method, given);
    }

    private @Nullable Object withoutArguments(Method method, Object[] given) throws Throwable {
        return switch (method.getName()) {
            case "executeUpdate" -> executeNow(open()::executeUpdate);
            case "executeLargeUpdate" -> {
                PreparedStatement driver = open(); // Its own counts in an int, too.
                yield executeNow(() -> (long) driver.executeUpdate());
            }
            case "execute" -> executeNow(open()::execute);
            case "executeQuery" -> query(() -> open().executeQuery());
            case "addBatch" -> {
                batched = true;
                open().addBatch();
                yield null;
            }
            case "getGeneratedKeys" ->
                keepKeys || !TransactionWords.isInsert(sql) ? super.answer(method, given) : lastKey();
            default -> super.answer(method, given);
        };
    }

    private @Nullable Object withArguments(Method method, Object[] given) throws Throwable {
        switch (method.getName()) {
            case "setString" -> open().setString((int) given[0], (String) given[1]);
            case "setInt" -> open().setInt((int) given[0], (int) given[1]);
            case "setLong" -> open().setLong((int) given[0], (long) given[1]);
            case "setDouble" -> open().setDouble((int) given[0], (double) given[1]);
            case "setBytes" -> open().setBytes((int) given[0], (byte[]) given[1]);
            case "setUnicodeStream" ->
                throw new SQLFeatureNotSupportedException(
                        "setUnicodeStream is long deprecated; use setCharacterStream");
            default -> {
                return super.answer(method, given);
            }
        }
        return null;
    }

    private @Nullable Object executeNow(Execution now) throws Throwable {
        execution = connection().executed();
        return execute(keepKeys, now);
    }

    /**
     * The driver asks for the key after each insert, which costs more than a small insert does. So it is asked right after
     * it only where the app said so; else now, as long as nothing else was executed since.
     */
    private ResultSet lastKey() throws SQLException {
        if (execution != connection().executions()) {
            throw new SQLException(
                    "another statement was executed since; read the generated key right after the insert,"
                            + " or prepare it with RETURN_GENERATED_KEYS");
        }
        return connection().seen().createStatement().executeQuery("SELECT last_insert_rowid()");
    }

    @Override
    void release(PreparedStatement driver) throws SQLException {
        if (isReusable()) {
            if (batched) {
                driver.clearBatch();
            }
            home.giveBack(sql, driver);
        } else {
            driver.close();
        }
    }
}
