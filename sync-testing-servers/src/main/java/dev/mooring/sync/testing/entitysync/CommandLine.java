package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.process.Options;
import java.util.List;

/** The server as a process: what its options are, and the account that it begins with. */
final class CommandLine {
    static final List<String> OPTIONS =
            List.of("--port N", "--flavour live|promised", "--user U", "--token T", "--entities N");

    private CommandLine() {}

    static EntitySyncServer server(Options given) {
        String user = given.text("--user", "u1");
        boolean promised = given.text("--flavour", "live").equals("promised");
        EntitySyncServer server = EntitySyncServer.builder()
                .flavour(promised ? Flavour.PROMISED : Flavour.LIVE)
                .user(user, given.text("--token", "t1"))
                .build();
        for (int i = 1; i <= given.number("--entities"); i++) {
            server.put(user, EntityType.LOGBOOK_ENTRY, "e" + i, entry(user, i));
        }
        return server;
    }

    /** As a push over HTTP leaves it. */
    private static String entry(String user, int i) {
        String time = "\"2026-11-20T10:00:00.000Z\"";
        return "{\"id\":\"e" + i + "\",\"timestamp\":1795168800000,\"duration\":1800,\"type\":\"practice\","
                + "\"instrument\":\"piano\",\"pieces\":[],\"techniques\":[\"scales\"],\"notes\":\"note number " + i
                + "\",\"tags\":[],\"createdAt\":" + time + ",\"updatedAt\":" + time + ",\"user_id\":\"" + user
                + "\",\"goal_ids\":[],\"created_at\":" + time + ",\"updated_at\":" + time + "}";
    }
}
