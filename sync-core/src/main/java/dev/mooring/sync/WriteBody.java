package dev.mooring.sync;

import org.jspecify.annotations.Nullable;

/**
 * The app's code inside one local transaction, with a result.
 *
 * @param <DB> the storage's own handle, such as {@code java.sql.Connection}
 * @param <T> the result
 */
@FunctionalInterface
public interface WriteBody<DB, T extends @Nullable Object> {
    /**
     * Writes the app's rows and records mutations. Both are committed together or not at all. Runs on the thread that called the
     * write, once.
     *
     * @param db the storage's handle, valid on this thread until this method returns; it must not be committed, rolled back or
     *     closed
     * @param outbox the outbox of the same transaction
     * @return what the caller of the write gets
     * @throws Exception to roll back; what the caller gets is at {@link SyncClient#write}
     */
    T run(DB db, Outbox outbox) throws Exception;

    /**
     * The app's code inside one local transaction, without a result.
     *
     * @param <DB> the storage's own handle
     */
    @FunctionalInterface
    interface Plain<DB> {
        /**
         * Writes the app's rows and records mutations, see {@link WriteBody#run}.
         *
         * @param db the storage's handle
         * @param outbox the outbox of the same transaction
         * @throws Exception to roll back
         */
        void run(DB db, Outbox outbox) throws Exception;
    }
}
