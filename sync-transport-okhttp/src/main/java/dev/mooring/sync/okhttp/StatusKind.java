package dev.mooring.sync.okhttp;

import dev.mooring.sync.TransportException.Kind;
import org.jspecify.annotations.Nullable;

/** What an HTTP status means by itself. */
final class StatusKind {
    private StatusKind() {}

    static @Nullable Kind of(int status) {
        if (status < 300 || status == 304) {
            return null;
        }
        if (status < 400) {
            return Kind.AUTH; // No server of ours redirects: this is somebody's login page.
        }
        return switch (status) {
            case 401, 403, 407, 511 -> Kind.AUTH;
            case 408, 425, 429, 503 -> Kind.THROTTLED;
            case 413 -> Kind.TOO_LARGE;
            default -> status < 500 ? Kind.REFUSED : Kind.SERVER;
        };
    }

    static String next(Kind kind) {
        return switch (kind) {
            case AUTH -> "sign in again, mutations stay queued";
            case THROTTLED, SERVER -> "tried again later";
            case TOO_LARGE -> "tried again in smaller batches";
            case REFUSED -> "the address, the user or the version is wrong, mutations stay queued";
            case INVALID -> "the mutation at fault is searched for, the others go on";
            case OFFLINE, UNTRUSTED, CANCELLED -> "mutations stay queued";
        };
    }
}
