package dev.mooring.benchmarks;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
        try (Forked.Server server = Forked.server()) {
            Rounds bare = measure("bare OkHttp", "bare", new OkHttpClient(), server.url());
            Rounds prompt = measure("bare OkHttp, TCP_NODELAY", "prompt", Posts.prompt(), server.url());
            new Result("drain")
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

    private static Rounds measure(String what, String users, OkHttpClient http, String url) throws Exception {
        return Rounds.measure(
                what,
                1,
                ROUNDS,
                round -> Devices.inFolder(
                        folder -> Posts.send(http, url, Posts.encode(folder, COUNT, users + "-raw" + round))),
                round -> mooring(url, users + "-moor" + round));
    }

    private static double mooring(String url, String user) throws Exception {
        return Devices.inFolder(folder -> {
            try (SyncClient<Connection> client = Devices.open(folder.resolve("m.db"), url, user)) {
                Devices.createTable(client);
                Devices.fill(client, 0, COUNT);
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

    /** The pushes that a drain makes, in the same bounds. */
    static List<Ask.Push> pushes(EventLogDialect dialect, int count, int already) {
        Capabilities can = dialect.capabilities("bench");
        List<Ask.Push> pushes = new ArrayList<>();
        List<Mutation> batch = new ArrayList<>();
        long bytes = 0;
        int sent = already;
        for (int i = 0; i < count; i++) {
            Mutation mutation = Notes.mutation(i).recorded(UUID.randomUUID(), Instant.EPOCH);
            int size = dialect.measure(mutation);
            if (batch.size() == can.maxBatchCount() || (bytes + size > can.maxBatchBytes() && !batch.isEmpty())) {
                pushes.add(push(batch, sent));
                sent += batch.size();
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(mutation);
            bytes += size;
        }
        pushes.add(push(batch, sent));
        return pushes;
    }

    private static Ask.Push push(List<Mutation> batch, int since) {
        Cursor cursor = since == 0 ? Cursor.START : new Cursor(Integer.toString(since));
        return new Ask.Push(UUID.randomUUID(), cursor, Instant.EPOCH, batch);
    }
}
