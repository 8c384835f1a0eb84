package dev.mooring.sync.spi;

import dev.mooring.sync.SyncException;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is not in the dialect: not JSON, cut short, wrong types, another program's page. Nothing was applied
 * beyond the last whole, true position, and no mutation was settled; what was sent is resolved by evidence.
 */
public final class ProtocolException extends SyncException {
    private static final long serialVersionUID = 1;

    /** What sort of answer. */
    private final Kind kind;

    /** What there was in place of an answer. */
    public enum Kind {
        /** Something that nobody can read. */
        GARBAGE,
        /**
         * A history that is this server's and was read up to a place, and there stands what this device does not take, such as a value
         * that is too large. Nothing behind it is read; what is written here is sent all the same, once, where sending it again is safe.
         */
        HELD,
        /** A web page: of a captive portal, a login, a proxy. Somebody else has answered. */
        PAGE
    }

    /**
     * Garbage where an answer should be.
     *
     * @param message what was expected, where, and what was there instead (shortened, without payloads)
     * @param cause the decoder's own exception, if there is one
     */
    public ProtocolException(String message, @Nullable Throwable cause) {
        this(Kind.GARBAGE, message, cause);
    }

    /**
     * Something else where an answer should be.
     *
     * @param kind what sort
     * @param message what was expected, where, and what was there instead (shortened, without payloads)
     * @param cause the decoder's own exception, if there is one
     */
    public ProtocolException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * What there was in place of an answer.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }
}
