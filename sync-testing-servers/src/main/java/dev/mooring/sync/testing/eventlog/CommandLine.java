package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.process.Options;
import java.util.List;
import java.util.Locale;

/** The server as a process: what its options are, and the log that it begins with. */
final class CommandLine {
    static final List<String> OPTIONS =
            List.of("--port N", "--events N", "--user U", "--flavour base|full|strict", "--no-gzip", "--live");

    private CommandLine() {}

    static EventLogServer server(Options given) {
        EventLogServer server = EventLogServer.builder()
                .flavour(Flavour.valueOf(given.text("--flavour", "base").toUpperCase(Locale.ROOT)))
                .gzip(!given.has("--no-gzip"))
                .live(given.has("--live"))
                .build();
        fill(server, given.text("--user", "u1"), given.number("--events"));
        return server;
    }

    /** Events as another writer without an envelope would have made them. */
    private static void fill(EventLogServer server, String user, int count) {
        for (int i = 1; i <= count; i++) {
            String payload = "{\"action\":\"add\",\"id\":\"t" + i + "\",\"text\":\"buy item number " + i + "\"}";
            server.put(user, new StoredEvent(i, "2026-11-20T10:00:00.000Z", "user_action", "1", payload));
        }
    }
}
