package dev.mooring.examples.server.check;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server over a file of SQLite is killed with SIGKILL in the middle of pushes, again and again. */
class KilledServerTest {
    @TempDir
    Path folder;

    @Test
    void aKilledServerLosesNothingAndDoublesNothing() throws Exception {
        run(1, 60, 2, 300);
    }

    /** {@code -Dcluster.writes=N} sets how often each of 16 devices writes, {@code -Dchaos.minutes=N} how long they may take. */
    @Test
    @Tag("long")
    void andNeitherDoesOneThatIsKilledForLong() throws Exception {
        run(4, Integer.getInteger("cluster.writes", 300), Integer.MAX_VALUE, 1500);
    }

    private void run(int users, int writes, int kills, int pause) throws Exception {
        List<String> options = List.of("--db", folder.resolve("server.db").toString(), "--lease-seconds", "1");
        try (ServerProcess server = new ServerProcess(options)) {
            server.start();
            new Chaos(new HttpWire(List.of(server.port())), users, writes).run(kills, pause, random -> {
                server.kill();
                server.start();
            });
        }
    }
}
