package dev.mooring.benchmarks;

import dev.mooring.benchmarks.HandReplica.Keeps;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Capabilities.Order;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A fresh device pulls all that the server has and applies it to the app's table, against the loop written by hand, and against raw decoding
 * and batch inserts. Where the server keeps a log, twice: without the confirmed log, so that both sides write the same rows, and with it,
 * which keeps every change a second time; the loop keeps a log too, then. Where keys are kept instead of a log, what the server holds is
 * noted by key, always; the loop notes a hash.
 */
final class Bootstrap {
    private static final BenchDialect FAMILY = BenchDialect.chosen("event-log");
    private static final int COUNT =
            Integer.getInteger("bench.count", FAMILY.name().equals("event-log") ? 500_000 : 100_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);

    private static final String RAW = "raw";
    private static final String HAND = "by hand";
    private static final String HAND_LOG = "by hand, with a log";
    private static final String MOORING = "mooring";
    private static final String MOORING_LOG = "mooring, with the log";

    private Bootstrap() {}

    static void child() throws Exception {
        boolean keys = FAMILY.follower().capabilities("bench").order() == Order.KEYS;
        try (Forked.Server server = Forked.server(FAMILY, COUNT)) {
            Bare bare = new Bare(Posts.prompt(), server.url(), FAMILY);
            Map<String, Turns.Side> sides = new LinkedHashMap<>();
            sides.put(RAW, Turns.once(() -> raw(bare)));
            sides.put(HAND, Turns.once(() -> byHand(bare, keys ? Keeps.HASHES : Keeps.NOTHING)));
            sides.put(MOORING, Turns.once(() -> mooring(server.url(), false)));
            if (!keys) {
                sides.put(HAND_LOG, Turns.once(() -> byHand(bare, Keeps.LOG)));
                sides.put(MOORING_LOG, Turns.once(() -> mooring(server.url(), true)));
            }
            Turns turns = Turns.measure("bootstrap", 1, ROUNDS, sides);
            Result result = new Result("bootstrap")
                    .name("dialect", FAMILY.name())
                    .put(keys ? "ratio_by_hand" : "ratio_by_hand_without_log", turns.ratio(0, MOORING, HAND));
            if (!keys) {
                result.put("ratio_by_hand", turns.ratio(0, MOORING_LOG, HAND_LOG));
            }
            result.put("ratio_raw", turns.ratio(0, MOORING, RAW))
                    .put("changes", COUNT)
                    .put("raw_per_s", COUNT / turns.seconds(0, RAW))
                    .put("by_hand_per_s", COUNT / turns.seconds(0, keys ? HAND : HAND_LOG))
                    .put("mooring_per_s", COUNT / turns.seconds(0, keys ? MOORING : MOORING_LOG))
                    .peakHeap()
                    .print();
        }
    }

    private static double byHand(Bare bare, Keeps keeps) throws Exception {
        return Devices.inFolder(folder -> {
            try (HandReplica rows = new HandReplica(folder.resolve("h.db"), keeps)) {
                long start = Rounds.now();
                int read = FAMILY.readAll(bare, rows);
                rows.commit();
                expect(read);
                return Rounds.sinceNow(start);
            }
        });
    }

    private static void expect(long rows) {
        if (rows != COUNT) {
            throw new IllegalStateException("took in " + rows + " of " + COUNT);
        }
    }

    private static double mooring(String url, boolean keepLog) throws Exception {
        return Devices.inFolder(folder -> {
            try (SyncClient<Connection> client = Devices.follower(FAMILY, folder.resolve("m.db"), url, keepLog)) {
                Devices.createTable(client);
                long start = Rounds.now();
                long pulled = Devices.sync(client).pulled();
                double seconds = Rounds.sinceNow(start);
                expect(pulled);
                return seconds;
            }
        });
    }

    private static double raw(Bare bare) throws Exception {
        return Devices.inFolder(folder -> {
            try (Inserts inserts = new Inserts(folder.resolve("r.db"))) {
                long start = Rounds.now();
                int rows = FAMILY.readAll(bare, inserts);
                inserts.commit();
                expect(rows);
                return Rounds.sinceNow(start);
            }
        });
    }
}
