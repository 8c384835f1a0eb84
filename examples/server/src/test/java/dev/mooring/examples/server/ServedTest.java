package dev.mooring.examples.server;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test whose cases each have a server of their own. */
abstract class ServedTest {
    @TempDir
    Path folder;

    Served server;

    /** What the server takes for the time. */
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Serves over an empty database. */
    Served begin(Clock clock) {
        return Served.sqlite(folder, clock);
    }

    @BeforeEach
    final void serve() {
        server = begin(clock());
    }

    @AfterEach
    final void close() {
        server.close();
    }
}
