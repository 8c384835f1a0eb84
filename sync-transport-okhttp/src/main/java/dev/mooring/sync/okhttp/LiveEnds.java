package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.io.IOException;
import java.time.Duration;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Why a channel is over, by what was seen of it. Pure. */
final class LiveEnds {
    private LiveEnds() {}

    /**
     * A WebSocket was closed.
     *
     * @param attempted for the words
     * @param code as the server said it
     * @param reason the server's words, perhaps none
     */
    static End closed(String attempted, int code, String reason) {
        Kind kind = kind(code);
        String said = attempted + " was closed with " + code + (reason.isEmpty() ? "" : ": " + reason);
        return new End(kind, said, null);
    }

    private static Kind kind(int code) {
        return switch (code) {
            case 1000, 1001, 1005 -> Kind.AWAY;
            case 1002, 1003, 1007, 1009, 1010 -> Kind.GARBAGE;
            case 1008, 3000, 3003, 4401, 4403 -> Kind.AUTH_REQUIRED;
            case 1011, 1012, 1013, 1014 -> Kind.BUSY;
            default -> code >= 4000 && code < 5000 ? Kind.BUSY : Kind.LOST;
        };
    }

    /**
     * The request was answered by something else than an open channel.
     *
     * @param attempted for the words
     * @param status of the answer
     * @param words the server's own, perhaps none
     * @param away where it redirects to, if that is another host
     * @param page whether it is a web page
     * @param retryAfter how long it wants to be left alone, or null
     */
    static End answered(
            String attempted,
            int status,
            String words,
            @Nullable HttpUrl away,
            boolean page,
            @Nullable Duration retryAfter) {
        String said = attempted + " was answered " + status;
        if (status == 511 || away != null || (status < 300 && page)) {
            String what = away == null ? "" : " with a redirect to another host, " + away.host() + ",";
            return new End(Kind.LOST, said + what + " by a captive portal, login page or proxy", retryAfter);
        }
        return new End(status(status), said + (words.isEmpty() ? "" : ": " + words), retryAfter);
    }

    private static Kind status(int status) {
        return switch (status) {
            case 400 -> Kind.GARBAGE;
            case 401, 403, 407 -> Kind.AUTH_REQUIRED;
            case 408, 425, 429 -> Kind.BUSY;
            default -> {
                boolean login = status >= 300 && status < 400; // As of every exchange: no sync server redirects.
                yield status >= 500 && status != 501 ? Kind.BUSY : login ? Kind.AUTH_REQUIRED : Kind.ABSENT;
            }
        };
    }

    /**
     * Something was thrown.
     *
     * @param attempted for the words
     * @param thrown by OkHttp
     * @param open whether the channel was open
     * @param meter whether a message was too large
     */
    static End failed(String attempted, Throwable thrown, boolean open, Meter meter) {
        if (meter.isExceeded()) {
            return tooLarge(attempted, meter);
        }
        if (thrown instanceof IOException e) {
            return Heads.isGarbage(e)
                    ? new End(Kind.GARBAGE, attempted + " brought what is not its protocol", null)
                    : new End(
                            Kind.LOST,
                            attempted + (open ? " was lost" : " was not opened") + " ("
                                    + ConnectionFailures.what(e, open) + ")",
                            null);
        }
        return new End(Kind.GARBAGE, attempted + " brought what nobody can read", null);
    }

    static End tooLarge(String attempted, Meter meter) {
        return new End(
                Kind.GARBAGE,
                attempted + " brought a message of more than " + meter.maxBytes() + " bytes, the largest that is read",
                null);
    }

    /** The request could not be made. */
    static End of(TransportException e) {
        return new End(
                switch (e.kind()) {
                    case AUTH -> Kind.AUTH_REQUIRED;
                    case REFUSED, INVALID -> Kind.ABSENT;
                    case THROTTLED, SERVER -> Kind.BUSY;
                    case TOO_LARGE -> Kind.GARBAGE;
                    default -> Kind.LOST;
                },
                String.valueOf(e.getMessage()),
                e.retryAfter());
    }
}
