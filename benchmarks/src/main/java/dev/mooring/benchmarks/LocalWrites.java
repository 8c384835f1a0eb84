package dev.mooring.benchmarks;

import dev.mooring.sync.SyncClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.UUID;

/**
 * One row and one mutation a transaction, and batches of 500, against raw sqlite-jdbc doing the same two inserts into the
 * same tables with the same pragmas and its statements kept open.
 */
final class LocalWrites {
    private static final int COUNT = Integer.getInteger("bench.count", 20_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
    private static final int WARM_UPS = 3;

    private LocalWrites() {}

    static void run() throws Exception {
        Rounds single = Rounds.measure(
                "one a transaction", WARM_UPS, ROUNDS, round -> raw(COUNT, 1), round -> mooring(COUNT, 1));
        Rounds batch = Rounds.measure(
                "500 a transaction", WARM_UPS, ROUNDS, round -> raw(COUNT, 500), round -> mooring(COUNT, 500));
        new Result("local-writes")
                .put("single_ratio", single.ratio())
                .put("batch_ratio", batch.ratio())
                .put("writes", COUNT)
                .put("raw_single_per_s", COUNT / single.baselineSeconds())
                .put("mooring_single_per_s", COUNT / single.contenderSeconds())
                .put("raw_batch_per_s", COUNT / batch.baselineSeconds())
                .put("mooring_batch_per_s", COUNT / batch.contenderSeconds())
                .print();
    }

    private static double mooring(int count, int batch) throws Exception {
        return Devices.inFolder(folder -> {
            try (SyncClient<Connection> client = Devices.open(folder.resolve("m.db"), Devices.NOWHERE, "u")) {
                Devices.createTable(client);
                long start = System.nanoTime();
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
                return Rounds.since(start);
            }
        });
    }

    private static double raw(int count, int batch) throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("r.db");
            String outbox;
            try (SyncClient<Connection> client = Devices.open(file, Devices.NOWHERE, "u")) {
                Devices.createTable(client);
            }
            try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                try (Statement pragmas = db.createStatement()) {
                    pragmas.execute("PRAGMA journal_mode=WAL");
                    pragmas.execute("PRAGMA synchronous=NORMAL");
                    pragmas.execute("PRAGMA foreign_keys=ON");
                }
                db.setAutoCommit(false);
                outbox =
                        "INSERT INTO mooring_outbox(id, collection, key, kind, payload, schema_version, created_at, size)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
                try (PreparedStatement note = db.prepareStatement(Notes.INSERT);
                        PreparedStatement mutation = db.prepareStatement(outbox)) {
                    long start = System.nanoTime();
                    for (int next = 0; next < count; next += batch) {
                        for (int i = next; i < next + batch; i++) {
                            Notes.insert(note, Notes.key(i), Notes.payload(i));
                            insert(mutation, i);
                        }
                        db.commit();
                    }
                    return Rounds.since(start);
                }
            }
        });
    }

    private static void insert(PreparedStatement statement, int i) throws SQLException {
        statement.setString(1, UUID.randomUUID().toString());
        statement.setString(2, "note");
        statement.setString(3, Notes.key(i));
        statement.setString(4, "put");
        statement.setString(5, Notes.payload(i));
        statement.setInt(6, 1);
        statement.setLong(7, Instant.now().toEpochMilli());
        statement.setInt(8, 200);
        statement.executeUpdate();
    }
}
