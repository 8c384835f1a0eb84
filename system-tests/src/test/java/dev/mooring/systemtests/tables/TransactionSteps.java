package dev.mooring.systemtests.tables;

import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;

/** Counts the steps of SQLite's virtual machine from one commit to the next. */
final class TransactionSteps {
    /** Steps between two calls of the progress handler. */
    private static final int TICK = 100;

    /** Of the longest transaction. */
    long longest;

    Connection watch(Connection db) throws SQLException {
        long[] steps = {0};
        ProgressHandler.setHandler(db, TICK, new ProgressHandler() {
            @Override
            protected int progress() {
                steps[0] += TICK;
                return 0;
            }
        });
        db.unwrap(SQLiteConnection.class).addCommitListener(new SQLiteCommitListener() {
            @Override
            public void onCommit() {
                longest = Math.max(longest, steps[0]);
                steps[0] = 0;
            }

            @Override
            public void onRollback() {
                onCommit();
            }
        });
        return db;
    }
}
