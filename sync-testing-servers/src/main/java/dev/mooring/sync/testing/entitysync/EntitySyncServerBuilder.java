package dev.mooring.sync.testing.entitysync;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Wires a server together. */
public final class EntitySyncServerBuilder {
    final Map<String, String> sessions = new LinkedHashMap<>();
    Flavour flavour = Flavour.LIVE;
    Clock clock = Clock.systemUTC();
    Supplier<String> tokens = new Tokens();

    EntitySyncServerBuilder() {}

    /**
     * A user with a token.
     *
     * @param user the id
     * @param token as it stands behind {@code Bearer} or in the cookie {@code auth-token}
     * @return this
     */
    public EntitySyncServerBuilder user(String user, String token) {
        sessions.put(token, user);
        return this;
    }

    /**
     * Which server is played.
     *
     * @param value live by default
     * @return this
     */
    public EntitySyncServerBuilder flavour(Flavour value) {
        flavour = value;
        return this;
    }

    /**
     * The time of answers, rows and idempotency keys.
     *
     * @param value the system's by default
     * @return this
     */
    public EntitySyncServerBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /** The tokens of a recording instead of random ones. */
    EntitySyncServerBuilder tokens(Supplier<String> value) {
        tokens = value;
        return this;
    }

    /**
     * Builds the server, not listening yet.
     *
     * @return the server
     */
    public EntitySyncServer build() {
        return new EntitySyncServer(this);
    }
}
