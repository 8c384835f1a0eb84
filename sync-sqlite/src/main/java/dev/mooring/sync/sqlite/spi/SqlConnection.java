package dev.mooring.sync.sqlite.spi;

/**
 * One connection, used by one thread at a time, but not always by the same one. Every failure of SQLite is a
 * {@link dev.mooring.sync.StorageException}.
 *
 * @param <DB> the handle that the app gets
 */
public interface SqlConnection<DB> extends AutoCloseable {
    /**
     * Switches to write-ahead logging, to the binding's synchronous level, and to the access that the connection was opened for. Called
     * outside transactions, before the first one; queries may have run before it.
     */
    void configure();

    /**
     * Whether the database can keep a text that is not well-formed, bit for bit. One that keeps UTF-16 has no place for bytes that
     * are no characters and no halves of any ({@link Utf16#stored}).
     *
     * @param text the text
     * @return true by default
     */
    default boolean holds(RawText text) {
        return true;
    }

    /**
     * A statement, compiled when first used and kept with the connection.
     *
     * @param sql its text
     * @return the same object for the same text
     */
    SqlStatement statement(String sql);

    /**
     * Begins a transaction: with the write lock, or for reading only, as the connection was opened. If SQLite rolls it back
     * on its own, as it does when the disk is full, the turn is told ({@link Turn#broken}).
     *
     * @param turn of this transaction
     */
    void begin(Turn turn);

    /** Ends the transaction; what it wrote is durable as far as the synchronous level goes. The handle and what it made are closed. */
    void commit();

    /** Ends the transaction, if there is one; what it wrote is gone. The handle and what it made are closed. */
    void rollback();

    /**
     * The handle for the app's code in the running transaction, good as long as its turn is ({@link Turn#check}). It refuses what would end
     * or nest the transaction ({@link TransactionWords}), and what would change the connection for those who come after.
     *
     * @return the same object in the whole transaction
     * @throws IllegalStateException if no transaction is running
     */
    DB handle();

    /** Closes the connection, or gives it back. Never throws for a failure of SQLite; the binding logs it. */
    @Override
    void close();
}
