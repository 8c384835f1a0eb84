package dev.mooring.sync.sqlite;

/**
 * The app's own step when a storage is opened.
 *
 * @param <DB> the handle that the app gets
 */
@FunctionalInterface
public interface OpenStep<DB> {
    /**
     * Creates and alters tables. Called on the thread that opens the storage.
     *
     * @param db the handle, in the transaction of the opening; guarded as in a {@code write}
     * @throws Exception to fail the opening. A checked one becomes the cause of a {@link dev.mooring.sync.StorageException}
     */
    void run(DB db) throws Exception;
}
