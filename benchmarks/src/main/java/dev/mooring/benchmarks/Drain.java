package dev.mooring.benchmarks;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * 100,000 pending mutations to the stand-in on loopback, against the loop written by hand, and against bare OkHttp with TCP_NODELAY, which
 * posts the same batches, encoded before, and has no database.
 */
final class Drain {
    private static final int COUNT = Integer.getInteger("bench.count", 100_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);

    private static final String HAND = "by hand";
    private static final String BARE = "bare OkHttp";
    private static final String MOORING = "mooring";
    private static final String NO_LOG = "mooring without the log";

    private Drain() {}

    static void child() throws Exception {
        BenchDialect family = BenchDialect.chosen("event-log");
        try (Forked.Server server = Forked.server(family, 0)) {
            Map<String, Turns.Side> sides = new LinkedHashMap<>();
            sides.put(HAND, Turns.once(() -> byHand(family, server.emptied())));
            sides.put(BARE, Turns.once(() -> bare(family, server.emptied())));
            sides.put(MOORING, Turns.once(() -> mooring(family, server.emptied(), true)));
            sides.put(NO_LOG, Turns.once(() -> mooring(family, server.emptied(), false)));
            Turns turns = Turns.measure("drain", 1, ROUNDS, sides);
            new Result("drain")
                    .name("dialect", family.name())
                    .put("ratio_by_hand", turns.ratio(0, MOORING, HAND))
                    .put("ratio_by_hand_without_log", turns.ratio(0, NO_LOG, HAND))
                    .put("ratio_bare", turns.ratio(0, MOORING, BARE))
                    .put("mutations", COUNT)
                    .put("by_hand_per_s", COUNT / turns.seconds(0, HAND))
                    .put("bare_per_s", COUNT / turns.seconds(0, BARE))
                    .put("mooring_per_s", COUNT / turns.seconds(0, MOORING))
                    .peakHeap()
                    .print();
        }
    }

    private static double bare(BenchDialect family, String url) throws Exception {
        return Devices.inFolder(
                folder -> Posts.encode(folder, family, url, COUNT).send(new Bare(Posts.prompt(), url, family)));
    }

    private static double byHand(BenchDialect family, String url) throws Exception {
        return Devices.inFolder(folder -> {
            try (HandOutbox outbox = new HandOutbox(folder.resolve("h.db"))) {
                for (int i = 0; i < COUNT; i++) {
                    Mutation mutation = family.mutation(i);
                    outbox.add(UUID.randomUUID().toString(), mutation.key(), mutation.payload());
                }
                outbox.commit();
                long start = Rounds.now();
                int sent = outbox.drain(new Bare(Posts.prompt(), url, family), family.byHand());
                double seconds = Rounds.sinceNow(start);
                expect(sent);
                return seconds;
            }
        });
    }

    private static void expect(long sent) {
        if (sent != COUNT) {
            throw new IllegalStateException("drained " + sent + " of " + COUNT);
        }
    }

    private static double mooring(BenchDialect family, String url, boolean keepLog) throws Exception {
        return Devices.inFolder(folder -> {
            try (SyncClient<Connection> client = Devices.writer(family, folder.resolve("m.db"), url, keepLog)) {
                Devices.createTable(client);
                Devices.fill(family, client, 0, COUNT);
                long start = Rounds.now();
                long pushed = Devices.sync(client).pushed();
                double seconds = Rounds.sinceNow(start);
                expect(pushed);
                return seconds;
            }
        });
    }
}
