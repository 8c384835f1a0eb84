package dev.mooring.examples.server.check;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server over a file of SQLite is killed with SIGKILL in the middle of pushes, again and again. */
class KilledServerTest {
    @TempDir
    Path folder;

    @Test
    void aKilledServerLosesNothingAndDoublesNothing() throws Exception {
        List<String> options = List.of("--db", folder.resolve("server.db").toString(), "--lease-seconds", "1");
        try (ServerProcess server = new ServerProcess(options)) {
            server.start();
            new Chaos(new HttpWire(List.of(server.port())), 1, 60).run(2, 300, random -> {
                server.kill();
                server.start();
            });
        }
    }
}
