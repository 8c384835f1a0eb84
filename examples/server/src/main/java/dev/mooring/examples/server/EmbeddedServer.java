package dev.mooring.examples.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** The server inside another program, such as a demo: over SQLite, on a free port of this machine, without tokens. */
public final class EmbeddedServer implements AutoCloseable {
    private final MooringServer server;

    private EmbeddedServer(MooringServer server) {
        this.server = server;
    }

    /**
     * Serves when it returns.
     *
     * @param file its database; made if there is none
     * @return the server
     * @throws IOException if it cannot listen
     */
    public static EmbeddedServer start(Path file) throws IOException {
        Options options = new Options();
        options.port = 0;
        options.db = file.toFile();
        return new EmbeddedServer(new MooringServer(options, Clock.systemUTC()));
    }

    /**
     * Where it listens.
     *
     * @return the base URL for a transport
     */
    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** Ends it. What was stored is in the file. */
    @Override
    public void close() {
        server.close();
    }
}
