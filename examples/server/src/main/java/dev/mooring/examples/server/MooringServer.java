package dev.mooring.examples.server;

import dev.mooring.examples.server.http.HttpServer;
import dev.mooring.examples.server.http.Targets;
import dev.mooring.examples.server.live.Bell;
import dev.mooring.examples.server.live.Hub;
import dev.mooring.examples.server.store.Backup;
import dev.mooring.examples.server.store.Compactor;
import dev.mooring.examples.server.store.Database;
import dev.mooring.examples.server.store.Logs;
import dev.mooring.examples.server.store.ServerWriter;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A running server: the database, the logs in it, and HTTP in front of them. */
final class MooringServer implements AutoCloseable {
    private static final int SHORTEST_SECRET = 32;

    private final Database database;
    private final Hub hub;
    private final ServerWriter writer;
    private final Compactor compactor;
    private final HttpServer http;
    private final Errands errands;

    /**
     * Serves when it returns.
     *
     * @throws IllegalArgumentException if the options contradict each other
     */
    MooringServer(Options options, Clock clock) throws IOException {
        if (options.restored && options.moved) {
            throw new IllegalArgumentException("--restored and --moved contradict each other");
        }
        byte[] secret = secret(options);
        if (secret == null && !InetAddress.getByName(options.host).isLoopbackAddress()) {
            throw new IllegalArgumentException("without --jwt-secret-file the server serves this machine only: --host "
                    + options.host + " is refused");
        }
        Targets targets = targets(options);
        database = open(options);
        if (options.restored) {
            Backup.markRestored(database);
        }
        if (options.restored || options.moved) {
            database.keepHistory();
        }
        Changes changes = new Changes();
        Logs logs = new Logs(database, clock, Duration.ofSeconds(options.leaseSeconds), changes);
        writer = new ServerWriter(database, clock, changes);
        errands = new Errands();
        hub = new Hub(logs, clock, errands.senders());
        Bell bell = new Bell(database, hub);
        changes.to(hub, bell, database.notifies());
        errands.begin(writer, hub, bell, database.notifies());
        compactor = new Compactor(database);
        if (options.compactBehind > 0) {
            errands.compact(compactor, options.compactBehind);
        }
        http = new HttpServer(logs, writer, hub, clock, secret, targets);
        http.start(options.host, options.port);
    }

    private static Targets targets(Options options) throws IOException {
        Properties properties = new Properties();
        if (options.proxyConfig != null) {
            try (Reader in = Files.newBufferedReader(options.proxyConfig.toPath())) {
                properties.load(in);
            }
        }
        return new Targets(properties);
    }

    private static Database open(Options options) {
        return options.jdbc.isEmpty()
                ? Database.sqlite(options.db)
                : Database.postgres(
                        options.jdbc,
                        Objects.requireNonNullElse(System.getenv("PGUSER"), ""),
                        Objects.requireNonNullElse(System.getenv("PGPASSWORD"), ""),
                        options.connections,
                        options.failoverLosesNothing);
    }

    private static byte @Nullable [] secret(Options options) throws IOException {
        if (options.jwtSecret == null) {
            return null;
        }
        byte[] secret = Files.readString(options.jwtSecret.toPath()).strip().getBytes(StandardCharsets.UTF_8);
        if (secret.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "the secret in " + options.jwtSecret + " has fewer than " + SHORTEST_SECRET + " bytes");
        }
        return secret;
    }

    /** Does now what is due. The server looks every second by itself. */
    void doDue() {
        writer.doDue();
    }

    /** Sends a sign of life to all that listen, as the server does every 15 s by itself. */
    void beat() {
        hub.beat();
    }

    /** Drops what is superseded, as the server does every minute if it is told to. */
    Compactor compactor() {
        return compactor;
    }

    int port() {
        return http.port();
    }

    @Override
    public void close() {
        hub.close();
        http.close();
        errands.close();
        database.close();
    }
}
