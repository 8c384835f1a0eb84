package dev.mooring.sync.testing.oplog;

import java.io.PrintStream;

/** The server as a process: reads its options, fills a log, prints the URL and stays. */
final class CommandLine {
    private int port;
    private int ops;
    private String user = "dev-user";
    private String key = "";
    private String snapshot = "";
    private String cookie = "";
    private final OpLogServer.Builder server = OpLogServer.builder();

    private CommandLine() {}

    static void run(String[] args) {
        CommandLine line = new CommandLine();
        line.read(args);
        PrintStream out = System.out;
        out.println(line.build().start(line.port).url());
        out.flush();
    }

    private void read(String[] args) {
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            if (option.equals("--pages")) {
                server.pages(true);
                continue;
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("option " + option + " needs a value");
            }
            String value = args[++i];
            switch (option) {
                case "--port" -> port = Integer.parseInt(value);
                case "--ops" -> ops = Integer.parseInt(value);
                case "--user" -> user = value;
                case "--key" -> key = value;
                case "--snapshot" -> snapshot = value;
                case "--auth" -> cookie = value;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
    }

    private OpLogServer build() {
        OpLogServer built = server.user(user).sessions(!cookie.isEmpty()).build();
        if (!cookie.isEmpty()) {
            built.logIn(cookie, user);
        }
        if (!key.isEmpty() || !snapshot.isEmpty()) {
            built.reset(user, key.isEmpty() ? built.generation(user) : key, snapshot);
        }
        for (int i = 1; i <= ops; i++) {
            String payload = "{\"action\":\"add\",\"id\":\"t" + i + "\",\"text\":\"buy item number " + i + "\"}";
            built.append(user, new StoredOp(0, "todo", "t" + i, "actor-other", i, payload));
        }
        return built;
    }
}
