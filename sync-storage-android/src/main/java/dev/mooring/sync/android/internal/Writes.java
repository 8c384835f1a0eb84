package dev.mooring.sync.android.internal;

import android.database.sqlite.SQLiteTransactionListener;
import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.sqlite.spi.Turn;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that write, on a database that the app's code may use as well. The framework's database cannot be wrapped, so what the app
 * must not do is not kept from it but noticed: its listener refuses a commit that is not the storage's, which makes a roll-back of it, and a
 * roll-back breaks the turn.
 */
final class Writes implements Transactions {
    private final AndroidDatabase<?> database;
    private final String synchronous;
    private @Nullable Ending running;

    /** {@code synchronous} is the level that the connection has. */
    Writes(AndroidDatabase<?> database, String synchronous) {
        this.database = database;
        this.synchronous = synchronous;
    }

    @Override
    public void begin(Turn turn) {
        if (database.inTransaction()) {
            throw new IllegalStateException("this thread is in a transaction that the app has begun on the database;"
                    + " a write of the storage inside it would not be durable, and is refused");
        }
        Ending next = new Ending(turn);
        database.begin(next);
        running = next;
    }

    @Override
    public void commit() {
        Ending current = running;
        if (current == null) {
            throw new IllegalStateException("no transaction is running");
        }
        current.by = By.COMMIT;
        database.commit();
        if (!current.committed) {
            throw new IllegalStateException("the transaction is rolled back, as the app has begun another one inside it"
                    + " and has not ended it, or not with setTransactionSuccessful()");
        }
        running = null;
    }

    /** What SQLite itself still has open is ended, too: Android leaves that behind where SQLite refuses a commit. */
    @Override
    public void rollback() {
        Ending current = running;
        running = null;
        if (current == null) {
            return;
        }
        current.by = By.ROLLBACK;
        RuntimeException failure = null;
        while (database.inTransaction()) {
            try {
                database.rollback();
            } catch (RuntimeException e) {
                failure = e; // Marked successful by the app, or rolled back by SQLite on its own.
            }
        }
        if (isBegun()) {
            rollBackBelow();
            if (isBegun()) {
                throw failure != null ? failure : new IllegalStateException("SQLite's transaction cannot be ended");
            }
        }
    }

    /** Android would send a ROLLBACK to another connection of its pool, as to SQLite it only reads. A write goes to the right one. */
    private void rollBackBelow() {
        try {
            database.execute("INSERT OR ROLLBACK INTO mooring_scope SELECT * FROM mooring_scope");
        } catch (RuntimeException e) {
            // As meant: each row is there already.
        }
    }

    /**
     * SQLite refuses to set the level in a transaction, and has no other way to be asked. It does so when the statement is compiled, which
     * Android does on the connection that writes.
     */
    @Override
    public boolean isBegun() {
        try {
            database.execute("PRAGMA synchronous = " + synchronous);
            return false;
        } catch (RuntimeException e) {
            return true;
        }
    }

    private enum By {
        APP,
        COMMIT,
        ROLLBACK
    }

    /** How a transaction ends. */
    private static final class Ending implements SQLiteTransactionListener {
        private final Turn turn;
        private By by = By.APP;
        private boolean committed;

        Ending(Turn turn) {
            this.turn = turn;
        }

        @Override
        public void onBegin() {}

        @Override
        public void onCommit() {
            if (by != By.COMMIT) {
                throw new IllegalStateException("the transaction belongs to the storage, which commits when the code"
                        + " returns and rolls back when it throws; its end by the app is refused");
            }
            committed = true;
        }

        @Override
        public void onRollback() {
            if (by == By.APP) {
                turn.broken(new IllegalStateException("the app has ended the transaction of the storage"));
            }
        }
    }
}
