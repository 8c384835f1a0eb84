package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.http.Request;
import org.jspecify.annotations.Nullable;

/** Reads the token of a request, from its bearer or its cookie. */
final class Credentials {
    private Credentials() {}

    /** An empty bearer is one, and a bad one. Transports cut the space behind it. */
    @Nullable
    static String token(Request request) {
        String bearer = request.header("Authorization");
        if (bearer.equals("Bearer") || bearer.startsWith("Bearer ")) {
            return bearer.substring("Bearer".length()).trim();
        }
        for (String cookie : request.header("Cookie").split(";", -1)) {
            if (cookie.trim().startsWith("auth-token=")) {
                String token = cookie.trim().substring("auth-token=".length());
                return token.isEmpty() ? null : token;
            }
        }
        return null;
    }
}
