package dev.mooring.benchmarks;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.WireRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

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
    private static final BenchDialect FAMILY = BenchDialect.of("event-log");

    private Overhead() {}

    static void run() throws Exception {
        double[] bare = new double[SAMPLES];
        double[] hand = new double[SAMPLES];
        double[] synced = new double[SAMPLES];
        try (Forked.Server one = Forked.server(FAMILY, 0);
                Forked.Server other = Forked.server(FAMILY, 0);
                Forked.Server third = Forked.server(FAMILY, 0)) {
            Devices.inFolder(folder -> {
                latencies(folder, one.url(), other.url(), third.url(), bare, hand, synced);
                return true;
            });
        }
        double[] opens = Devices.inFolder(Overhead::opens);
        new Result("overhead")
                .put("p50_extra_ms", Rounds.percentile(synced, 0.5) - Rounds.percentile(bare, 0.5))
                .put("p99_extra_ms", Rounds.percentile(synced, 0.99) - Rounds.percentile(bare, 0.99))
                .put("p50_extra_by_hand_ms", Rounds.percentile(hand, 0.5) - Rounds.percentile(bare, 0.5))
                .put("open_ms", Rounds.median(opens))
                .put("open_max_ms", Rounds.percentile(opens, 1))
                .put("bare_p50_ms", Rounds.percentile(bare, 0.5))
                .put("bare_p99_ms", Rounds.percentile(bare, 0.99))
                .put("sync_p50_ms", Rounds.percentile(synced, 0.5))
                .put("sync_p99_ms", Rounds.percentile(synced, 0.99))
                .print();
    }

    /** One of each in turn. */
    private static void latencies(
            Path folder, String bareUrl, String handUrl, String url, double[] bare, double[] hand, double[] synced)
            throws Exception {
        Bare http = new Bare(Posts.prompt(), bareUrl, FAMILY);
        Bare handHttp = new Bare(Posts.prompt(), handUrl, FAMILY);
        HandWire wire = FAMILY.byHand();
        Dialect dialect = FAMILY.writer();
        try (SyncClient<Connection> client = Devices.writer(FAMILY, folder.resolve("o.db"), url);
                HandOutbox outbox = new HandOutbox(folder.resolve("h.db"))) {
            Devices.createTable(client);
            for (int i = 0; i < WARM_UP + SAMPLES; i++) {
                Mutation mutation = FAMILY.mutation(i).recorded(UUID.randomUUID(), Instant.EPOCH);
                WireRequest post = dialect.encode(Posts.push(List.of(mutation), FAMILY.behind(Cursor.START, i)));
                double bareMs = millis(() -> http.send(post));
                outbox.add(mutation.id().toString(), mutation.key(), mutation.payload());
                outbox.commit();
                double handMs = millis(() -> outbox.drain(handHttp, wire));
                Devices.fill(FAMILY, client, i, 1);
                double syncMs = millis(() -> Devices.sync(client));
                if (i >= WARM_UP) {
                    bare[i - WARM_UP] = bareMs;
                    hand[i - WARM_UP] = handMs;
                    synced[i - WARM_UP] = syncMs;
                }
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double millis(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return Rounds.since(start) * 1000;
    }

    /** From building the client to the commit of its first write, on a file that other processes have left. */
    private static double[] opens(Path folder) throws Exception {
        Path file = folder.resolve("large.db");
        try (Forked.Server server = Forked.server(FAMILY, CONFIRMED)) {
            try (SyncClient<Connection> client = Devices.follower(FAMILY, file, server.url(), true)) {
                Devices.createTable(client);
                Devices.sync(client);
                Devices.fill(FAMILY, client, 0, PENDING);
            }
            double[] millis = new double[OPENS];
            for (int i = 0; i < OPENS; i++) {
                Path copy = folder.resolve("copy" + i + ".db");
                Files.copy(file, copy);
                long start = System.nanoTime();
                try (SyncClient<Connection> client = Devices.follower(FAMILY, copy, server.url(), true)) {
                    Devices.fill(FAMILY, client, PENDING + i, 1);
                    millis[i] = Rounds.since(start) * 1000;
                }
                Files.delete(copy);
            }
            return millis;
        }
    }
}
