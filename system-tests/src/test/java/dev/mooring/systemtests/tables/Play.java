package dev.mooring.systemtests.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Plays transactions on a connection that is the app's own. A statement that a constraint stops is no failure. */
final class Play {
    private final Connection db;
    private final Watcher watcher;

    Play(Connection db, Watcher watcher) {
        this.db = db;
        this.watcher = watcher;
    }

    /** Sees each step. */
    interface Watcher {
        Watcher NONE = new Watcher() {};

        default void before(Step step) throws SQLException {}

        default void after(Step step, boolean failed) throws SQLException {}
    }

    /** Returns whether it was committed. */
    boolean play(Transaction transaction) throws SQLException {
        execute("BEGIN IMMEDIATE");
        return steps(transaction) && end(transaction.commits());
    }

    /** The first steps, and no end. */
    void begin(Transaction transaction, int steps) throws SQLException {
        execute("BEGIN IMMEDIATE");
        steps(new Transaction(transaction.steps().subList(0, steps), false));
    }

    /** Inside a transaction; returns false where it is over. */
    boolean steps(Transaction transaction) throws SQLException {
        for (Step step : transaction.steps()) {
            if (!step(step)) {
                return false;
            }
        }
        return true;
    }

    /** Returns false where the transaction is over. */
    private boolean step(Step step) throws SQLException {
        watcher.before(step);
        boolean failed = !attempt(step.sql());
        watcher.after(step, failed);
        return !failed || step.kind() != Kind.OR_ROLLBACK || !isOver();
    }

    private boolean end(boolean commits) throws SQLException {
        if (commits && attempt("COMMIT")) {
            return true;
        }
        execute("ROLLBACK");
        return false;
    }

    /** A transaction cannot begin inside another one. */
    private boolean isOver() throws SQLException {
        if (attempt("BEGIN")) {
            execute("ROLLBACK");
            return true;
        }
        return false;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    void executeAll(List<String> statements) throws SQLException {
        for (String sql : statements) {
            execute(sql);
        }
    }

    private boolean attempt(String sql) throws SQLException {
        try {
            execute(sql);
            return true;
        } catch (SQLException e) {
            if (!isRefusal(e)) {
                throw new SQLException("at " + sql, e);
            }
            return false;
        }
    }

    /** That a constraint or a type stands against it, whichever binding says so, and not that the statement makes no sense or the file is locked. */
    static boolean isRefusal(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("SQLITE_CONSTRAINT")
                || message.contains("mismatch")
                || message.contains("integer overflow")
                || message.contains("within a transaction");
    }
}
