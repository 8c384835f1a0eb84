package dev.mooring.sync;

import dev.mooring.sync.spi.text.Shown;

/**
 * The app's code inside a {@linkplain SyncClient#write write} threw a checked exception. The transaction was rolled back: nothing of
 * the write is there. {@link #getCause} is what the code threw.
 *
 * <p>An unchecked exception or an error of the app's code is not wrapped: it reaches the caller as it is. A failure of the storage
 * itself is a {@link StorageException}.
 */
public final class WriteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A write that was rolled back.
     *
     * @param cause the checked exception of the app's code
     */
    public WriteException(Exception cause) {
        super("nothing of the write is there: its code threw " + Shown.words(String.valueOf(cause)), cause);
    }
}
