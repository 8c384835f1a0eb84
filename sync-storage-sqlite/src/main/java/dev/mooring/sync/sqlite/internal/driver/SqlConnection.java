package dev.mooring.sync.sqlite.internal.driver;

/**
 * One connection, used by one thread at a time.
 *
 * @param <DB> the handle that the app gets
 */
public interface SqlConnection<DB> extends AutoCloseable {
    /** Switches to the journal, synchronous level and access that the storage works with. */
    void configure();

    /**
     * Whether the database can keep a text that is not well-formed, bit for bit. One that keeps UTF-16 has no place for bytes that
     * are no characters and no halves of any.
     */
    default boolean holds(RawText text) {
        return true;
    }

    /** A statement, compiled when first used and kept with the connection. */
    SqlStatement statement(String sql);

    /**
     * Begins a transaction: with the write lock, or for reading only, as the connection was opened. If SQLite rolls it back
     * on its own, as it does when the disk is full, the turn is told.
     */
    void begin(Turn turn);

    /** Ends the transaction; what it wrote is durable as far as the synchronous level goes. */
    void commit();

    /** Ends the transaction; what it wrote is gone. */
    void rollback();

    /** The handle for the app's code in the running transaction, good as long as its turn is. */
    DB handle();

    @Override
    void close();
}
