package dev.mooring.benchmarks;

import dev.mooring.sync.SyncClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * One row and one mutation a transaction, and batches of 500, against raw sqlite-jdbc doing the same two inserts into the
 * same tables with the same pragmas and its statements kept open: as the driver is shipped, and once more without its
 * query for generated keys.
 */
final class LocalWrites {
    private static final int COUNT = Integer.getInteger("bench.count", 20_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
    private static final int WARM_UPS = 3;

    /** sqlite-jdbc as it comes. */
    private static final String AS_SHIPPED = "";

    /** Without the query for generated keys that it makes after every insert, which Mooring spares the app as well. */
    private static final String LEAN = "?jdbc.get_generated_keys=false";

    /** Making ids and asking the clock is Mooring's work, not the baseline's. */
    static final String ID = UUID.randomUUID().toString();

    static final long NOW = 1_793_000_000_000L;
    static final String OUTBOX =
            "INSERT INTO mooring_outbox(seq, id, collection, key, kind, payload, schema_version, created_at, size)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private LocalWrites() {}

    static void run() throws Exception {
        Rounds single = measure("one a transaction", 1, AS_SHIPPED);
        Rounds batch = measure("500 a transaction", 500, AS_SHIPPED);
        Rounds leanSingle = measure("one a transaction, lean baseline", 1, LEAN);
        Rounds leanBatch = measure("500 a transaction, lean baseline", 500, LEAN);
        new Result("local-writes")
                .put("single_ratio", single.ratio())
                .put("batch_ratio", batch.ratio())
                .put("single_ratio_by_hand", leanSingle.ratio())
                .put("batch_ratio_by_hand", leanBatch.ratio())
                .put("writes", COUNT)
                .put("raw_single_per_s", COUNT / single.baselineSeconds())
                .put("mooring_single_per_s", COUNT / single.contenderSeconds())
                .put("raw_batch_per_s", COUNT / batch.baselineSeconds())
                .put("mooring_batch_per_s", COUNT / batch.contenderSeconds())
                .print();
    }

    private static Rounds measure(String what, int batch, String options) throws Exception {
        return Rounds.measure(
                what, WARM_UPS, ROUNDS, round -> raw(COUNT, batch, options), round -> mooring(COUNT, batch));
    }

    private static double mooring(int count, int batch) throws Exception {
        return Devices.inFolder(folder -> {
            try (SyncClient<Connection> client = Devices.open(folder.resolve("m.db"), Devices.NOWHERE)) {
                Devices.createTable(client);
                long start = Rounds.now();
                for (int next = 0; next < count; next += batch) {
                    int first = next;
                    client.write((db, outbox) -> {
                        try (PreparedStatement insert = db.prepareStatement(Notes.INSERT)) {
                            for (int i = first; i < first + batch; i++) {
                                Notes.insert(insert, Notes.key(i), Notes.payload(i));
                                outbox.add(Notes.mutation(i));
                            }
                        }
                    });
                }
                return Rounds.sinceNow(start);
            }
        });
    }

    private static double raw(int count, int batch, String options) throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("r.db");
            try (SyncClient<Connection> client = Devices.open(file, Devices.NOWHERE)) {
                Devices.createTable(client);
            }
            try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file + options)) {
                try (Statement pragmas = db.createStatement()) {
                    pragmas.execute("PRAGMA journal_mode=WAL");
                    pragmas.execute("PRAGMA synchronous=NORMAL");
                }
                db.setAutoCommit(false);
                try (PreparedStatement note = db.prepareStatement(Notes.INSERT);
                        PreparedStatement mutation = db.prepareStatement(OUTBOX)) {
                    long start = Rounds.now();
                    for (int next = 0; next < count; next += batch) {
                        for (int i = next; i < next + batch; i++) {
                            Notes.insert(note, Notes.key(i), Notes.payload(i));
                            insert(mutation, i);
                        }
                        db.commit();
                    }
                    return Rounds.sinceNow(start);
                }
            }
        });
    }

    private static void insert(PreparedStatement statement, int i) throws SQLException {
        statement.setLong(1, i + 1);
        statement.setString(2, ID);
        statement.setString(3, "note");
        statement.setString(4, Notes.key(i));
        statement.setString(5, "put");
        statement.setString(6, Notes.payload(i));
        statement.setInt(7, 1);
        statement.setLong(8, NOW);
        statement.setInt(9, 200);
        statement.executeUpdate();
    }
}
