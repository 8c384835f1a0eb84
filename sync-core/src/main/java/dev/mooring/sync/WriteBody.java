package dev.mooring.sync;

/**
 * The app's code inside one local transaction.
 *
 * @param <DB> the storage's own handle, such as {@code java.sql.Connection}
 * @param <T> what the write returns to its caller
 * @param <X> what the code may throw; it reaches the caller unchanged after the roll-back
 */
@FunctionalInterface
public interface WriteBody<DB, T extends @org.jspecify.annotations.Nullable Object, X extends Exception> {
    /**
     * Writes the app's rows and records mutations; both are committed together or not at all.
     *
     * @param db the storage's handle, valid until this method returns and on this thread only; it must not be committed,
     *     rolled back or closed
     * @param outbox the outbox of the same transaction
     * @return what the caller of the write gets
     * @throws X to roll back
     */
    T run(DB db, Outbox outbox) throws X;

    /**
     * As {@link WriteBody}, without a result.
     *
     * @param <DB> the storage's own handle
     * @param <X> what the code may throw
     */
    @FunctionalInterface
    interface Plain<DB, X extends Exception> {
        /**
         * Writes the app's rows and records mutations.
         *
         * @param db as in {@link WriteBody#run}
         * @param outbox as in {@link WriteBody#run}
         * @throws X to roll back
         */
        void run(DB db, Outbox outbox) throws X;
    }
}
