package dev.mooring.sync.testing.entitysync;

import java.io.PrintStream;

/** The server as a process: reads its options, fills an account, prints the URL and stays. */
final class CommandLine {
    private int port;
    private int entities;
    private String user = "u1";
    private String token = "t1";
    private final EntitySyncServer.Builder server = EntitySyncServer.builder();

    private CommandLine() {}

    static void run(String[] args) {
        CommandLine line = new CommandLine();
        line.read(args);
        EntitySyncServer server = line.server.user(line.user, line.token).build();
        for (int i = 1; i <= line.entities; i++) {
            server.put(line.user, EntityType.LOGBOOK_ENTRY, "e" + i, entry(line.user, i));
        }
        PrintStream out = System.out;
        out.println(server.start(line.port).url());
        out.flush();
    }

    private void read(String[] args) {
        for (int i = 0; i < args.length; i += 2) {
            String option = args[i];
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("option " + option + " needs a value");
            }
            String value = args[i + 1];
            switch (option) {
                case "--port" -> port = Integer.parseInt(value);
                case "--entities" -> entities = Integer.parseInt(value);
                case "--user" -> user = value;
                case "--token" -> token = value;
                case "--flavour" -> server.flavour(value.equals("promised") ? Flavour.PROMISED : Flavour.LIVE);
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
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
