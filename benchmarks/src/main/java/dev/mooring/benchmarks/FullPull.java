package dev.mooring.benchmarks;

import dev.mooring.benchmarks.HandReplica.Keeps;
import dev.mooring.sync.SyncClient;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A device that holds everything already pulls everything again, finds nothing new, and makes sure that nothing is missing; against the
 * loop written by hand, which compares a hash of each row and does not look for what is missing, and against inserts of the same body,
 * which compare nothing.
 */
final class FullPull {
    private static final BenchDialect FAMILY = BenchDialect.of("entity-sync");
    private static final int COUNT = Integer.getInteger("bench.count", 100_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);

    private static final String RAW = "raw";
    private static final String HAND = "by hand";
    private static final String MOORING = "mooring";

    private FullPull() {}

    static void child() throws Exception {
        try (Forked.Server server = Forked.server(FAMILY, COUNT)) {
            Bare bare = new Bare(Posts.prompt(), server.url(), FAMILY);
            Devices.inFolder(folder -> {
                try (SyncClient<Connection> client =
                        Devices.follower(FAMILY, folder.resolve("m.db"), server.url(), false)) {
                    Devices.createTable(client);
                    long start = Rounds.now();
                    expect(COUNT, Devices.sync(client).pulled());
                    double first = Rounds.sinceNow(start);
                    try (HandReplica rows = new HandReplica(folder.resolve("h.db"), Keeps.HASHES)) {
                        byHand(bare, rows, COUNT);
                        Map<String, Turns.Side> sides = new LinkedHashMap<>();
                        sides.put(RAW, Turns.once(() -> raw(bare)));
                        sides.put(HAND, Turns.once(() -> byHand(bare, rows, 0)));
                        sides.put(MOORING, Turns.once(() -> mooring(client)));
                        print(first, Turns.measure("again", 1, ROUNDS, sides));
                    }
                }
                return true;
            });
        }
    }

    private static void print(double first, Turns again) {
        new Result("full-pull")
                .name("dialect", FAMILY.name())
                .put("ratio_by_hand", again.ratio(0, MOORING, HAND))
                .put("ratio_raw", again.ratio(0, MOORING, RAW))
                .put("entities", COUNT)
                .put("first_s", first)
                .put("again_s", again.seconds(0, MOORING))
                .put("by_hand_s", again.seconds(0, HAND))
                .put("raw_s", again.seconds(0, RAW))
                .peakHeap()
                .print();
    }

    private static double byHand(Bare bare, HandReplica rows, int changes) throws Exception {
        long start = Rounds.now();
        expect(COUNT, FAMILY.readAll(bare, rows));
        rows.commit();
        double seconds = Rounds.sinceNow(start);
        expect(changes, rows.changed());
        return seconds;
    }

    private static double mooring(SyncClient<Connection> client) {
        long start = Rounds.now();
        expect(0, Devices.sync(client).pulled());
        return Rounds.sinceNow(start);
    }

    private static double raw(Bare bare) throws Exception {
        return Devices.inFolder(folder -> {
            try (Inserts inserts = new Inserts(folder.resolve("r.db"))) {
                long start = Rounds.now();
                expect(COUNT, FAMILY.readAll(bare, inserts));
                inserts.commit();
                return Rounds.sinceNow(start);
            }
        });
    }

    private static void expect(long wanted, long changes) {
        if (changes != wanted) {
            throw new IllegalStateException("pulled " + changes + " changes where there are " + wanted);
        }
    }
}
