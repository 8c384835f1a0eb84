package dev.mooring.sync.testing.oplog;

import dev.mooring.sync.testing.process.Options;
import java.util.List;

/** The server as a process: what its options are, and the log that it begins with. */
final class CommandLine {
    static final List<String> OPTIONS =
            List.of("--port N", "--ops N", "--user U", "--key K", "--snapshot TEXT", "--auth COOKIE", "--pages");

    private CommandLine() {}

    static OpLogServer server(Options given) {
        String user = given.text("--user", "dev-user");
        String key = given.text("--key", "");
        String snapshot = given.text("--snapshot", "");
        String cookie = given.text("--auth", "");
        OpLogServer server = OpLogServer.builder()
                .pages(given.has("--pages"))
                .user(user)
                .sessions(!cookie.isEmpty())
                .build();
        if (!cookie.isEmpty()) {
            server.logIn(cookie, user);
        }
        if (!key.isEmpty() || !snapshot.isEmpty()) {
            server.reset(user, key.isEmpty() ? server.generation(user) : key, snapshot);
        }
        for (int i = 1; i <= given.number("--ops"); i++) {
            String payload = "{\"action\":\"add\",\"id\":\"t" + i + "\",\"text\":\"buy item number " + i + "\"}";
            server.append(user, new StoredOp(0, "todo", "t" + i, "actor-other", i, payload));
        }
        return server;
    }
}
