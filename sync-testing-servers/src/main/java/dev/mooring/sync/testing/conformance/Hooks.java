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
 * @param restart stops the server as a crash would, and starts it again at the same address; null if that cannot be done
 */
public record Hooks(
        Function<String, Map<String, String>> headers,
        @Nullable Runnable restart) {
    /** Users are told by {@code X-User-Id} where the family does so, and nothing restarts the server. */
    public static final Hooks NONE = new Hooks(user -> Map.of(), null);

    public Hooks {
        Objects.requireNonNull(headers, "headers");
    }

    /**
     * For a server that knows its users by a JWT: each throw-away user gets a token of his own, signed by HS256, with {@code sub} alone.
     *
     * @param secret of the server
     * @param restart as above
     * @return hooks that sign
     */
    public static Hooks jwt(String secret, @Nullable Runnable restart) {
        return new Hooks(user -> Map.of("Authorization", "Bearer " + Jwt.of(user, secret)), restart);
    }
}
