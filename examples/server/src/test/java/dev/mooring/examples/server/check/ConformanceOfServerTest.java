package dev.mooring.examples.server.check;

import dev.mooring.sync.testing.conformance.Conformance;
import dev.mooring.sync.testing.conformance.ConformanceSuite;
import dev.mooring.sync.testing.conformance.Family;
import dev.mooring.sync.testing.conformance.Hooks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** All promises of the family, as the kit tries them on any server, with restarts by SIGKILL. */
@Tag("long")
class ConformanceOfServerTest extends ConformanceSuite {
    @TempDir
    Path folder;

    private ServerProcess server;

    /** Where the server keeps its logs. */
    List<String> options() {
        return List.of("--db", folder.resolve("server.db").toString());
    }

    @Override
    protected Conformance conformance() {
        server = new ServerProcess(options());
        server.start();
        return Conformance.of(Family.EVENT_LOG, "http://127.0.0.1:" + server.port())
                .hooks(new Hooks(user -> Map.of(), () -> {
                    server.kill();
                    server.start();
                }));
    }

    @AfterEach
    void close() {
        server.close();
    }
}
