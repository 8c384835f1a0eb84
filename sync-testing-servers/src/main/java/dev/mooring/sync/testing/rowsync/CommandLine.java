package dev.mooring.sync.testing.rowsync;

import java.io.PrintStream;
import java.util.Locale;

/** The server as a process: reads its options, fills a table, prints the URL and stays. */
final class CommandLine {
    private int port;
    private int rows;
    private String token = "token";
    private String user = RowSyncServer.USER;
    private boolean gzip = true;

    private CommandLine() {}

    static void run(String[] args) {
        CommandLine line = new CommandLine();
        line.read(args);
        RowSyncServer server = RowSyncServer.builder()
                .gzip(line.gzip)
                .token(line.token, line.user)
                .build();
        fill(server, line.user, line.rows);
        PrintStream out = System.out;
        out.println(server.start(line.port).url());
        out.flush();
    }

    private void read(String[] args) {
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            if (option.equals("--no-gzip")) {
                gzip = false;
                continue;
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("option " + option + " needs a value");
            }
            String value = args[++i];
            switch (option) {
                case "--port" -> port = Integer.parseInt(value);
                case "--rows" -> rows = Integer.parseInt(value);
                case "--token" -> token = value;
                case "--user" -> user = value;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
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
