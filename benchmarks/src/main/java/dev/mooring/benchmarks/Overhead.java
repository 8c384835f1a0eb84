package dev.mooring.benchmarks;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Ask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import okhttp3.OkHttpClient;
import okio.ByteString;

/**
 * What {@code syncNow} with one mutation takes beyond one bare POST of the same bytes, and how long a large database takes
 * to open up to the first write.
 */
final class Overhead {
    private static final int SAMPLES = Integer.getInteger("bench.count", 4000);
    private static final int WARM_UP = 3000;
    private static final int OPENS = Integer.getInteger("bench.rounds", 7);
    private static final int CONFIRMED = Integer.getInteger("bench.confirmed", 1_000_000);
    private static final int PENDING = 10_000;

    private Overhead() {}

    static void run() throws Exception {
        double[] bare = new double[SAMPLES];
        double[] synced = new double[SAMPLES];
        try (Forked.Server server = Forked.server()) {
            Devices.inFolder(folder -> {
                latencies(folder, server.url(), bare, synced);
                return true;
            });
        }
        double[] opens = Devices.inFolder(Overhead::opens);
        new Result("overhead")
                .put("p50_extra_ms", Rounds.percentile(synced, 0.5) - Rounds.percentile(bare, 0.5))
                .put("p99_extra_ms", Rounds.percentile(synced, 0.99) - Rounds.percentile(bare, 0.99))
                .put("open_ms", Rounds.median(opens))
                .put("open_max_ms", Rounds.percentile(opens, 1))
                .put("bare_p50_ms", Rounds.percentile(bare, 0.5))
                .put("bare_p99_ms", Rounds.percentile(bare, 0.99))
                .put("sync_p50_ms", Rounds.percentile(synced, 0.5))
                .put("sync_p99_ms", Rounds.percentile(synced, 0.99))
                .print();
    }

    /** One of each in turn. */
    private static void latencies(Path folder, String url, double[] bare, double[] synced) throws Exception {
        OkHttpClient http = new OkHttpClient();
        EventLogDialect dialect =
                EventLogDialect.builder("bare").device("bench").build();
        try (SyncClient<Connection> client = Devices.open(folder.resolve("o.db"), url, "mooring")) {
            Devices.createTable(client);
            for (int i = 0; i < WARM_UP + SAMPLES; i++) {
                Ask.Push push = Drain.pushes(dialect, 1, i).get(0);
                ByteString body = Posts.body(dialect, push);
                long start = System.nanoTime();
                Posts.post(http, url, "bare", body);
                double bareMs = Rounds.since(start) * 1000;

                Devices.fill(client, i, 1);
                start = System.nanoTime();
                Devices.sync(client);
                double syncMs = Rounds.since(start) * 1000;
                if (i >= WARM_UP) {
                    bare[i - WARM_UP] = bareMs;
                    synced[i - WARM_UP] = syncMs;
                }
            }
        }
    }

    /** From building the client to the commit of its first write, on a file that other processes have left. */
    private static double[] opens(Path folder) throws Exception {
        Path file = folder.resolve("large.db");
        try (Forked.Server server = Forked.server("--events", Integer.toString(CONFIRMED), "--user", "big")) {
            try (SyncClient<Connection> client = Devices.follower(file, server.url(), "big", true)) {
                Devices.createTable(client);
                Devices.sync(client);
                Devices.fill(client, 0, PENDING);
            }
            double[] millis = new double[OPENS];
            for (int i = 0; i < OPENS; i++) {
                Path copy = folder.resolve("copy" + i + ".db");
                Files.copy(file, copy);
                long start = System.nanoTime();
                try (SyncClient<Connection> client = Devices.follower(copy, server.url(), "big", true)) {
                    Devices.fill(client, PENDING + i, 1);
                    millis[i] = Rounds.since(start) * 1000;
                }
                Files.delete(copy);
            }
            return millis;
        }
    }
}
