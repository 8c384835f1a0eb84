package dev.mooring.systemtests.tables;

import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.status.SyncListener;
import dev.mooring.sync.testing.ForwardingTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * The process that is stopped: it edits the row, syncs, and says when it is about to send, or has been answered. Then it waits for a
 * byte, which is there when it goes on. At the end it edits the row once more.
 */
final class StoppedChild {
    private static final int TRIES = 50;

    private StoppedChild() {}

    /** Where it is stopped. */
    enum Point {
        NOWHERE,
        BEFORE_PUSH,
        AFTER_PUSH,
        AFTER_PULL
    }

    public static void main(String[] args) throws Exception {
        ServerKind kind = ServerKind.valueOf(args[2]);
        Path file = Path.of(args[0]);
        Stopping stopping = new Stopping(Point.valueOf(args[3]));
        try (SyncClient<Connection> client = client(kind, file, args[1], stopping, event -> {})) {
            client.open();
            edit(file, kind, "v1");
            sync(client);
            System.out.println("synced " + client.status().counts().superseded()
                    + client.status().counts().quarantined() + client.status().pending());
            if (System.in.read() >= 0) {
                edit(file, kind, "v3");
                sync(client);
                System.out.println("synced " + client.status().counts().superseded()
                        + client.status().counts().quarantined()
                        + client.status().pending());
            }
        }
    }

    static SyncClient<Connection> client(
            ServerKind kind, Path file, String url, Stopping stopping, SyncListener listener) {
        return SyncClient.builder(storage(kind, file), stopping.around(kind, url))
                .leaseFor(Duration.ofSeconds(1))
                .retries(new RetryPolicy(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofSeconds(1)))
                .listener(listener)
                .build();
    }

    static SqliteStorage<Connection> storage(ServerKind kind, Path file) {
        return JdbcSqliteStorage.at(file)
                .onOpen(db -> run(db, kind.ddl()))
                .syncedTables(kind.tables())
                .watchEvery(Duration.ZERO)
                .build();
    }

    /** By plain SQL on a connection of its own. */
    static void edit(Path file, ServerKind kind, String title) throws SQLException {
        try (Connection own = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            run(own, "PRAGMA busy_timeout = 15000");
            run(own, title.equals("v0") ? kind.insert(1, title) : "UPDATE item SET title = '" + title + "'");
        }
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    static void sync(SyncClient<?> client) {
        SyncReport report = client.syncNow().join();
        for (int tries = 0; tries < TRIES && !(report instanceof SyncReport.Synced); tries++) {
            report = client.flush(Duration.ofSeconds(10)).join();
        }
        if (!(report instanceof SyncReport.Synced)) {
            throw new IllegalStateException("not synced: " + report);
        }
    }

    /** Between the lane and the socket. */
    static final class Stopping implements Interceptor {
        private final Point point;
        private boolean done;
        private volatile boolean pushes;
        private volatile boolean pulls;

        Stopping(Point point) {
            this.point = point;
        }

        Transport around(ServerKind kind, String url) {
            return new ForwardingTransport(kind.transport(url, "d", this, Duration.ofSeconds(2))) {
                @Override
                public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                    pushes = ask instanceof Ask.Push;
                    pulls = ask instanceof Ask.Pull;
                    return super.exchange(ask, sink, cancellation);
                }
            };
        }

        @Override
        public Response intercept(Chain chain) throws IOException {
            stop(Point.BEFORE_PUSH, pushes);
            Response response = chain.proceed(chain.request());
            stop(Point.AFTER_PUSH, pushes);
            stop(Point.AFTER_PULL, pulls);
            return response;
        }

        private void stop(Point here, boolean applies) throws IOException {
            if (here == point && applies && !done) {
                done = true;
                System.out.println("stop");
                if (System.in.read() < 0) {
                    throw new IOException("nobody lets it go on");
                }
            }
        }
    }
}
