package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.process.Options;
import java.util.List;
import java.util.Locale;

/** The server as a process: what its options are, and the table that it begins with. */
final class CommandLine {
    static final List<String> OPTIONS = List.of("--port N", "--token T", "--user UUID", "--rows N", "--no-gzip");

    private CommandLine() {}

    static RowSyncServer server(Options given) {
        String user = given.text("--user", RowSyncServer.USER);
        RowSyncServer server = RowSyncServer.builder()
                .gzip(!given.has("--no-gzip"))
                .token(given.text("--token", "token"), user)
                .build();
        fill(server, user, given.number("--rows"));
        return server;
    }

    /** Rows as another device of the user's would have made them. */
    private static void fill(RowSyncServer server, String user, int count) {
        for (int i = 1; i <= count; i++) {
            String id = String.format(Locale.ROOT, "00000000-0000-4000-8000-%012d", i);
            server.put(
                    "tune",
                    "{\"id\":\"" + id + "\",\"title\":\"tune number " + i + "\",\"genre\":\"ITRAD\",\"privateFor\":\""
                            + user + "\",\"lastModifiedAt\":\"2026-11-20T10:00:00.000Z\"}");
        }
    }
}
