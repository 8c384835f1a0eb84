package dev.mooring.sync.spi;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps outbox, cursor and identity in the app's own database, in the app's own transactions. One storage holds one
 * scope: one outbox order and one cursor.
 *
 * <p>Thread-safe. There is one writer at a time; readers see the last commit and are not blocked by it. Every failure of
 * the database is a {@link dev.mooring.sync.StorageException}.
 *
 * @param <DB> the handle that the app's code gets, such as {@code java.sql.Connection}
 */
public interface Storage<DB> extends AutoCloseable {
    /**
     * Creates what is missing, checks the schema, and binds the storage to an identity. Called once, before anything else.
     *
     * <p>A storage that is bound to another identity refuses, unless it holds neither cursor nor mutations, captured ones included,
     * nor any that were left by the one that it is opened for; it says whose it is, how many mutations are waiting, and what can be
     * done. {@link BindingTx#handOver} is the way over.
     *
     * @param identity whose data this is
     * @param keepLog whether confirmed changes are kept in the log
     * @throws dev.mooring.sync.StorageException of kind {@code NEWER_SCHEMA} or {@code OTHER_IDENTITY} before anything is
     *     touched
     */
    void open(ServerIdentity identity, boolean keepLog);

    /**
     * Whose storage it is, whether it is open or not. It need not be opened for it, and is not.
     *
     * @return the identity that it is bound to; null if it does not exist yet
     * @throws dev.mooring.sync.StorageException if it cannot be read
     */
    @Nullable
    ServerIdentity bound();

    /**
     * Looks for damage: in the database as such, and in this storage's own tables against what they promise (I3). Writers wait
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
     * Whether the database itself captures writes: those that the app makes past {@link OutboxTx#append}, on any connection and
     * in any program. Then every write transaction of the client asks {@link CaptureTx#takeIn} and {@link CaptureTx#waiting}.
     * Constant.
     *
     * @return false by default
     */
    default boolean captures() {
        return false;
    }

    /**
     * The handler that the storage brings itself, for an app that has none of its own: it puts the server's changes where the
     * storage's captures come from, and takes captured writes back from what the storage has kept of them, without the log.
     * Constant; asked before {@link #open}.
     *
     * @return null by default: the app has to bring one
     */
    default @Nullable ChangeHandler<DB> handler() {
        return null;
    }

    /**
     * What was thrown by code that works on the handle, such as a change handler, says of this storage: that the disk is full or
     * failing, that the file is damaged, locked or not to be written to. The cause of what was thrown may be the storage's own, below
     * whatever has wrapped it. Pure; called from any thread.
     *
     * @param thrown by code of the app's
     * @return the failure of the storage; null if it is the code's own, such as a constraint or a statement that is wrong, and by default
     */
    default @Nullable StorageException faultOf(Throwable thrown) {
        return null;
    }

    /**
     * Registers for hints that there may be captures to be taken in which this storage's own {@link #write} did not make: another
     * connection or another process has committed something. Hints carry no data, may be spurious and may be lost. A storage
     * without them never calls. Called after {@link #open}; the registration is closed before the storage is.
     *
     * @param hint short and non-blocking; callable from any thread
     * @return ends the registration
     */
    default Registration onCapture(Runnable hint) {
        return () -> {};
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
