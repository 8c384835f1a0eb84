package dev.mooring.sync.spi.storage;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.TablesChanged;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps outbox, cursor and identity in the app's own database, in the app's own transactions. One storage holds one
 * scope: one outbox order and one cursor.
 *
 * <p>Implementations must be thread-safe. There is one writer at a time. Readers see the last commit and do not wait for the writer. Every
 * failure of the database is a {@link dev.mooring.sync.StorageException}.
 *
 * @param <DB> the handle that the app's code gets, such as {@code java.sql.Connection}
 */
public interface Storage<DB> extends AutoCloseable {
    /**
     * Creates the tables that are missing, checks the schema, and binds the storage to an identity. Core calls it once, before anything
     * else but {@link #bound} and {@link #handler}.
     *
     * <p>A storage that is bound to another identity refuses, unless it has no cursor, no mutations, no captures, and nothing that the new
     * identity has left in it. Its message says whose it is, how many mutations wait, and what can be done. {@link BindingTx#handOver}
     * gives it to another identity.
     *
     * @param identity whose data this is
     * @param keepLog whether confirmed changes are kept in the log
     * @throws dev.mooring.sync.StorageException of kind {@code NEWER_SCHEMA} or {@code OTHER_IDENTITY} before anything is
     *     touched
     */
    void open(ServerIdentity identity, boolean keepLog);

    /**
     * Whose storage this is. It may be asked before {@link #open}, and does not open the storage.
     *
     * @return the identity that it is bound to; null if it does not exist yet
     * @throws dev.mooring.sync.StorageException if it cannot be read
     */
    @Nullable
    ServerIdentity bound();

    /**
     * Looks for damage in the database, and for mutations or counts in this storage's own tables that do not fit together. Writers wait
     * meanwhile.
     *
     * @return what was found, for a person to read; empty if all is well
     */
    List<String> check();

    /**
     * Runs code in one write transaction: committed when it returns, rolled back when it throws.
     *
     * @param body gets the transaction; must not use it afterwards or on another thread
     * @param <T> the result
     * @param <X> what the body may throw; it reaches the caller unchanged after the roll-back
     * @return the body's result, after the commit
     * @throws X what the body throws
     * @throws IllegalStateException if called inside another transaction of this thread, or before open or after close
     */
    <T extends @Nullable Object, X extends Exception> T write(TxBody<DB, T, X> body) throws X;

    /**
     * Runs code on a consistent snapshot of the last commit, without waiting for the writer. Writing in it fails.
     *
     * @param body gets the transaction; must not use it afterwards or on another thread
     * @param <T> the result
     * @param <X> what the body may throw
     * @return the body's result
     * @throws X what the body throws
     */
    <T extends @Nullable Object, X extends Exception> T read(TxBody<DB, T, X> body) throws X;

    /**
     * Whether the database itself captures writes that the app makes past {@link OutboxTx#append}, on any connection and in any program. If
     * so, every write transaction of the client calls {@link CaptureTx#takeIn} and {@link CaptureTx#waiting}. Constant.
     *
     * @return false by default
     */
    default boolean captures() {
        return false;
    }

    /**
     * The storage's own change handler, for an app that has none. It writes the server's changes into the tables whose writes are captured.
     * It takes captured writes back from what the storage has kept of them, without the log. Constant; core asks before {@link #open}.
     *
     * @return null by default: the app has to bring one
     */
    default @Nullable ChangeHandler<DB> handler() {
        return null;
    }

    /**
     * Tells whether an exception from code that works on the handle, such as a change handler, comes from this storage: the disk is full or
     * failing, or the file is damaged, locked or read-only. Looks through the causes, too. Pure; called from any thread.
     *
     * @param thrown by code of the app's
     * @return the storage's failure; null, the default, if the code itself is at fault, as for a violated constraint or a wrong statement
     */
    default @Nullable StorageException faultOf(Throwable thrown) {
        return null;
    }

    /**
     * Registers for hints that another connection or another process has committed something, so that captures may wait. Hints carry no
     * data, may be spurious and may be lost. A storage without hints never calls. Core registers after {@link #open}, and ends the
     * registration before it closes the storage.
     *
     * @param hint short and non-blocking; callable from any thread
     * @return ends the registration
     */
    default Registration onCapture(Runnable hint) {
        return () -> {};
    }

    /**
     * Says whether hints are wanted now, as they are while a client is switched on. A storage that has to look for what others commit need
     * not do so meanwhile. At first none are wanted.
     *
     * @param wanted returns at once; from any thread
     */
    default void wantsHints(boolean wanted) {}

    /**
     * Tells after commits which rows of the captured tables have changed, whoever changed them. It may be called before {@link #open}. What
     * another process has changed may be told late, and as a whole table. Nothing is told after {@link #close}.
     *
     * @param listener never called twice at a time; it may also be told of rows that have not changed
     * @return ends the registration; a call that is running goes on
     * @throws IllegalStateException by default, and if no table is captured: the storage does not know which rows change
     */
    default Registration onTablesChanged(TablesChanged.Listener listener) {
        throw new IllegalStateException("this storage captures no tables, so it cannot tell which rows change");
    }

    /** Waits for the running transaction, then releases the database. Idempotent. Nothing is lost. */
    @Override
    void close();

    /**
     * Code in a transaction.
     *
     * @param <DB> the handle
     * @param <T> the result
     * @param <X> what it may throw
     */
    @FunctionalInterface
    interface TxBody<DB, T extends @Nullable Object, X extends Exception> {
        /**
         * Runs inside the transaction.
         *
         * @param tx valid until this method returns, on this thread only
         * @return the result
         * @throws X to roll back
         */
        T run(StorageTx<DB> tx) throws X;
    }
}
