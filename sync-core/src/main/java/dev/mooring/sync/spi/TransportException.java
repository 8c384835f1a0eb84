package dev.mooring.sync.spi;

import dev.mooring.sync.SyncException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that did not end in an answer of the dialect. Its {@link #kind()} says what went wrong, its
 * {@link #delivery()} what the server may have seen of it.
 */
public final class TransportException extends SyncException {
    private static final long serialVersionUID = 1;

    /** What sort of failure. */
    private final Kind kind;

    /** What the server may have seen. */
    private final Delivery delivery;

    /** How long the server asked to be left alone. */
    private final @Nullable Duration retryAfter;

    /**
     * A failed exchange.
     *
     * @param kind what sort
     * @param delivery what the server may have seen
     * @param retryAfter how long the server asked to be left alone, or null
     * @param message what was attempted, where, and what came back
     * @param cause the transport's own exception, if there is one
     */
    public TransportException(
            Kind kind, Delivery delivery, @Nullable Duration retryAfter, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.delivery = delivery;
        this.retryAfter = retryAfter;
    }

    /**
     * What sort of failure.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * What the server may have seen.
     *
     * @return the delivery
     */
    public Delivery delivery() {
        return delivery;
    }

    /**
     * How long the server asked to be left alone (Retry-After).
     *
     * @return the wait, or null if it did not say
     */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Sorts of failure; only {@link #OFFLINE} is "offline, queued". */
    public enum Kind {
        /** No connection, no name, a connection cut, or a deadline passed. */
        OFFLINE,
        /** The peer is not who it should be (TLS). */
        UNTRUSTED,
        /** The credential is missing or refused, also after one refresh (401, 403, a redirect to a login page). */
        AUTH,
        /** The server asks to be left alone for a while (408, 425, 429, 503). */
        THROTTLED,
        /** The server failed (other 5xx). */
        SERVER,
        /** The request as a whole is refused and names no mutation (400, 404 and their like). */
        REFUSED,
        /** What the request says is refused, so a mutation in it is at fault, and the server does not say which. */
        INVALID,
        /** The request is too large for the server (413, or the server's own words). */
        TOO_LARGE,
        /** Somebody cancelled the exchange: the client is closing or its deadline has passed. */
        CANCELLED
    }

    /** What the server may have seen of a request. */
    public enum Delivery {
        /** Nothing: safe to repeat. */
        NOT_SENT,
        /** Perhaps all of it: to be resolved by evidence before anything else is sent. */
        MAYBE_SENT,
        /** It answered, so it has finished with the request; the answer says no more than that. */
        ANSWERED
    }
}
