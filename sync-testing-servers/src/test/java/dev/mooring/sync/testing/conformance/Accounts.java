package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.util.Map;
import java.util.function.Function;

/** Lets throw-away users in at a stand-in, and gives the headers that each of them sends. */
final class Accounts {
    private Accounts() {}

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    static Function<String, Map<String, String>> of(EntitySyncServer server) {
        return user -> {
            server.addToken(user, user);
            return bearer(user);
        };
    }

    /** With a token that is over. */
    static Function<String, Map<String, String>> expired(EntitySyncServer server) {
        return user -> {
            server.expireToken(user);
            return bearer(user);
        };
    }

    static Function<String, Map<String, String>> of(RowSyncServer server) {
        return user -> {
            server.allow(user, user);
            return bearer(user);
        };
    }

    private static Map<String, String> session(String user) {
        return Map.of("Cookie", "session=" + user);
    }

    static Function<String, Map<String, String>> of(OpLogServer server) {
        return user -> {
            server.logIn("session=" + user, user);
            return session(user);
        };
    }

    /** With a session that is over. */
    static Function<String, Map<String, String>> expired(OpLogServer server) {
        return user -> {
            server.logOut("session=" + user);
            return session(user);
        };
    }
}
