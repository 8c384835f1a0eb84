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

/** 100,000 pending mutations to the stand-in on loopback, against bare OkHttp posting the same batches, encoded before. */
final class Drain {
    private static final int COUNT = Integer.getInteger("bench.count", 100_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);

    private Drain() {}

    static void child() throws Exception {
        try (Forked.Server server = Forked.server()) {
            OkHttpClient http = new OkHttpClient();
            Rounds rounds = Rounds.measure(
                    "drain",
                    1,
                    ROUNDS,
                    round -> Devices.inFolder(
                            folder -> Posts.send(http, server.url(), Posts.encode(folder, COUNT, "raw" + round))),
                    round -> mooring(server.url(), "moor" + round));
            new Result("drain")
                    .put("ratio", rounds.ratio())
                    .put("mutations", COUNT)
                    .put("bare_per_s", COUNT / rounds.baselineSeconds())
                    .put("mooring_per_s", COUNT / rounds.contenderSeconds())
                    .peakHeap()
                    .print();
        }
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
            Mutation mutation = Notes.mutation(i).recorded(UUID.randomUUID(), Instant.now());
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
