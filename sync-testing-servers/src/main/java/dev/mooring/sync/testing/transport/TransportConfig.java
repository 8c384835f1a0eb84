package dev.mooring.sync.testing.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the transport under test is to be built. Where a test waits for a deadline, it is short.
 *
 * @param baseUrl where the server listens, with a slash at the end
 * @param connect how long a connection may take
 * @param read how long the line may be silent
 * @param call how long an exchange may take, pulls included
 * @param tokens where the credential comes from, or null for none
 */
public record TransportConfig(
        String baseUrl,
        Duration connect,
        Duration read,
        Duration call,
        @Nullable Tokens tokens) {

    /** A credential that can be refreshed; each value goes out as it is, in whatever header the server family uses. */
    public interface Tokens {
        /**
         * The token as it stands.
         *
         * @return the token
         */
        String current();

        /**
         * A new one.
         *
         * @param refused the one that was refused
         * @return the new one, or null if there is none
         */
        @Nullable
        String refresh(String refused);
    }
}
