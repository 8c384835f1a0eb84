package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Jwt;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.http.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Devices write, delete and sync at random over a server with every fault of the page; then the faults end. Every device comes
 * to the same rows, which are the server's; every mutation is acknowledged or reported; and under last-write-wins the write
 * with the latest stamp is what is left.
 */
class ConvergenceTest {
    /** As the live server's are: with one that says nobody's name, devices whose rows are all gone would take the others for strangers. */
    private static final String TOKEN = Jwt.of(Journal.USER, 1);

    private static final int SEEDS = Integer.getInteger("entity.seeds", 24);
    private static final long FIRST = Long.getLong("entity.first", 1);
    private static final String[] KEYS = {"a", "b", "c", "d"};
    private static final String[] LISTS = {"entries", "goals", "practicePlans"};

    @Test
    void everySeedConvergesUnderServerWins() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            new Run(seed, ConflictPolicy.serverWins()).play(false);
        }
    }

    @Test
    void everySeedConvergesOnTheLatestWriteUnderLastWriteWins() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            new Run(seed, ConflictPolicy.lastWriteWins()).play(true);
        }
    }

    /** One seed. */
    private static final class Run {
        private final long seed;
        private final Random random;
        private final VirtualScheduler time;
        private final EntitySyncServer server;
        private final List<Journal> devices = new ArrayList<>();
        private final Map<String, Instant> latest = new HashMap<>();
        private final Map<String, String> winner = new HashMap<>();
        private final Set<String> deleted = new HashSet<>();
        private boolean calm;
        private int labels;

        Run(long seed, ConflictPolicy policy) {
            this.seed = seed;
            this.random = new Random(seed * 0x9E3779B97F4A7C15L);
            this.time = new VirtualScheduler(seed);
            this.server = EntitySyncServer.builder()
                    .user(Journal.USER, TOKEN)
                    .clock(((InstantSource) time::now).withZone(ZoneOffset.UTC))
                    .build();
            int batch = new int[] {1, 2, 100}[random.nextInt(3)];
            for (int i = 0; i < 2 + random.nextInt(2); i++) {
                Journal device = new Journal("d" + i, server, time, policy, dialect -> dialect.maxBatchCount(batch));
                // Clocks differ, and no two stamps are the same.
                device.credential = "Bearer " + TOKEN;
                device.lane.jump(Duration.ofMillis(10L * (random.nextInt(2000) - 1000) + i + 1));
                double loss = random.nextDouble() * 0.3;
                device.loses = () -> !calm && random.nextDouble() < loss;
                devices.add(device);
            }
        }

        void play(boolean latestWins) {
            for (int i = 0; i < 60; i++) {
                step(devices.get(random.nextInt(devices.size())));
                time.advance(Duration.ofMillis(10L * (1 + random.nextInt(300))));
            }
            calm = true;
            server.failReads(0);
            for (int round = 0; round < 12; round++) {
                devices.forEach(Journal::sync);
                time.advance(Duration.ofMinutes(10));
            }
            check(latestWins);
        }

        private void step(Journal device) {
            String list = LISTS[random.nextInt(LISTS.length)];
            String key = KEYS[random.nextInt(KEYS.length)];
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> write(device, list, key);
                case 4 -> delete(device, list, key);
                case 5 -> server.failReads(1 + random.nextInt(2));
                case 6 -> server.dieAfter(random.nextInt(3));
                case 7 ->
                    server.answerNext(Reply.of(
                            new int[] {200, 429, 500, 503, 502}[random.nextInt(5)], Map.of(), "<html>no</html>"));
                default -> device.sync();
            }
        }

        private void write(Journal device, String list, String key) {
            String label = "w" + ++labels;
            String field = list.equals("entries") ? "notes" : "title";
            Mutation write = device.put(list, key, "{\"" + field + "\":\"" + label + "\"}");
            note(list + "/" + key, write.createdAt(), label);
        }

        private void delete(Journal device, String list, String key) {
            Mutation deletion = device.delete(list, key);
            deleted.add(list + "/" + key);
            note(list + "/" + key, deletion.createdAt(), "");
        }

        private void note(String place, Instant stamp, String label) {
            Instant before = latest.get(place);
            if (before == null || stamp.isAfter(before)) {
                latest.put(place, stamp);
                winner.put(place, label);
            }
        }

        private void check(boolean latestWins) {
            String name = "seed " + seed;
            Set<String> there = new TreeSet<>();
            server.entities(Journal.USER).stream()
                    .filter(row -> row.deletedAt() == null)
                    .forEach(row -> there.add(row.type().list() + "/" + row.id() + " " + label(row.data())));
            for (Journal device : devices) {
                assertEquals(0, device.client.status().pending(), name + " " + device.client.status());
                assertEquals(0, device.client.status().counts().quarantined(), name);
                Set<String> rows = new TreeSet<>();
                device.rows().forEach((place, json) -> rows.add(place + " " + label(json)));
                assertEquals(there, rows, name);
            }
            if (latestWins) {
                winner.forEach((place, label) -> {
                    boolean gone = there.stream().noneMatch(row -> row.startsWith(place + " "));
                    // A deletion carries no stamp there: one by a slow clock of what it had seen is believed all the
                    // same.
                    boolean right =
                            gone ? label.isEmpty() || deleted.contains(place) : there.contains(place + " " + label);
                    assertTrue(right, name + ": " + place + " should be '" + label + "' in " + there);
                });
            }
        }

        private static String label(String json) {
            return json.replaceFirst(".*\"(?:notes|title)\":\"([^\"]*)\".*", "$1");
        }
    }
}
