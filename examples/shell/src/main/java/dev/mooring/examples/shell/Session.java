package dev.mooring.examples.shell;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What one command works with. Opening it touches the file and nothing else. */
final class Session implements AutoCloseable {
    private final LocalFile file;
    private final SyncClient<Connection> client;
    private final Rounds rounds;
    private final String device;

    private Session(LocalFile file, SyncClient<Connection> client, Rounds rounds, String device) {
        this.file = file;
        this.client = client;
        this.rounds = rounds;
        this.device = device;
    }

    static Session open(Arguments args) throws SQLException {
        Path path = Path.of(args.required("db"));
        ConflictPolicy policy = policy(args.option("policy", "server-wins"));
        Dialects.transport(args, "").close(); // A command line that makes no sense must not leave a file behind.
        LocalFile file = LocalFile.open(path);
        try {
            String device = file.device(args.option("device"));
            Transport transport = Dialects.transport(args, device);
            Rounds rounds = new Rounds();
            SyncClient.Builder<Connection> builder = SyncClient.builder(
                            JdbcSqliteStorage.at(path).build(), transport, new Items())
                    .conflicts(policy)
                    .listener(rounds);
            if (args.words().get(0).equals("watch")) {
                pollEvery(builder, args);
            }
            return new Session(file, builder.build(), rounds, device);
        } catch (SQLException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void pollEvery(SyncClient.Builder<Connection> builder, Arguments args) {
        Duration every = Duration.ofMillis((long) (1000 * args.number("every", 5, 0.001)));
        builder.pollEvery(every).retries(new RetryPolicy(every, every, RetryPolicy.DEFAULT.retryAfterCap()));
    }

    private static ConflictPolicy policy(String name) {
        return switch (name) {
            case "server-wins" -> ConflictPolicy.serverWins();
            case "rebase" -> ConflictPolicy.rebase();
            default -> throw new UsageException("--policy is server-wins or rebase, not " + name);
        };
    }

    SyncClient<Connection> client() {
        return client;
    }

    Rounds rounds() {
        return rounds;
    }

    String device() {
        return device;
    }

    /** For reading the shell's own table. */
    Connection reader() {
        client.status(); // Refuses a file of another identity first.
        return file.connection();
    }

    @Override
    public void close() throws SQLException {
        client.close();
        file.close();
    }
}
