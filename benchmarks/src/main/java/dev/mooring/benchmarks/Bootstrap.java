package dev.mooring.benchmarks;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Capabilities.Order;
import java.sql.Connection;
import okhttp3.OkHttpClient;

/**
 * A fresh device pulls a log in one body and applies it to the app's table, against raw decoding and batch inserts of the
 * same rows. Twice: without the confirmed log, so that both sides write the same rows, and with it, which keeps every
 * change a second time. Where keys are kept instead of a log, what the server holds is noted by key, always.
 */
final class Bootstrap {
    private static final BenchDialect FAMILY = BenchDialect.chosen("event-log");
    private static final int COUNT =
            Integer.getInteger("bench.count", FAMILY.name().equals("event-log") ? 1_000_000 : 100_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);

    private Bootstrap() {}

    static void child() throws Exception {
        try (Forked.Server server = Forked.server(FAMILY, COUNT)) {
            Bare bare = new Bare(new OkHttpClient(), server.url(), FAMILY);
            Rounds plain = Rounds.measure(
                    "without the log", 1, ROUNDS, round -> raw(bare), round -> mooring(server.url(), false));
            Result result = new Result("bootstrap")
                    .name("dialect", FAMILY.name())
                    .put("ratio", plain.ratio())
                    .put("changes", COUNT)
                    .put("raw_per_s", COUNT / plain.baselineSeconds())
                    .put("mooring_per_s", COUNT / plain.contenderSeconds());
            if (FAMILY.follower().capabilities("bench").order() != Order.KEYS) {
                Rounds logged = Rounds.measure(
                        "with the log", 0, ROUNDS, round -> raw(bare), round -> mooring(server.url(), true));
                result.put("ratio_with_log", logged.ratio())
                        .put("mooring_with_log_per_s", COUNT / logged.contenderSeconds());
            }
            result.peakHeap().print();
        }
    }

    private static double mooring(String url, boolean keepLog) throws Exception {
        return Devices.inFolder(folder -> {
            try (SyncClient<Connection> client = Devices.follower(FAMILY, folder.resolve("m.db"), url, keepLog)) {
                Devices.createTable(client);
                long start = System.nanoTime();
                long pulled = Devices.sync(client).pulled();
                double seconds = Rounds.since(start);
                if (pulled != COUNT) {
                    throw new IllegalStateException("pulled " + pulled + " of " + COUNT);
                }
                return seconds;
            }
        });
    }

    private static double raw(Bare bare) throws Exception {
        return Devices.inFolder(folder -> {
            try (Inserts inserts = new Inserts(folder.resolve("r.db"))) {
                long start = System.nanoTime();
                int rows = FAMILY.readAll(bare, inserts);
                inserts.commit();
                if (rows != COUNT) {
                    throw new IllegalStateException("decoded " + rows + " of " + COUNT);
                }
                return Rounds.since(start);
            }
        });
    }
}
