package dev.mooring.benchmarks;

import dev.mooring.sync.SyncClient;
import java.sql.Connection;
import okhttp3.OkHttpClient;

/**
 * 100,000 pending mutations to the stand-in on loopback, against bare OkHttp posting the same batches, encoded before: as it
 * comes, and once more with TCP_NODELAY, which Mooring sets.
 */
final class Drain {
    private static final int COUNT = Integer.getInteger("bench.count", 100_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);

    private Drain() {}

    static void child() throws Exception {
        BenchDialect family = BenchDialect.chosen("event-log");
        try (Forked.Server server = Forked.server(family, 0)) {
            Rounds bare = measure("bare OkHttp", family, new OkHttpClient(), server);
            Rounds prompt = measure("bare OkHttp, TCP_NODELAY", family, Posts.prompt(), server);
            new Result("drain")
                    .name("dialect", family.name())
                    .put("ratio", bare.ratio())
                    .put("ratio_prompt", prompt.ratio())
                    .put("mutations", COUNT)
                    .put("bare_per_s", COUNT / bare.baselineSeconds())
                    .put("prompt_per_s", COUNT / prompt.baselineSeconds())
                    .put("mooring_per_s", COUNT / prompt.contenderSeconds())
                    .peakHeap()
                    .print();
        }
    }

    private static Rounds measure(String what, BenchDialect family, OkHttpClient http, Forked.Server server)
            throws Exception {
        return Rounds.measure(
                what,
                1,
                ROUNDS,
                round -> Devices.inFolder(folder -> {
                    String url = server.emptied();
                    return Posts.encode(folder, family, url, COUNT).send(new Bare(http, url, family));
                }),
                round -> mooring(family, server.emptied()));
    }

    private static double mooring(BenchDialect family, String url) throws Exception {
        return Devices.inFolder(folder -> {
            try (SyncClient<Connection> client = Devices.writer(family, folder.resolve("m.db"), url)) {
                Devices.createTable(client);
                Devices.fill(family, client, 0, COUNT);
                long start = System.nanoTime();
                long pushed = Devices.sync(client).pushed();
                double seconds = Rounds.since(start);
                if (pushed != COUNT) {
                    throw new IllegalStateException("drained " + pushed + " of " + COUNT);
                }
                return seconds;
            }
        });
    }
}
