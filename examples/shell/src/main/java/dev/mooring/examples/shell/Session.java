package dev.mooring.examples.shell;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.sqlite.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one command works with. The file is opened when it is first asked for, so that a command line that makes no sense
 * leaves none behind; opening it touches the file and nothing else.
 */
final class Session implements AutoCloseable {
    private final Arguments args;
    private final Rounds rounds = new Rounds();
    private @Nullable Opened opened;

    Session(Arguments args) {
        this.args = args;
    }

    private record Opened(LocalFile file, SyncClient<Connection> client, String device) {}

    SyncClient<Connection> client() throws SQLException {
        return open().client;
    }

    /** How the syncs of this session ended. */
    Rounds rounds() {
        return rounds;
    }

    String device() throws SQLException {
        return open().device;
    }

    /** For reading the shell's own table. */
    Connection reader() throws SQLException {
        client().status(); // Refuses a file of another identity first.
        return open().file.connection();
    }

    private Opened open() throws SQLException {
        Opened known = opened;
        if (known != null) {
            return known;
        }
        Path path = Path.of(args.required("db"));
        ConflictPolicy policy = policy(args.option("policy", "server-wins"));
        Duration every = Duration.ofMillis((long) (1000 * args.number("every", 5, 0.001)));
        Dialects.transport(args, "").close();
        JdbcSqliteStorage storage = storage(path);
        LocalFile file = LocalFile.open(path);
        try {
            String device = file.device(args.option("device"));
            SyncClient<Connection> client = SyncClient.builder(storage, Dialects.transport(args, device), new Items())
                    .conflicts(policy)
                    .listener(rounds)
                    .pollEvery(every)
                    .retries(new RetryPolicy(every, every, RetryPolicy.DEFAULT.retryAfterCap()))
                    .build();
            Opened now = new Opened(file, client, device);
            opened = now;
            return now;
        } catch (SQLException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static JdbcSqliteStorage storage(Path path) {
        try {
            return JdbcSqliteStorage.at(path).build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static ConflictPolicy policy(String name) {
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
