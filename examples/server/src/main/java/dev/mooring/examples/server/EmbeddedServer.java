package dev.mooring.examples.server;

import dev.mooring.examples.server.store.Backup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The server inside another program, such as a demo: over SQLite, on a port of this machine, without tokens. Its methods are called by one
 * thread at a time.
 */
public final class EmbeddedServer implements AutoCloseable {
    private final Path file;
    private MooringServer server;

    private EmbeddedServer(Path file, int port) throws IOException {
        this.file = file;
        this.server = serve(file, port);
    }

    /**
     * Serves on a free port when it returns.
     *
     * @param file its database; made if there is none
     * @return the server
     * @throws IOException if it cannot listen
     */
    public static EmbeddedServer start(Path file) throws IOException {
        return new EmbeddedServer(file, 0);
    }

    private static MooringServer serve(Path file, int port) throws IOException {
        Options options = new Options();
        options.port = port;
        options.db = file.toFile();
        return new MooringServer(options, Clock.systemUTC());
    }

    /**
     * Where it listens.
     *
     * @return the base URL for a transport
     */
    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /**
     * Copies its database while it serves, as {@code --backup-to} does.
     *
     * @param copy must not exist
     */
    public void backUp(Path copy) {
        Backup.copy(file.toFile(), copy.toFile());
    }

    /**
     * Ends, puts a copy in the place of its database, and serves again on the same port. A copy of {@link #backUp} gets another history by
     * that, so clients know that it is one.
     *
     * @param copy stays as it is
     * @throws IOException if it cannot be copied, or if the server cannot listen again
     */
    public void restore(Path copy) throws IOException {
        int port = emptied();
        Files.copy(copy, file);
        server = serve(file, port);
    }

    /**
     * Ends, deletes its database, and serves an empty one on the same port.
     *
     * @throws IOException if it cannot be deleted, or if the server cannot listen again
     */
    public void beginAnew() throws IOException {
        server = serve(file, emptied());
    }

    /** Ends it, and deletes the file and what SQLite keeps beside it. */
    private int emptied() throws IOException {
        int port = server.port();
        server.close();
        for (String beside : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + beside));
        }
        return port;
    }

    /** Ends it. What was stored is in the file. */
    @Override
    public void close() {
        server.close();
    }
}
