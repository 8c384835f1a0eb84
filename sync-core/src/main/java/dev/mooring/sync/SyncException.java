package dev.mooring.sync;

import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.spi.text.Shown;
import org.jspecify.annotations.Nullable;

/**
 * The world breaking: a database, a socket or a server that does not do what it should. Messages say what was attempted,
 * on what, and what happens next. Payloads and credentials are never in them.
 *
 * <p>Mistakes of the caller are {@link IllegalArgumentException} and {@link IllegalStateException}; expected outcomes are
 * values ({@link SyncReport}, {@link CallReport}).
 */
public abstract class SyncException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * For the exceptions of this library.
     *
     * @param message shown as {@link Shown#words} has it
     * @param cause or null
     */
    protected SyncException(String message, @Nullable Throwable cause) {
        super(Shown.words(message), cause); // It may hold words of the server.
    }
}
