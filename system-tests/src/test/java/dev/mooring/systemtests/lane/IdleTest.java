package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.transport.CallsTransport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A started client that has nothing to do, and does not poll. */
class IdleTest {
    @TempDir
    Path folder;

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final AtomicLong ran = new AtomicLong();

    /** Counts the tasks that time has brought. */
    private final class Counting implements Scheduler {
        private final Scheduler lane = time.lane(1);

        @Override
        public Instant now() {
            return lane.now();
        }

        @Override
        public long nanoTime() {
            return lane.nanoTime();
        }

        @Override
        public Random random() {
            return lane.random();
        }

        @Override
        public Registration schedule(Duration delay, Runnable task) {
            return lane.schedule(delay, counted(task));
        }

        @Override
        public Registration alarm(Duration delay, Runnable task) {
            return lane.alarm(delay, counted(task));
        }

        private Runnable counted(Runnable task) {
            return () -> {
                ran.incrementAndGet();
                task.run();
            };
        }

        @Override
        public void close() {
            lane.close();
        }
    }

    @Test
    void itWakesUpTwiceAMinuteAndWritesNothing() throws Exception {
        Path file = folder.resolve("app.db");
        try (SyncClient<Connection> client = client(file);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            client.start();
            assertInstanceOf(SyncReport.Synced.class, synced(client));
            time.advance(Duration.ofMinutes(10));

            long before = ran.get();
            long commits = commits(other);
            time.advance(Duration.ofHours(1));
            assertTrue(ran.get() - before <= 120, "it woke up " + (ran.get() - before) + " times in an hour");
            assertEquals(commits, commits(other), "something was written");
        }
    }

    private SyncReport synced(SyncClient<?> client) {
        CompletableFuture<SyncReport> report = client.syncNow();
        time.sleep(Duration.ofMinutes(1), report::isDone);
        return report.join();
    }

    private SyncClient<Connection> client(Path file) {
        Capabilities can = Capabilities.arrival("idle", new ServerIdentity("home", "ada"))
                .resendSafe()
                .build();
        return SyncClient.builder(
                        JdbcSqliteStorage.at(file)
                                .onOpen(IdleTest::create)
                                .syncedTables(SyncedTables.builder()
                                        .table(SyncedTable.named("todo"))
                                        .build())
                                .watchEvery(Duration.ZERO) // What looks at the file has its own thread and time.
                                .build(),
                        CallsTransport.of(can, batch -> List.of(), (from, sink) -> new Page(from, false)))
                .scheduler(new Counting())
                .build();
    }

    private static void create(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY, title TEXT)");
        }
    }

    /** Another number after each commit of another connection. */
    private static long commits(Connection db) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet version = statement.executeQuery("PRAGMA data_version")) {
            version.next();
            return version.getLong(1);
        }
    }
}
