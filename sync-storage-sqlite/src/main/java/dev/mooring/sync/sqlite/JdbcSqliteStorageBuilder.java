package dev.mooring.sync.sqlite;

import dev.mooring.sync.sqlite.internal.driver.JdbcDriver;
import dev.mooring.sync.sqlite.internal.driver.SqlDriver;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds a {@link JdbcSqliteStorage}. Does no I/O. Not thread-safe. */
public final class JdbcSqliteStorageBuilder {
    private final String name;
    private final JdbcSqliteStorage.ConnectionSource source;
    private final boolean owned;
    private boolean pooled;
    private Duration lendWithin = Lending.PATIENCE;
    private Synchronous synchronous = Synchronous.NORMAL;
    private Duration busyTimeout = Duration.ofSeconds(5);
    private @Nullable SyncedTables synced;
    private JdbcSqliteStorage.Setup setup = db -> {};
    private Duration watch = Duration.ofMillis(250);
    private long checkUpTo = Opening.CHECKED;

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

    /**
     * Captures what is written to these tables, and brings a {@linkplain JdbcSqliteStorage#handler() handler} for them.
     * If this storage opens its connections itself ({@link JdbcSqliteStorage#at}), references are enforced as the tables declare them;
     * on others that is the app's setting. Needs SQLite 3.26.
     *
     * @param tables the tables; they must exist when the storage is opened
     * @return this
     */
    public JdbcSqliteStorageBuilder syncedTables(SyncedTables tables) {
        synced = Objects.requireNonNull(tables);
        return this;
    }

    /**
     * Runs the app's own DDL each time the storage is opened, in the transaction of the opening and before the synced tables are checked.
     * If it throws, opening fails and nothing is changed.
     *
     * @param step must work for a new file and for an old one
     * @return this
     */
    public JdbcSqliteStorageBuilder onOpen(JdbcSqliteStorage.Setup step) {
        setup = Objects.requireNonNull(step);
        return this;
    }

    /**
     * Sets how often the storage looks whether other connections or processes have written to synced tables; every 250 ms by default. A
     * look takes microseconds. With zero such writes are noticed when the client looks into the outbox
     * ({@link dev.mooring.sync.SyncClientBuilder#mopUpEvery}) or syncs.
     *
     * @param interval not negative
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public JdbcSqliteStorageBuilder watchEvery(Duration interval) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("the interval must not be negative, got " + interval);
        }
        watch = interval;
        return this;
    }

    /**
     * Sets up to which size a file is checked for damage when it is opened ({@code PRAGMA quick_check}); 64 MiB by default. The check takes
     * some milliseconds for a small file. A damaged file is not opened, and is left as it is: {@link Salvage} reads from it what can be
     * read. The library's own tables are always checked.
     *
     * @param bytes not negative; zero to check no file
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public JdbcSqliteStorageBuilder checkAtOpenUpTo(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("the size must not be negative, got " + bytes);
        }
        checkUpTo = bytes;
        return this;
    }

    /** Notes that the connections come from a pool, which may lend too few. */
    JdbcSqliteStorageBuilder pooled() {
        pooled = true;
        return this;
    }

    /** Sets how long a pool may take to lend a connection when the storage is opened. */
    JdbcSqliteStorageBuilder lendWithin(Duration patience) {
        lendWithin = patience;
        return this;
    }

    /**
     * Builds the storage.
     *
     * @return the storage, not yet opened
     */
    public JdbcSqliteStorage build() {
        return build(Processes.ofThisMachine());
    }

    JdbcSqliteStorage build(Processes processes) {
        JdbcDriver.Source connections = owned && synced != null ? this::connectWithReferences : source::connect;
        return build(processes, new JdbcDriver(name, connections, synchronous.name(), busyTimeout));
    }

    JdbcSqliteStorage build(Processes processes, SqlDriver<Connection> driver) {
        SyncedTables named = synced;
        TableSync<Connection> tables = named == null
                ? null
                : new TableSync<>(
                        driver,
                        named.specs(),
                        named.format() != RowFormat.CHANGES,
                        named.format() == RowFormat.ENTITIES,
                        watch);
        int readers = owned ? Readers.MOST : 1;
        Lending lending = pooled ? new Lending(named == null ? 2 : 3, lendWithin) : null;
        return new JdbcSqliteStorage(
                new SqliteStorage<>(driver, processes, tables, setup::run, checkUpTo, readers, lending), tables);
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
}
