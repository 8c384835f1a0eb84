package dev.mooring.benchmarks;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;

/**
 * One row with very many edits that are not sent yet, and a foreign change of it, where the server keeps keys and wins: how long
 * another writer waits at most, by the client's {@code write} and on a connection of the app's own, and how long the sync takes. There is no baseline. The transport is in this process.
 */
final class ManyEdits {
    private static final int COUNT = Integer.getInteger("bench.count", 10_000);

    private ManyEdits() {}

    static void run() throws Exception {
        measure(2_000, true); // A warm-up.
        double[] byWrite = measure(COUNT, true);
        double[] own = measure(COUNT, false);
        new Result("many-edits")
                .put("edits", COUNT)
                .put("longest_write_ms", byWrite[0])
                .put("longest_own_ms", own[0])
                .put("sync_s", byWrite[1])
                .print();
    }

    private static double[] measure(int edits, boolean byWrite) throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("m.db");
            SqliteStorage<Connection> storage = JdbcSqliteStorage.on((JdbcSqliteStorage.ConnectionSource)
                            () -> DriverManager.getConnection("jdbc:sqlite:" + file))
                    .onOpen(db -> execute(db, "CREATE TABLE IF NOT EXISTS item (id TEXT PRIMARY KEY, title)"))
                    .syncedTables(SyncedTables.builder()
                            .format(RowFormat.ENTITIES)
                            .table(SyncedTable.named("item").key("id"))
                            .build())
                    .build();
            boolean[] foreign = {false};
            try (SyncClient<Connection> client =
                            SyncClient.builder(storage, transport(foreign)).build();
                    Connection own = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                execute(own, "PRAGMA busy_timeout = 600000");
                client.write((db, outbox) -> execute(db, "INSERT INTO item VALUES ('k', 'first')"));
                Devices.sync(client);
                for (int next = 0; next < edits; next += 500) {
                    edit(client, next, Math.min(edits, next + 500));
                }
                foreign[0] = true;
                Waiting waiting = new Waiting(byWrite ? () -> client.write((db, outbox) -> {}) : () -> own(own));
                waiting.start();
                long start = System.nanoTime();
                SyncReport.Synced report = Devices.sync(client);
                double seconds = Rounds.since(start);
                double longest = waiting.end();
                if (report.superseded() != edits) {
                    throw new IllegalStateException("not all of the edits have lost: " + report);
                }
                return new double[] {longest, seconds};
            }
        });
    }

    private static void own(Connection db) throws SQLException {
        execute(db, "BEGIN IMMEDIATE");
        execute(db, "ROLLBACK");
    }

    private static void execute(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void edit(SyncClient<Connection> client, int from, int end) throws Exception {
        client.write((db, outbox) -> {
            try (PreparedStatement update = db.prepareStatement("UPDATE item SET title = ? WHERE id = 'k'")) {
                for (int i = from; i < end; i++) {
                    update.setString(1, "title " + i);
                    update.executeUpdate();
                }
            }
        });
    }

    private static Transport transport(boolean[] foreign) {
        return Todos.keys((from, sink) -> pull(foreign[0], sink));
    }

    private static Page pull(boolean foreign, ChangeSink sink) {
        if (foreign) {
            String row = "{\"id\":\"k\",\"title\":\"another writer's\"}";
            Change change = new Change(Change.NO_POSITION, "item", "k", "set", row, false, 1, "", "other");
            sink.accept(Collections.singletonList(new Incoming(change, "another", null)), null);
        }
        return new Page(new Cursor("v" + foreign), false, false);
    }

    /** Another writer, which wants the lock all the time. */
    private static final class Waiting extends Thread {
        private final Turn turn;
        private volatile boolean ended;
        private long longest;

        Waiting(Turn turn) {
            super("another writer");
            this.turn = turn;
        }

        interface Turn {
            void take() throws Exception;
        }

        @Override
        public void run() {
            try {
                while (!ended) {
                    long start = System.nanoTime();
                    turn.take();
                    longest = Math.max(longest, System.nanoTime() - start);
                    Thread.onSpinWait();
                }
            } catch (Exception e) {
                throw new IllegalStateException("the other writer", e);
            }
        }

        double end() throws InterruptedException {
            ended = true;
            join();
            return longest / 1e6;
        }
    }
}
