package dev.mooring.examples.shell;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorageBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one command works with. The file is opened when it is first asked for, so that a command line that makes no sense
 * leaves none behind; opening it touches the file and nothing else.
 */
final class Session implements AutoCloseable {
    private final Options options;
    private final Duration every;
    private final Rounds rounds = new Rounds();
    private @Nullable Opened opened;

    /**
     * A session that has opened nothing yet.
     *
     * @param every how long {@code watch} waits between two syncs
     */
    Session(Options options, Duration every) {
        this.options = options;
        this.every = every;
    }

    private record Opened(
            LocalFile file, SqliteStorage<Connection> storage, SyncClient<Connection> client, String device) {}

    SyncClient<Connection> client() throws SQLException {
        return open().client;
    }

    /** The storage, if it has synced tables. */
    @Nullable
    SqliteStorage<Connection> tables() throws SQLException {
        SqliteStorage<Connection> storage = open().storage;
        return storage.captures() ? storage : null;
    }

    /** Prints which rows change from now on, whoever changes them, until the session ends; nothing without tables. */
    void printChangedRows(Output out) throws SQLException {
        SqliteStorage<Connection> tables = tables();
        if (tables != null) {
            tables.onTablesChanged(change -> Lines.rows(out, change));
        }
    }

    /** The channel that this session listens to. */
    ChannelChoice channel() {
        return options.channel;
    }

    /** How the syncs of this session ended, and how the channel stands. */
    Rounds rounds() {
        return rounds;
    }

    /** Remembers how a sync ended, for {@code status}. */
    void ended(Round round) throws SQLException {
        open().file.synced(Lines.outcome(round.report()), Lines.message(round));
    }

    /** How the last sync ended that this file has seen; null if none has. */
    LocalFile.@Nullable LastSync lastSync() throws SQLException {
        return open().file.lastSync();
    }

    String device() throws SQLException {
        return open().device;
    }

    /** For reading the shell's own table, and for SQL of the user's. */
    Connection reader() throws SQLException {
        client().status(); // Refuses a file of another identity first.
        return open().file.connection();
    }

    private Opened open() throws SQLException {
        Opened known = opened;
        if (known != null) {
            return known;
        }
        Path path = options.database();
        LocalFile.nameUser(options, path);
        ConflictPolicy policy = policy(options);
        TableFile sql = TableFile.of(options.tables);
        List<SqlTable> tables = sql == null ? List.of() : sql.tables(path);
        Dialects.transport(options, "", tables).close();
        SqliteStorage<Connection> storage = storage(path, sql, tables);
        LocalFile file = LocalFile.open(path, sql == null, InstantSource.system());
        try {
            String device = file.device(options.device);
            Transport transport = Dialects.transport(options, device, tables);
            SyncClientBuilder<Connection> builder = builder(storage, transport);
            WakeUps wakeUps = Dialects.wakeUps(options);
            if (wakeUps != null) {
                builder.wakeUps(wakeUps);
            }
            if (policy != null) {
                builder.conflicts(policy);
            }
            if (options.channel.kind() == ChannelChoice.Kind.NONE) {
                builder.live(Live.OFF); // The dialect may have one of its own.
            }
            SyncClient<Connection> client = builder.listener(rounds)
                    .pollEvery(every)
                    .retries(new RetryPolicy(every, every, RetryPolicy.DEFAULT.retryAfterCap()))
                    .build();
            Opened now = new Opened(file, storage, client, device);
            opened = now;
            return now;
        } catch (SQLException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static SyncClientBuilder<Connection> builder(SqliteStorage<Connection> storage, Transport transport) {
        return storage.captures()
                ? SyncClient.builder(storage, transport).keepLog(true)
                : SyncClient.builder(storage, transport, new Items());
    }

    private SqliteStorage<Connection> storage(Path path, @Nullable TableFile sql, List<SqlTable> tables) {
        try {
            JdbcSqliteStorageBuilder storage = JdbcSqliteStorage.at(path);
            return sql == null
                    ? storage.build()
                    : storage.onOpen(sql::run)
                            .syncedTables(Dialects.synced(options, tables))
                            .build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** What {@code --policy} takes, for completion. */
    static final class Policies extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Policies() {
            super(List.of("server-wins", "rebase", "last-write-wins"));
        }
    }

    /** Null where clocks decide. */
    private static @Nullable ConflictPolicy policy(Options options) {
        String name = options.policy;
        if (options.dialect.equals(Dialects.CHANGESET)) {
            if (!name.equals("server-wins")) {
                throw new UsageException("--policy is no option of changeset, where the clocks of cells decide");
            }
            return null;
        }
        return switch (name) {
            case "server-wins" -> ConflictPolicy.serverWins();
            case "rebase" -> ConflictPolicy.rebase();
            case "last-write-wins" -> ConflictPolicy.lastWriteWins();
            default -> throw new UsageException("--policy is server-wins, rebase or last-write-wins, not " + name);
        };
    }

    @Override
    public void close() throws SQLException {
        Opened known = opened;
        if (known != null) {
            known.client.close();
            known.file.close();
        }
    }
}
