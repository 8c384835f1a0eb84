package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;

/**
 * A row with very many edits that are not sent yet, where the server keeps keys, and what the server then tells of it. What a write
 * transaction does is counted in steps of SQLite's virtual machine, which no load of the computer changes.
 */
class CrowdedKeyTest {
    private static final int TICK = 50;
    private static final Instant LONG_AGO = Instant.EPOCH;

    @TempDir
    private Path folder;

    private final VirtualScheduler time = new VirtualScheduler(1);

    /** What the server tells. */
    enum Told {
        /** Another writer's state, and the server wins. */
        FOREIGN,
        /** An older one of another writer, and the later one wins. */
        OLDER,
        /** One from the midst of the edits, and the later one wins. */
        BETWEEN,
        /** What the last edit asks for: an answer was lost. */
        OURS,
        /** Another writer's, while the first of the edits was refused. */
        REFUSED
    }

    private final class Device implements AutoCloseable {
        final KeyServer server = new KeyServer();
        final Path file;
        final Told told;
        long longest;
        int commitsToLive = -1;
        int lanes;
        CrashingStorage<Connection> storage;
        SyncClient<Connection> client;
        VirtualScheduler.@Nullable Lane lane;

        Device(Told told, String name) {
            this.told = told;
            file = folder.resolve(name + ".db");
            server.batchCount = 500;
            storage = storage();
            client = open();
        }

        private CrashingStorage<Connection> storage() {
            return new CrashingStorage<>(JdbcSqliteStorage.on((JdbcSqliteStorage.ConnectionSource) this::watched)
                            .onOpen(db -> run(db, "CREATE TABLE IF NOT EXISTS item (id TEXT PRIMARY KEY, x, y)"))
                            .syncedTables(SyncedTables.builder()
                                    .format(RowFormat.ENTITIES)
                                    .table(SyncedTable.named("item").key("id").collection("todo"))
                                    .build())
                            .watchEvery(Duration.ZERO)
                            .build())
                    .onCommit((moment, number) -> {
                        if (commitsToLive >= 0 && moment == Moment.AFTER_COMMIT && commitsToLive-- == 0) {
                            lane.kill();
                            throw new VirtualScheduler.Killed();
                        }
                    });
        }

        private SyncClient<Connection> open() {
            lane = time.lane(++lanes);
            ConflictPolicy policy = told == Told.OLDER || told == Told.BETWEEN
                    ? ConflictPolicy.lastWriteWins()
                    : ConflictPolicy.serverWins();
            SyncClient<Connection> opened = SyncClient.builder(storage, server.transport())
                    .scheduler(lane)
                    .conflicts(policy)
                    .build();
            opened.open();
            return opened;
        }

        /** A process that died, and another one that begins once the lease of the first has run out. */
        void reopen() {
            storage.close();
            time.advance(Duration.ofMinutes(1));
            storage = storage();
            client = open();
        }

        private Connection watched() throws SQLException {
            Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
            long[] steps = {0};
            ProgressHandler.setHandler(db, TICK, new ProgressHandler() {
                @Override
                protected int progress() {
                    steps[0] += TICK;
                    return 0;
                }
            });
            db.unwrap(SQLiteConnection.class).addCommitListener(new SQLiteCommitListener() {
                @Override
                public void onCommit() {
                    longest = Math.max(longest, steps[0]);
                    steps[0] = 0;
                }

                @Override
                public void onRollback() {
                    onCommit();
                }
            });
            return db;
        }

        void edit(int from, int end) throws SQLException {
            client.write((db, outbox) -> {
                try (PreparedStatement update = db.prepareStatement("UPDATE item SET x = ? WHERE id = 'k'")) {
                    for (int i = from; i <= end; i++) {
                        update.setInt(1, i);
                        update.executeUpdate();
                    }
                }
            });
        }

        /** Returns null where the process died. */
        @Nullable
        SyncReport sync() {
            CompletableFuture<SyncReport> future = client.syncNow();
            time.runUntil(() -> future.isDone() || storage.crashed(), Duration.ofMinutes(10));
            return storage.crashed() ? null : future.getNow(null);
        }

        void begin(int edits) throws SQLException {
            client.write((db, outbox) -> run(db, "INSERT INTO item VALUES ('k', 0, 0)"));
            assertInstanceOf(SyncReport.Synced.class, sync());
            time.advance(Duration.ofSeconds(10));
            if (told == Told.REFUSED) {
                server.judge = mutation -> new Outcome.Rejected(mutation.id(), "no");
                edit(0, 0);
                edit(-1, -1);
                sync();
                server.judge = mutation -> null;
            }
            edit(1, edits / 2);
            time.advance(Duration.ofSeconds(10));
            Instant between = lane.now();
            time.advance(Duration.ofSeconds(10));
            edit(edits / 2 + 1, edits);
            client.pending(1); // All of them are taken in.
            time.advance(Duration.ofSeconds(10));
            switch (told) {
                case FOREIGN, REFUSED -> server.putJson("k", "{\"id\":\"k\",\"x\":0,\"y\":7}", lane.now());
                case OLDER -> server.putJson("k", "{\"id\":\"k\",\"x\":0,\"y\":7}", LONG_AGO);
                case BETWEEN -> server.putJson("k", "{\"id\":\"k\",\"x\":0,\"y\":7}", between);
                case OURS -> server.putJson("k", "{\"id\":\"k\",\"x\":" + edits + ",\"y\":0}", lane.now());
            }
            longest = 0;
        }

        String row() throws SQLException {
            return client.writeReturning((db, outbox) -> {
                try (Statement select = db.createStatement();
                        ResultSet row = select.executeQuery("SELECT x || '/' || y FROM item")) {
                    return row.next() ? row.getString(1) : "none";
                }
            });
        }

        @Override
        public void close() {
            if (storage.crashed()) {
                storage.close();
            } else {
                client.close();
            }
        }
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private long longest(Told told, int edits) throws SQLException {
        try (Device device = new Device(told, told + "-" + edits)) {
            device.begin(edits);
            SyncReport.Synced report = assertInstanceOf(SyncReport.Synced.class, device.sync());
            boolean lost = told == Told.FOREIGN || told == Told.REFUSED;
            assertEquals(lost ? edits : 0, report.superseded());
            assertEquals(lost ? 0 : edits, report.pushed());
            assertEquals(0, report.pending());
            assertEquals(told == Told.FOREIGN ? "0/7" : told == Told.REFUSED ? "-1/0" : edits + "/0", device.row());
            assertEquals(0, device.client.recovery().check().faults().size());
            return device.longest;
        }
    }

    @ParameterizedTest
    @EnumSource
    void noTransactionDoesMoreForMoreEdits(Told told) throws Exception {
        long some = longest(told, 1500);
        long more = longest(told, 3500);
        // The outbox is read by index alone, to build which takes some 25 steps an entry.
        assertTrue(more - some < 26 * 2000, "1,500 edits: " + some + " steps, 3,500 edits: " + more);
        assertTrue(more < 120_000, more + " steps");
    }

    @ParameterizedTest
    @EnumSource(names = {"FOREIGN", "OURS"})
    void aProcessThatDiesBetweenTwoSlicesLeavesNothingHalfDone(Told told) throws Exception {
        int edits = 1500;
        try (Device device = new Device(told, "dies-" + told)) {
            device.begin(edits);
            int lives = 0;
            long before = edits;
            boolean done = false;
            while (!done && lives < 40) {
                device.commitsToLive = 3 + lives;
                done = device.sync() != null;
                device.commitsToLive = -1;
                if (!done) {
                    device.reopen();
                }
                lives++;
                long pending = device.client.status().pending();
                long superseded = device.client.status().counts().superseded();
                assertTrue(pending <= before, pending + " after " + before);
                assertEquals(told == Told.FOREIGN ? edits : 0, superseded + (told == Told.FOREIGN ? pending : 0));
                assertEquals(told == Told.FOREIGN && pending == 0 ? "0/7" : edits + "/0", device.row());
                before = pending;
            }
            assertEquals(0, before);
            assertTrue(lives > 3, lives + " lives");
            assertEquals(0, device.client.recovery().check().faults().size());
        }
    }
}
