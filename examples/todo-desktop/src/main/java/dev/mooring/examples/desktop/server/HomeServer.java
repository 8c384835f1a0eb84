package dev.mooring.examples.desktop.server;

import dev.mooring.examples.server.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The example server inside this program, with all that may happen to the database of a server: it is backed up, restored, or made anew.
 * Called by one thread at a time.
 */
public final class HomeServer implements AutoCloseable {
    /** Whose list it is. */
    public static final String USER = "ada";

    private final EmbeddedServer server;
    private final Path backup;
    private final boolean begins;

    private HomeServer(EmbeddedServer server, Path backup, boolean begins) {
        this.server = server;
        this.backup = backup;
        this.begins = begins;
    }

    /**
     * Serves when it returns, on a free port of this machine.
     *
     * @param folder of its database; what was stored there before is served again
     * @return the server
     * @throws IOException if it cannot listen
     */
    public static HomeServer start(Path folder) throws IOException {
        Path file = folder.resolve("server.db");
        boolean begins = Files.notExists(file);
        return new HomeServer(EmbeddedServer.start(file), folder.resolve("server-backup.db"), begins);
    }

    /**
     * Whether it had no database.
     *
     * @return false if it goes on with an old one
     */
    public boolean begins() {
        return begins;
    }

    /**
     * Where it listens. It stays so, whatever happens to the database.
     *
     * @return its base URL
     */
    public String url() {
        return server.url();
    }

    /**
     * Backs its database up while it serves. There is one backup, the latest.
     *
     * @throws IOException if the one before cannot be deleted
     */
    public void backUp() throws IOException {
        Files.deleteIfExists(backup);
        server.backUp(backup);
    }

    /**
     * It is restored from the backup, as one should: by that it gets another history.
     *
     * @throws IOException if it cannot listen again
     */
    public void restore() throws IOException {
        server.restore(backup);
    }

    /**
     * Somebody puts the backup back by hand, and takes from it the mark that says what it is. So the server says that nothing has happened, but
     * its log is shorter.
     *
     * @throws IOException if it cannot listen again
     * @throws SQLException if the mark cannot be taken away
     */
    public void restoreUnsaid() throws IOException, SQLException {
        Path unmarked = Files.createTempFile("backup", ".db");
        try {
            Files.write(unmarked, Files.readAllBytes(backup));
            try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + unmarked);
                    Statement sql = db.createStatement()) {
                sql.executeUpdate("UPDATE server SET restored = 0");
            }
            server.restore(unmarked);
        } finally {
            Files.delete(unmarked);
        }
    }

    /**
     * Its database is lost, and it begins with an empty one.
     *
     * @throws IOException if it cannot listen again
     */
    public void beginAnew() throws IOException {
        server.beginAnew();
    }

    @Override
    public void close() {
        server.close();
    }
}
