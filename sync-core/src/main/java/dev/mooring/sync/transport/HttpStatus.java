package dev.mooring.sync.transport;

import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP status means by itself, for authors of transports over any HTTP client.
 *
 * <p>A status blames no mutation: 400 and 422 are {@link Kind#REFUSED}, the request as a whole. If you know that the server means
 * an item of the batch, say so instead: by {@link Outcome.Rejected} if it names the item, else by {@link Kind#INVALID}.
 * Thread-safe; without state.
 */
public final class HttpStatus {
    /** A longer wait is a mistake of the server's. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private HttpStatus() {}

    /**
     * Throws unless the request was a success: 2xx, or 304.
     *
     * @param attempted what was attempted, on what, for the message; without credentials
     * @param status as it came
     * @param retryAfter the header {@code Retry-After}, or null: seconds, or a date
     * @param date the header {@code Date}, or null; a Retry-After that is a date counts from it, and is ignored without it
     * @throws TransportException otherwise; the delivery is {@code ANSWERED}
     * @throws ProtocolException for 511, which no server says but a captive portal
     */
    public static void check(String attempted, int status, @Nullable String retryAfter, @Nullable String date) {
        if (status == 511) {
            throw new ProtocolException(
                    ProtocolException.Kind.PAGE,
                    attempted
                            + " was answered 511 by a captive portal, login page or proxy: the network wants to be"
                            + " signed in to",
                    null);
        }
        TransportException failure = failure(attempted, status, null, wait(retryAfter, date));
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * What a status means, if you have read Retry-After and the server's words already.
     *
     * @param attempted what was attempted, on what, for the message; without credentials
     * @param status as it came
     * @param words the server's own, shortened; null or empty if there are none
     * @param retryAfter how long the server asked to be left alone, or null
     * @return the exception to throw, with the delivery {@code ANSWERED}; null for 2xx and 304
     */
    public static @Nullable TransportException failure(
            String attempted, int status, @Nullable String words, @Nullable Duration retryAfter) {
        Kind kind = kind(status);
        if (kind == null) {
            return null;
        }
        String said = words == null || words.isEmpty() ? "" : ": " + words;
        return new TransportException(
                kind, Delivery.ANSWERED, retryAfter, attempted + " was answered " + status + said + remedy(kind), null);
    }

    private static @Nullable Kind kind(int status) {
        if (status < 300 || status == 304) {
            return null;
        }
        if (status < 400) {
            return Kind.AUTH; // No sync server redirects: this is somebody's login page.
        }
        return switch (status) {
            case 401, 403, 407, 511 -> Kind.AUTH;
            case 408, 425, 429, 503 -> Kind.THROTTLED;
            case 413 -> Kind.TOO_LARGE;
            default -> status < 500 ? Kind.REFUSED : Kind.SERVER;
        };
    }

    /** What a person can do. Core adds what waits, and when it is tried again. */
    private static String remedy(Kind kind) {
        if (kind == Kind.AUTH) {
            return "; sign in again";
        }
        return kind == Kind.REFUSED ? "; the address, the user or the version is wrong" : "";
    }

    private static @Nullable Duration wait(@Nullable String value, @Nullable String date) {
        if (value == null) {
            return null;
        }
        try {
            return bounded(Duration.ofSeconds(Long.parseLong(value.trim())));
        } catch (NumberFormatException notSeconds) {
            ZonedDateTime until = time(value);
            ZonedDateTime sent = time(date);
            return until == null || sent == null ? null : bounded(Duration.between(sent, until));
        }
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static @Nullable ZonedDateTime time(@Nullable String date) {
        try {
            return date == null ? null : ZonedDateTime.parse(date.trim(), DateTimeFormatter.RFC_1123_DATE_TIME);
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
