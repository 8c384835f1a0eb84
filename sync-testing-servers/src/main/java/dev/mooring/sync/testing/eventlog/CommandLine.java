package dev.mooring.sync.testing.eventlog;

import java.io.PrintStream;

/** The server as a process: reads its options, fills a log, prints the URL and stays. */
final class CommandLine {
    private int port;
    private int events;
    private String user = "u1";
    private final EventLogServer.Builder server = EventLogServer.builder();

    private CommandLine() {}

    static void run(String[] args) {
        CommandLine line = new CommandLine();
        line.read(args);
        EventLogServer server = line.server.build();
        fill(server, line.user, line.events);
        PrintStream out = System.out;
        out.println(server.start(line.port).url());
        out.flush();
    }

    private void read(String[] args) {
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            if (option.equals("--no-gzip")) {
                server.gzip(false);
                continue;
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("option " + option + " needs a value");
            }
            String value = args[++i];
            switch (option) {
                case "--port" -> port = Integer.parseInt(value);
                case "--events" -> events = Integer.parseInt(value);
                case "--user" -> user = value;
                case "--flavour" -> server.flavour(value.equals("full") ? Flavour.FULL : Flavour.BASE);
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
    }

    /** Events as another writer without an envelope would have made them. */
    private static void fill(EventLogServer server, String user, int count) {
        for (int i = 1; i <= count; i++) {
            String payload = "{\"action\":\"add\",\"id\":\"t" + i + "\",\"text\":\"buy item number " + i + "\"}";
            server.put(user, new StoredEvent(i, "2026-11-20T10:00:00.000Z", "user_action", "1", payload));
        }
    }
}
