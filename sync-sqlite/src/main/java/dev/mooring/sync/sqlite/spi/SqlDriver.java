package dev.mooring.sync.sqlite.spi;

import dev.mooring.sync.Registration;
import dev.mooring.sync.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * The seam below which a particular binding to SQLite lives. Above it is SQL that any SQLite since Android 8 understands: no UPSERT, no
 * RETURNING, no window functions.
 *
 * <p>Every failure of SQLite below the seam becomes a {@link StorageException} that names the database and what was attempted;
 * {@link Faults} makes them from result codes. Thread-safe.
 *
 * @param <DB> the handle that the app gets
 */
public interface SqlDriver<DB> {
    /**
     * What messages call the database.
     *
     * @return for a person to read, such as its path
     */
    String name();

    /**
     * Opens a connection, or borrows one, and changes nothing in the database yet. The storage calls {@link SqlConnection#configure} before
     * the first transaction, and closes the connection. It may interrupt the thread to give up waiting for a pool.
     *
     * @param readOnly whether it will only read; its transactions then take no write lock
     * @return a connection that no one else uses
     * @throws StorageException if there is none
     */
    SqlConnection<DB> connect(boolean readOnly);

    /**
     * The exception for what broke a transaction outside a statement of the storage's own, as in the app's code.
     *
     * @param cause what was thrown; any exception, not only the binding's
     * @param attempt what was attempted, as in "could not (attempt) in (database)"
     * @return to be thrown; its kind tells what the cause's result code means
     */
    StorageException failed(Throwable cause, String attempt);

    /**
     * Whether the database is the matter, and not the statement: it is full, busy, damaged or the like. The causes of the given one are not
     * looked at.
     *
     * @param thrown any exception
     * @return false for what is not the binding's
     */
    boolean isDatabases(Throwable thrown);

    /**
     * Runs a task once, when anything is written to the files of the database from now on, by whatever process. With that, a storage need
     * not look again and again while nothing happens. A task that runs without a reason does no harm.
     *
     * @param file the main file, as SQLite names it
     * @param written to run once, on another thread; takes no time
     * @return ends that; null if the binding cannot tell, as by default, so that the storage goes on looking
     */
    default @Nullable Registration onNextWrite(String file, Runnable written) {
        return null;
    }
}
