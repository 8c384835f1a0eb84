package dev.mooring.examples.server;

import dev.mooring.examples.server.http.HttpServer;
import dev.mooring.examples.server.store.Backup;
import dev.mooring.examples.server.store.Database;
import dev.mooring.examples.server.store.Logs;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A running server: the database, the logs in it, and HTTP in front of them. */
final class MooringServer implements AutoCloseable {
    private static final int SHORTEST_SECRET = 32;

    private final Database database;
    private final HttpServer http;

    /**
     * Serves when it returns.
     *
     * @throws IllegalArgumentException if the options contradict each other
     */
    MooringServer(Options options, Clock clock) throws IOException {
        byte[] secret = secret(options);
        if (secret == null && !InetAddress.getByName(options.host).isLoopbackAddress()) {
            throw new IllegalArgumentException("without --jwt-secret-file the server serves this machine only: --host "
                    + options.host + " is refused");
        }
        database = open(options);
        if (options.restored) {
            Backup.markRestored(database);
        }
        Logs logs = new Logs(database, clock, Duration.ofSeconds(options.leaseSeconds), log -> {});
        http = new HttpServer(logs, clock, secret);
        http.start(options.host, options.port);
    }

    private static Database open(Options options) {
        return options.jdbc.isEmpty()
                ? Database.sqlite(options.db)
                : Database.postgres(
                        options.jdbc,
                        Objects.requireNonNullElse(System.getenv("PGUSER"), ""),
                        Objects.requireNonNullElse(System.getenv("PGPASSWORD"), ""),
                        options.connections);
    }

    private static byte @Nullable [] secret(Options options) throws IOException {
        if (options.jwtSecret == null) {
            return null;
        }
        byte[] secret =
                Files.readString(options.jwtSecret.toPath()).strip().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (secret.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "the secret in " + options.jwtSecret + " has fewer than " + SHORTEST_SECRET + " bytes");
        }
        return secret;
    }

    int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.close();
        database.close();
    }
}
