package dev.mooring.benchmarks;

import dev.mooring.sync.SyncClient;
import java.sql.Connection;
import okhttp3.OkHttpClient;

/**
 * A device that holds everything already pulls everything again, finds nothing new, and makes sure that nothing is missing;
 * against bare OkHttp and Moshi, which read the same body and compare nothing. What matters is the heap that it takes.
 */
final class FullPull {
    private static final BenchDialect FAMILY = BenchDialect.of("entity-sync");
    private static final int COUNT = Integer.getInteger("bench.count", 100_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);

    private FullPull() {}

    static void child() throws Exception {
        try (Forked.Server server = Forked.server(FAMILY, COUNT)) {
            Bare bare = new Bare(new OkHttpClient(), server.url(), FAMILY);
            Devices.inFolder(folder -> {
                try (SyncClient<Connection> client =
                        Devices.follower(FAMILY, folder.resolve("m.db"), server.url(), false)) {
                    Devices.createTable(client);
                    long start = System.nanoTime();
                    expect(COUNT, Devices.sync(client).pulled());
                    double first = Rounds.since(start);
                    Rounds again = Rounds.measure("again", 1, ROUNDS, round -> raw(bare), round -> mooring(client));
                    print(first, again);
                }
                return true;
            });
        }
    }

    private static void print(double first, Rounds again) {
        new Result("full-pull")
                .name("dialect", FAMILY.name())
                .put("ratio", again.ratio())
                .put("entities", COUNT)
                .put("first_s", first)
                .put("again_s", again.contenderSeconds())
                .put("raw_s", again.baselineSeconds())
                .peakHeap()
                .print();
    }

    private static double mooring(SyncClient<Connection> client) {
        long start = System.nanoTime();
        expect(0, Devices.sync(client).pulled());
        return Rounds.since(start);
    }

    private static double raw(Bare bare) throws Exception {
        return Devices.inFolder(folder -> {
            try (Inserts inserts = new Inserts(folder.resolve("r.db"))) {
                long start = System.nanoTime();
                expect(COUNT, FAMILY.readAll(bare, inserts));
                inserts.commit();
                return Rounds.since(start);
            }
        });
    }

    private static void expect(long wanted, long changes) {
        if (changes != wanted) {
            throw new IllegalStateException("pulled " + changes + " changes where there are " + wanted);
        }
    }
}
