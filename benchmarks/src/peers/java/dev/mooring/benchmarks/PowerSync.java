package dev.mooring.benchmarks;

import dev.mooring.benchmarks.PowerSyncFile.Kind;
import dev.mooring.benchmarks.Turns.Side;
import dev.mooring.sync.SyncClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Local writes with change tracking, side by side with PowerSync's JVM SDK: so many inserts into one table of five columns, then
 * an update of each row, one a transaction and 500. Nobody is connected to a server.
 *
 * <p><b>Durability</b> is the same: a write-ahead log and {@code synchronous = NORMAL} on all sides, so that a commit survives a
 * crash of the process, and is synced to the disk at the next checkpoint. PowerSync leaves {@code synchronous} to its build of
 * SQLite; it is set here, and looked at. Its other settings are as it makes them (a page cache of 50 MB, where Mooring and
 * sqlite-jdbc have 2 MB). SQLite is its own build of each: PowerSync's comes with androidx.sqlite.
 *
 * <p><b>What is recorded</b> differs. A write that PowerSync has tracked is a row of {@code ps_crud} with the JSON that will be
 * uploaded. One that Mooring has captured is a row of the journal, with all values before and after in SQLite's own form; the
 * JSON is made when the client takes it in, which is nobody's wait. That work is measured as well: {@code captured, taken in}
 * is the time until the last capture is a mutation of the outbox, by a client that begins when the writes have ended.
 *
 * <p><b>How it is written.</b> PowerSync by {@code writeTransaction}, as an app would, and by one lease of its connection for
 * all, with its statements kept, which leaves nothing but SQLite and its extension, and lets no other writer in. Both into its
 * own JSON-backed table behind a view, and into a raw table with the triggers that it makes. Mooring by plain JDBC on a
 * connection of the app's own without the query for generated keys, and by the client's {@code write}. The ratios are against
 * the fastest of PowerSync's four.
 */
final class PowerSync {
    private static final int COUNT = Integer.getInteger("bench.count", 20_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
    private static final int WARM_UPS = 3;
    private static final String TAKEN_IN = "captured, taken in";
    private static final List<String> THEIRS =
            List.of("view, transactions", "view, lease", "raw table, transactions", "raw table, lease");

    private PowerSync() {}

    static void run() throws Exception {
        Result result = new Result("powersync");
        put(result, "single", measure("one a transaction", 1));
        put(result, "batch", measure("500 a transaction", 500));
        result.put("writes", COUNT).print();
        System.exit(0); // PowerSync's threads are no daemons.
    }

    private static Turns measure(String what, int batch) throws Exception {
        Map<String, Side> sides = new LinkedHashMap<>();
        sides.put(CapturedWrites.TWO_INSERTS, () -> CapturedWrites.twoInserts(COUNT, batch, Todos.LEAN));
        sides.put(CapturedWrites.CAPTURED, () -> CapturedWrites.captured(COUNT, batch, Todos.LEAN));
        sides.put(CapturedWrites.WRITE, () -> CapturedWrites.write(COUNT, batch));
        sides.put(TAKEN_IN, () -> takenIn(batch));
        sides.put(THEIRS.get(0), () -> PowerSyncFile.transactions(Kind.VIEW, COUNT, batch));
        sides.put(THEIRS.get(1), () -> PowerSyncFile.lease(Kind.VIEW, COUNT, batch));
        sides.put(THEIRS.get(2), () -> PowerSyncFile.transactions(Kind.RAW_TABLE, COUNT, batch));
        sides.put(THEIRS.get(3), () -> PowerSyncFile.lease(Kind.RAW_TABLE, COUNT, batch));
        return Turns.measure(what, WARM_UPS, ROUNDS, sides);
    }

    private static void put(Result result, String name, Turns turns) {
        put(result, "insert_" + name, 0, turns);
        put(result, "update_" + name, 1, turns);
    }

    private static void put(Result result, String name, int phase, Turns turns) {
        String best = THEIRS.get(0);
        for (String side : THEIRS) {
            if (turns.seconds(phase, side) < turns.seconds(phase, best)) {
                best = side;
            }
        }
        result.put(name + "_ratio", turns.ratio(phase, CapturedWrites.CAPTURED, best))
                .put(name + "_ratio_write", turns.ratio(phase, CapturedWrites.WRITE, best))
                .put(name + "_ratio_taken_in", turns.ratio(phase, TAKEN_IN, best))
                .put(name + "_ratio_transactions", turns.ratio(phase, CapturedWrites.CAPTURED, THEIRS.get(2)))
                .put(name + "_powersync_of_two_inserts", turns.ratio(phase, best, CapturedWrites.TWO_INSERTS))
                .put(name + "_powersync_per_s", COUNT / turns.seconds(phase, best))
                .put(name + "_captured_per_s", COUNT / turns.seconds(phase, CapturedWrites.CAPTURED));
    }

    /** Each phase to its end in the outbox. */
    private static double[] takenIn(int batch) throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("t.db");
            double[] seconds = new double[2];
            try (SyncClient<Connection> client = Todos.client(file, Todos.nothing())) {
                client.open();
                try (Connection db = Todos.connect(file, Todos.LEAN)) {
                    seconds[0] = CapturedWrites.inserts(db, COUNT, batch) + takeIn(client);
                    seconds[1] = CapturedWrites.updates(db, COUNT, batch) + takeIn(client);
                }
            }
            return seconds;
        });
    }

    private static double takeIn(SyncClient<Connection> client) {
        long start = System.nanoTime();
        client.pending(1);
        return Rounds.since(start);
    }
}
