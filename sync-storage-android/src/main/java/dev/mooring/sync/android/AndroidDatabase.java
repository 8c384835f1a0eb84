package dev.mooring.sync.android;

import android.database.Cursor;
import android.database.sqlite.SQLiteTransactionListener;
import org.jspecify.annotations.Nullable;

/**
 * What the storage needs of the app's database. The framework's is ready made; an adapter puts Room's {@code SupportSQLiteDatabase}, or
 * another library, in its place. The storage calls it from one thread at a time while a transaction runs, and the statements of a transaction
 * must all reach the connection on which it was begun. Failures of SQLite are the exceptions of {@code android.database}, or those that
 * {@link #resultCode} knows.
 *
 * @param <DB> the handle that the app gets
 */
public interface AndroidDatabase<DB> {
    /**
     * Where the database is.
     *
     * @return the absolute path of the file; null or {@code ":memory:"} if there is none
     */
    @Nullable
    String path();

    /**
     * What the app's code in a {@code write} gets.
     *
     * @return the same object each time
     */
    DB handle();

    /**
     * Whether the calling thread is in a transaction.
     *
     * @return also if the app began it
     */
    boolean inTransaction();

    /**
     * Begins a transaction with the write lock, as {@code beginTransactionWithListenerNonExclusive} does.
     *
     * @param listener to be told before this transaction is committed, and when it is rolled back, whoever does it. An exception of the
     *     former makes a roll-back of the commit
     */
    void begin(SQLiteTransactionListener listener);

    /** Marks the transaction successful and ends it. */
    void commit();

    /** Ends the transaction, and what it wrote is gone. */
    void rollback();

    /**
     * Executes a statement that gives no rows, on the connection that writes, as its text says, without looking for
     * words such as {@code ROLLBACK} in it.
     *
     * @param sql without parameters
     */
    void execute(String sql);

    /**
     * Compiles what is no query. The storage keeps it as long as the connection.
     *
     * @param sql its text
     * @return used by one thread at a time
     */
    Statement compile(String sql);

    /**
     * Runs a query. The storage closes the cursor, and calls {@link Cursor#getBlob} for texts of an
     * {@link android.database.AbstractWindowedCursor}.
     *
     * @param sql its text
     * @param arguments each null, a Long, a Double, a String or a byte array
     * @return before its first row
     */
    Cursor query(String sql, @Nullable Object[] arguments);

    /**
     * Compiles a query that is run again and again. The storage keeps it as long as the connection.
     *
     * @param sql its text
     * @return used by one thread at a time, with at most one cursor that is not closed; by default it runs {@link #query} each time
     */
    default Query compileQuery(String sql) {
        return new Query() {
            @Override
            public Cursor run(@Nullable Object[] arguments) {
                return query(sql, arguments);
            }

            @Override
            public void close() {}
        };
    }

    /**
     * Switches to write-ahead logging, if it is not on.
     *
     * @return whether it is on now
     */
    boolean enableWriteAheadLogging();

    /**
     * Whether the framework may open the file besides, to read it. It must not if the file is encrypted, or if another copy of SQLite than
     * the framework's has it open: two copies in one process break each other's locks. Then reading waits for writing, and what the app
     * writes past the library is noticed later.
     *
     * @return true by default
     */
    default boolean isFrameworks() {
        return true;
    }

    /**
     * SQLite's result code for an exception that is none of {@code android.database}.
     *
     * @param thrown by this database
     * @return primary or extended; 0, as by default, if it is not SQLite's
     */
    default int resultCode(Throwable thrown) {
        return 0;
    }

    /** A compiled statement. */
    interface Statement extends AutoCloseable {
        /**
         * Executes it.
         *
         * @param arguments each null, a Long, a Double, a String or a byte array
         * @return how many rows it changed
         */
        int update(@Nullable Object[] arguments);

        @Override
        void close();
    }

    /** A compiled query. */
    interface Query extends AutoCloseable {
        /**
         * Runs it.
         *
         * @param arguments each null, a Long, a Double, a String or a byte array
         * @return before its first row; the storage closes it, and calls {@link Cursor#getBlob} for texts as with {@link #query}
         */
        Cursor run(@Nullable Object[] arguments);

        @Override
        void close();
    }
}
