package dev.mooring.examples.service;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.status.SyncListener;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/**
 * One user's file while it is open: the client that syncs it, and the pool on which the service reads and writes it. The storage has connections
 * of its own, so the pool is the service's alone, and may be as small as SQLite's one writer allows. Thread-safe.
 */
public final class Workspace implements AutoCloseable {
    private static final int POOL = 3;

    private final SyncClient<Connection> client;
    private final HikariDataSource pool;
    private final Visits visits;

    /**
     * Opens a file, and syncs it from now on.
     *
     * @param file created if it is missing
     * @param transport closed with the workspace
     * @param listener told what the client does
     */
    Workspace(Path file, Transport transport, SyncListener listener) {
        client = SyncClient.builder(
                        JdbcSqliteStorage.at(file)
                                .onOpen(VisitTables::create)
                                .syncedTables(VisitTables.SYNCED)
                                .watchEvery(Duration.ZERO) // All writes come by write(), below; saves three threads for
                                // each user.
                                .build(),
                        transport)
                .conflicts(ConflictPolicy.lastWriteWins())
                .pollEvery(Duration.ofSeconds(30))
                .listener(listener)
                .build();
        try {
            client.start(); // Before the pool: from here on the tables are there, and are captured.
            pool = new HikariDataSource(pool(file));
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
        visits = new Visits(Jdbi.create(pool));
    }

    private static HikariConfig pool(Path file) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + file);
        config.setPoolName(file.getFileName().toString());
        config.setMaximumPoolSize(POOL);
        config.setMinimumIdle(0); // A user who does nothing costs no connection of the pool.
        config.addDataSourceProperty("busy_timeout", "10000");
        config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
        config.addDataSourceProperty("foreign_keys", "true");
        return config;
    }

    /** Reads. */
    public <T> T read(Function<Visits, T> work) {
        return work.apply(visits);
    }

    /** Writes, by transactions of the service's own, and has what they committed sent at once. */
    public <T> T write(Function<Visits, T> work) {
        T result = work.apply(visits);
        client.wakeUp();
        return result;
    }

    /** Tells how the sync goes, and is told to. */
    public SyncClient<Connection> client() {
        return client;
    }

    /** Stays below the client's own deadline for a close; what was not sent is sent when the file is opened again. */
    @Override
    public void close() {
        pool.close();
        client.close();
    }
}
