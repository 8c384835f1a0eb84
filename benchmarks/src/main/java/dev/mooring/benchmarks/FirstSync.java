package dev.mooring.benchmarks;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.changeset.ChangesetDialect;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import dev.mooring.sync.testing.changeset.ServerDatabase;
import dev.mooring.sync.testing.http.StandInServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/**
 * A fresh device's first sync with a changeset server, which sends everything in one message: rows of two columns besides the key, so two
 * cells a row. Against batch inserts of raw sqlite-jdbc that write a row and one row for its clocks, of values at hand.
 */
final class FirstSync {
    /** The server's name on the command line. */
    static final String FAMILY = "changeset";

    private static final int COUNT = Integer.getInteger("bench.count", 250_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final String ROOM = "bench.sqlite3";
    private static final String SCHEMA =
            "CREATE TABLE IF NOT EXISTS item (id TEXT NOT NULL PRIMARY KEY, title TEXT, done INTEGER)";
    private static final String CLOCKS = "CREATE TABLE clock (tbl INTEGER NOT NULL, key TEXT NOT NULL,"
            + " cl INTEGER NOT NULL, cells BLOB NOT NULL, PRIMARY KEY (tbl, key)) WITHOUT ROWID";

    /** Rows a transaction, at the server and here. */
    private static final int A_TRANSACTION = 250;

    private FirstSync() {}

    /** A stand-in that does not listen yet. It looks at what was written after 100 ms, as the live one does. */
    static StandInServer<?> server(int rows) {
        Timer timer = new Timer("stand-in poll", true);
        ChangesetServer server = ChangesetServer.builder()
                .schema("init", SCHEMA)
                .later(look -> timer.schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                look.run();
                            }
                        },
                        100))
                .build();
        ServerDatabase database = server.database(ROOM);
        for (int next = 0; next < rows; next += A_TRANSACTION) {
            int first = next;
            database.write(write -> {
                for (int i = first; i < Math.min(first + A_TRANSACTION, rows); i++) {
                    write.put("item", List.of(Todos.key(i)), Map.of("title", Todos.title(i), "done", 0L));
                }
            });
        }
        return server;
    }

    static void child() throws Exception {
        try (Forked.Server server = Forked.server(FAMILY, COUNT)) {
            Rounds rounds = Rounds.measure("first sync", 1, ROUNDS, round -> raw(), round -> mooring(server.url()));
            new Result("first-sync")
                    .put("ratio", rounds.ratio())
                    .put("rows", COUNT)
                    .put("raw_rows_per_s", COUNT / rounds.baselineSeconds())
                    .put("mooring_rows_per_s", COUNT / rounds.contenderSeconds())
                    .peakHeap()
                    .print();
        }
    }

    private static double mooring(String url) throws Exception {
        return Devices.inFolder(folder -> {
            try (SyncClient<Connection> client = SyncClient.builder(
                            JdbcSqliteStorage.at(folder.resolve("m.db"))
                                    .syncedTables(SyncedTables.builder()
                                            .format(RowFormat.CELLS)
                                            .table(SyncedTable.named("item"))
                                            .build())
                                    .onOpen(db -> execute(db, SCHEMA))
                                    .build(),
                            OkHttpTransport.builder(
                                            url,
                                            ChangesetDialect.builder(ROOM)
                                                    .schema("init", SCHEMA)
                                                    .build())
                                    .build())
                    .build()) {
                client.open();
                long start = System.nanoTime();
                long pulled = Devices.sync(client).pulled();
                double seconds = Rounds.since(start);
                if (pulled != 2L * COUNT) {
                    throw new IllegalStateException("pulled " + pulled + " of " + 2L * COUNT + " cells");
                }
                return seconds;
            }
        });
    }

    private static void execute(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double raw() throws Exception {
        return Devices.inFolder(folder -> {
            try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("r.db") + Todos.LEAN)) {
                execute(db, "PRAGMA journal_mode = WAL");
                execute(db, "PRAGMA synchronous = NORMAL");
                execute(db, SCHEMA);
                execute(db, CLOCKS);
                db.setAutoCommit(false);
                long start = System.nanoTime();
                try (PreparedStatement row = db.prepareStatement("INSERT INTO item VALUES (?, ?, ?)");
                        PreparedStatement clock = db.prepareStatement("INSERT INTO clock VALUES (1, ?, 1, ?)")) {
                    for (int i = 0; i < COUNT; i++) {
                        row.setString(1, Todos.key(i));
                        row.setString(2, Todos.title(i));
                        row.setInt(3, 0);
                        row.addBatch();
                        clock.setString(1, Todos.key(i));
                        clock.setBytes(2, new byte[16]);
                        clock.addBatch();
                        if ((i + 1) % A_TRANSACTION == 0 || i + 1 == COUNT) {
                            row.executeBatch();
                            clock.executeBatch();
                            db.commit();
                        }
                    }
                }
                return Rounds.since(start);
            }
        });
    }
}
