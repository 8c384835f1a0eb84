package dev.mooring.sync.testing.conformance;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What only the owner of a server can do, for promises that cannot be tried from outside.
 *
 * @param headers the headers that a user's requests carry, such as a credential; given to throw-away names,
 *     which are UUIDs in the row-sync family
 * @param expired the same as {@code headers}, with a credential that is over; asked for users that have a good one, and then {@code
 *     headers} is asked once more for a good one. Null if that cannot be done
 * @param restart stops the server as a crash would, and starts it again at the same address; null if that cannot be done
 */
public record Hooks(
        Function<String, Map<String, String>> headers,
        @Nullable Function<String, Map<String, String>> expired,
        @Nullable Runnable restart) {
    /** Users are told by {@code X-User-Id} where the family does so, and nothing restarts the server. */
    public static final Hooks NONE = new Hooks(user -> Map.of(), null, null);

    public Hooks {
        Objects.requireNonNull(headers, "headers");
    }

    /**
     * Hooks that have no credential that is over.
     *
     * @param headers as above
     * @param restart as above
     */
    public Hooks(Function<String, Map<String, String>> headers, @Nullable Runnable restart) {
        this(headers, null, restart);
    }

    /**
     * The same, with credentials that are over.
     *
     * @param headers as above
     * @return a copy
     */
    public Hooks withExpired(Function<String, Map<String, String>> headers) {
        return new Hooks(this.headers, Objects.requireNonNull(headers, "headers"), restart);
    }

    /**
     * For a server that knows its users by a JWT: each throw-away user gets a token of his own, signed by HS256, with {@code sub} alone; one
     * that is over has {@code exp}, too.
     *
     * @param secret of the server
     * @param restart as above
     * @return hooks that sign
     */
    public static Hooks jwt(String secret, @Nullable Runnable restart) {
        return new Hooks(user -> bearer(Jwt.of(user, secret)), user -> bearer(Jwt.expired(user, secret)), restart);
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }
}
