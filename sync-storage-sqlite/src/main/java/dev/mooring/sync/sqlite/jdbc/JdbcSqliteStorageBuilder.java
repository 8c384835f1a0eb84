package dev.mooring.sync.sqlite.jdbc;

import dev.mooring.sync.Beta;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.sqlite.Salvage;
import dev.mooring.sync.sqlite.SqliteStorageBuilder;
import dev.mooring.sync.sqlite.Synchronous;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcAppSql;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcDriver;
import dev.mooring.sync.sqlite.jdbc.internal.JdkProcesses;
import dev.mooring.sync.sqlite.spi.Processes;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds a storage through sqlite-jdbc. Does no I/O. Not thread-safe. */
public final class JdbcSqliteStorageBuilder extends SqliteStorageBuilder<Connection, JdbcSqliteStorageBuilder> {
    /** A pool that has to open a connection first takes no longer, and one that is empty is not waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final String name;
    private final JdbcSqliteStorage.ConnectionSource source;
    private final boolean owned;
    private @Nullable Duration lendWithin;
    private Synchronous synchronous = Synchronous.NORMAL;
    private Duration busyTimeout = Duration.ofSeconds(5);
    private @Nullable SqlDriver<Connection> driver;
    private @Nullable Processes processes;

    JdbcSqliteStorageBuilder(String name, JdbcSqliteStorage.ConnectionSource source, boolean owned) {
        this.name = name;
        this.source = source;
        this.owned = owned;
    }

    /**
     * Sets when a commit is durable; {@link Synchronous#NORMAL} by default.
     *
     * @param level the level
     * @return this
     */
    public JdbcSqliteStorageBuilder synchronous(Synchronous level) {
        synchronous = Objects.requireNonNull(level);
        return this;
    }

    /**
     * Sets how long a write waits for a write of another process; 5 s by default.
     *
     * @param timeout not negative; counted in milliseconds
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public JdbcSqliteStorageBuilder busyTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the busy timeout must not be negative, got " + timeout);
        }
        busyTimeout = timeout;
        return this;
    }

    /** Notes that the connections come from a pool, which may lend too few. */
    JdbcSqliteStorageBuilder pooled() {
        return lendWithin(PATIENCE);
    }

    /** Sets how long a pool may take to lend a connection when the storage is opened. */
    JdbcSqliteStorageBuilder lendWithin(Duration patience) {
        lendWithin = patience;
        return this;
    }

    /** Sets another driver than the one that is made of the settings. */
    JdbcSqliteStorageBuilder driver(SqlDriver<Connection> driver) {
        this.driver = driver;
        return this;
    }

    /** Sets what is known of other processes. */
    JdbcSqliteStorageBuilder processes(Processes processes) {
        this.processes = processes;
        return this;
    }

    @Override
    protected JdbcSqliteStorageBuilder self() {
        return this;
    }

    @Beta
    @Override
    protected SqlDriver<Connection> driver(boolean synced) {
        SqlDriver<Connection> given = driver;
        if (given != null) {
            return given;
        }
        JdbcDriver.Source connections = owned && synced ? this::connectWithReferences : source::connect;
        return new JdbcDriver(name, connections, synchronous.name(), busyTimeout);
    }

    @Override
    protected int readers() {
        return owned ? super.readers() : 1;
    }

    @Override
    protected @Nullable Duration lendWithin() {
        return lendWithin;
    }

    @Beta
    @Override
    protected Processes processes() {
        Processes given = processes;
        return given == null ? new JdkProcesses() : given;
    }

    private Connection connectWithReferences() throws SQLException {
        Connection connection = source.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA foreign_keys = ON");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    static void releaseTable(Connection db, String table) throws SQLException {
        release(new JdbcAppSql(db), !db.getAutoCommit(), table);
    }

    static Salvage salvageFile(Path database, Path export, ServerIdentity identity) {
        return salvage(
                database,
                export,
                identity,
                copy -> new JdbcDriver(
                        database.toString(),
                        () -> DriverManager.getConnection("jdbc:sqlite:" + copy),
                        "OFF",
                        Duration.ofSeconds(5)));
    }
}
