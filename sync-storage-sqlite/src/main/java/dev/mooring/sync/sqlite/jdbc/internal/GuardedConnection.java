package dev.mooring.sync.sqlite.jdbc.internal;

import dev.mooring.sync.sqlite.spi.Turn;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * The connection that the app's code gets: the writer's or a reader's, for one transaction.
 *
 * <p>It refuses whatever would end the transaction or change the connection for those who come after.
 */
final class GuardedConnection extends Guard<Connection> {
    private final JdbcConnection owner;
    private final SQLiteConnection raw;
    private final Turn turn;
    private final AppStatements statements;
    private final List<GuardedStatement<?>> inUse = new ArrayList<>();

    GuardedConnection(JdbcConnection owner, SQLiteConnection raw, Turn turn, AppStatements statements) {
        super(Connection.class, "connection");
        this.owner = owner;
        this.raw = raw;
        this.turn = turn;
        this.statements = statements;
    }

    @Override
    Connection open() {
        turn.check();
        return raw;
    }

    @Override
    @Nullable
    Object answer(Method method, Object[] given) throws Throwable {
        return switch (method.getName()) {
            case "prepareStatement" -> prepare(given);
            case "createStatement" -> create((Statement) Objects.requireNonNull(handOn(method, given)));
            case "abort",
                    "close",
                    "commit",
                    "releaseSavepoint",
                    "rollback",
                    "setAutoCommit",
                    "setCatalog",
                    "setClientInfo",
                    "setHoldability",
                    "setNetworkTimeout",
                    "setReadOnly",
                    "setSavepoint",
                    "setSchema",
                    "setTransactionIsolation",
                    "setTypeMap" -> throw refused(method.getName());
            case "prepareCall" -> throw new SQLFeatureNotSupportedException("SQLite has no stored procedures");
            case "getAutoCommit" -> {
                turn.check();
                yield false;
            }
            case "isReadOnly" -> {
                turn.check();
                yield !turn.writable();
            }
            case "getNetworkTimeout" -> 0;
            case "getSchema" -> "main";
            default -> handOn(method, given);
        };
    }

    private IllegalStateException refused(String what) {
        turn.check();
        return new IllegalStateException(
                what + " is refused: the transaction and its connection belong to the storage, which"
                        + " commits when the code returns and rolls back when it throws");
    }

    /** A text alone, or with a word about its generated keys, or with the kind of its results, which the driver judges. */
    private PreparedStatement prepare(Object[] given) throws SQLException {
        if (given.length == 3) {
            open().createStatement((int) given[1], (int) given[2]).close();
        } else if (given.length == 4) {
            open().createStatement((int) given[1], (int) given[2], (int) given[3])
                    .close();
        }
        boolean keepKeys = DriverSwitches.keepsKeys()
                && given.length == 2
                && !(given[1] instanceof Integer keys && keys != Statement.RETURN_GENERATED_KEYS);
        open();
        String sql = (String) given[0];
        return use(new GuardedPreparedStatement(this, turn, statements.take(sql), sql, statements, keepKeys));
    }

    private Statement create(Statement driver) {
        return use(new GuardedStatement<>(Statement.class, this, turn, driver));
    }

    private <S extends Statement> S use(GuardedStatement<S> statement) {
        inUse.add(statement);
        return statement.seen();
    }

    void forget(GuardedStatement<?> statement) {
        // Mostly the last one, or one of very few.
        for (int i = inUse.size() - 1; i >= 0; i--) {
            if (inUse.get(i) == statement) {
                inUse.remove(i);
                return;
            }
        }
    }

    /** Closes what the app left open, at the end of the transaction. */
    void end() {
        for (GuardedStatement<?> each : inUse) {
            try {
                each.end();
            } catch (SQLException e) {
                owner.leftOpen(e);
            }
        }
        inUse.clear();
    }

    void statementFailed(SQLException e) {
        owner.statementFailed(e);
    }

    /** Whether the driver asks for the key after each insert from now on. */
    void generateKeys(boolean generate) {
        owner.generateKeys(generate);
    }

    /** Counts an execution, so that it is known whether the last inserted row is still a certain statement's. */
    long executed() {
        return owner.executed();
    }

    long executions() {
        return owner.executions();
    }
}
