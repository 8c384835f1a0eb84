package dev.mooring.sync;

import dev.mooring.sync.spi.text.Shown;
import java.util.Objects;

/**
 * Which history a client belongs to. A storage is bound to one: mutations recorded for one identity are never sent as
 * another.
 *
 * @param server names the server, such as its base URL
 * @param user names whose data it is; empty where the credential alone decides
 */
public record ServerIdentity(String server, String user) {
    public ServerIdentity {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(user, "user");
    }

    /** By hand, as each opening asks, and what a record brings along is only made at its first call. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ServerIdentity that && server.equals(that.server) && user.equals(that.user);
    }

    @Override
    public int hashCode() {
        return 31 * server.hashCode() + user.hashCode();
    }

    @Override
    public String toString() {
        return user.isEmpty() ? Shown.name(server) : Shown.name(user) + " at " + Shown.name(server);
    }
}
