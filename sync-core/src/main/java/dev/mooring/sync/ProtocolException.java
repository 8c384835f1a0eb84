package dev.mooring.sync;

import org.jspecify.annotations.Nullable;

/**
 * An answer that is not in the dialect: not JSON, cut short, wrong types, another program's page. Nothing was applied
 * beyond the last whole, true position, and no mutation was settled; what was sent is resolved by evidence.
 */
public final class ProtocolException extends SyncException {
    private static final long serialVersionUID = 1;

    /**
     * Garbage where an answer should be.
     *
     * @param message what was expected, where, and what was there instead (shortened, without payloads)
     * @param cause the decoder's own exception, if there is one
     */
    public ProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
