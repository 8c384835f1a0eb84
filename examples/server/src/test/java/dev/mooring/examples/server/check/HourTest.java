package dev.mooring.examples.server.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An hour of virtual work of 200 devices, four of each user, with the library's own client. Meanwhile servers are killed with SIGKILL and
 * begin again, the database crashes, and connections are cut. The clocks of the servers are wrong by up to five minutes, by others each
 * time that one begins. At the end each write is in the log once, in its device's order; each device has that log and its rows; and all
 * operations have a legal order.
 *
 * <p>{@code -Dhour.minutes=N}, {@code -Dhour.devices=N} and {@code -Dhour.instances=N} make it smaller or larger. Time runs {@code
 * -Dhour.speed=N} times as quickly as a clock, for the devices and for the servers, unless the machine is too slow for that.
 */
@Tag("long")
class HourTest {
    private static final int MINUTES = Integer.getInteger("hour.minutes", 60);
    private static final int DEVICES = Integer.getInteger("hour.devices", 200);
    private static final int SPEED = Integer.getInteger("hour.speed", 15);
    private static final int OF_A_USER = 4;
    private static final int WORLDS = 8;
    private static final int WRITES_ONE_IN_SECONDS = 45;
    private static final int PAUSE_MILLIS = 2_000;

    private final long seed = System.nanoTime();
    private final OkHttpClient http = new OkHttpClient();
    private final List<World> worlds = new ArrayList<>();
    private final Map<String, List<AppDevice>> users = new LinkedHashMap<>();
    private final Map<String, List<Operation.Call>> calls = new LinkedHashMap<>();

    @TempDir
    Path folder;

    @Test
    void fourServersOverOnePostgres() throws Exception {
        Random skews = new Random(seed);
        try (Cluster cluster = Cluster.postgres(
                Integer.getInteger("hour.instances", 4),
                List.of(),
                options -> ServerProcess.skewed(SPEED, skews, options))) {
            run("PostgreSQL", cluster);
        }
    }

    @Test
    void oneServerOverSqlite() throws Exception {
        Random skews = new Random(seed);
        try (Cluster cluster = Cluster.sqlite(
                folder.resolve("server.db"), List.of(), options -> ServerProcess.skewed(SPEED, skews, options))) {
            run("SQLite", cluster);
        }
    }

    /** Some devices in one virtual time, which one thread runs. The devices of a user are in different ones, so they meet at the servers. */
    private final class World {
        final VirtualScheduler time;
        final List<AppDevice> devices = new ArrayList<>();
        final Map<String, Long> calling = new LinkedHashMap<>();
        private final Random random;
        private final HttpWire wire;

        World(int number, List<Integer> ports) {
            time = new VirtualScheduler(seed + number);
            random = new Random(seed + number);
            wire = new HttpWire(ports);
        }

        void live() {
            long begun = System.nanoTime();
            for (int second = 0; second < MINUTES * 60; second++) {
                for (AppDevice device : devices) {
                    if (random.nextInt(WRITES_ONE_IN_SECONDS) == 0) {
                        for (int i = random.nextInt(3); i >= 0; i--) {
                            device.write();
                        }
                    }
                }
                if (second % 60 == 0) {
                    calling.keySet().forEach(this::call);
                }
                time.advance(Duration.ofSeconds(1));
                long ahead = begun + TimeUnit.SECONDS.toNanos(second) / SPEED - System.nanoTime();
                LockSupport.parkNanos(Math.max(0, ahead));
            }
        }

        /** Tells the server to write something itself; the same again if it does not answer. */
        private void call(String user) {
            List<Operation.Call> done = calls.get(user);
            String key = user + "c" + done.size();
            long began = calling.get(user) == 0 ? System.nanoTime() : calling.get(user);
            calling.put(user, began);
            try {
                Wire.Heard heard = wire.post(user, "/do/cron", key, "{\"trigger\":\"" + key + "\"}");
                if (heard.status() == 200) {
                    long sequence = heard.json().path("sequence").asLong();
                    done.add(new Operation.Call("server:" + key, began, System.nanoTime(), sequence));
                    calling.put(user, 0L);
                }
            } catch (IOException e) {
                time.advance(Duration.ofMillis(1)); // The same call again, a minute later.
            }
        }

        /** Syncs all of them, and returns whether nothing is pending. */
        boolean settle() {
            calling.forEach((user, began) -> {
                if (began > 0) {
                    call(user);
                }
            });
            devices.forEach(AppDevice::sync);
            return devices.stream().allMatch(device -> device.pending() == 0)
                    && calling.values().stream().allMatch(began -> began == 0);
        }
    }

    private void run(String name, Cluster cluster) throws Exception {
        populate(cluster.ports());
        long begun = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(WORLDS);
        int troubles;
        try {
            List<Future<Boolean>> lives = new ArrayList<>();
            worlds.forEach(world -> lives.add(threads.submit(world::live, true)));
            troubles = trouble(cluster, lives);
            Map<String, List<Seen>> logs = settled(threads, cluster.ports());
            judge(name, troubles, logs, (System.nanoTime() - begun) / 1_000_000_000);
        } finally {
            threads.shutdownNow();
            users.values().forEach(own -> own.forEach(AppDevice::close));
        }
    }

    private void populate(List<Integer> ports) {
        for (int i = 0; i < WORLDS; i++) {
            worlds.add(new World(i, ports));
        }
        for (int i = 0; i < DEVICES; i++) {
            String user = "u" + i / OF_A_USER;
            World world = worlds.get((i + i / OF_A_USER) % WORLDS);
            AppDevice device = new AppDevice(user, user + "d" + i % OF_A_USER, ports, http, world.time);
            world.devices.add(device);
            users.computeIfAbsent(user, each -> new ArrayList<>()).add(device);
            if (i % OF_A_USER == 0) {
                calls.put(user, new ArrayList<>());
                world.calling.put(user, 0L);
            }
        }
    }

    private int trouble(Cluster cluster, List<Future<Boolean>> lives) throws Exception {
        Random random = new Random(seed);
        int troubles = 0;
        for (Future<Boolean> life : lives) {
            while (!life.isDone()) {
                try {
                    life.get(PAUSE_MILLIS / 2 + random.nextInt(PAUSE_MILLIS), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    cluster.happen(random);
                    troubles++;
                }
            }
            life.get();
        }
        return troubles;
    }

    /** Everybody syncs until nothing is pending, nothing waits at the server, and all have the whole log. */
    private Map<String, List<Seen>> settled(ExecutorService threads, List<Integer> ports) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        List<String> open = new ArrayList<>();
        while (System.nanoTime() < deadline) {
            List<Callable<Boolean>> all = new ArrayList<>();
            worlds.forEach(world -> all.add(world::settle));
            boolean still = true;
            for (Future<Boolean> each : threads.invokeAll(all)) {
                still &= each.get();
            }
            Map<String, List<Seen>> logs = new LinkedHashMap<>();
            open.clear();
            for (Map.Entry<String, List<AppDevice>> each : users.entrySet()) {
                Device reader = new Device(each.getKey(), "reader", new HttpWire(ports), 0);
                while (!reader.exchange()) {
                    assertTrue(System.nanoTime() < deadline, "the server does not answer");
                }
                logs.put(each.getKey(), reader.log);
                if (isOpen(each.getKey(), reader.log)) {
                    open.add(each.getKey() + ": " + reader.log.size() + " events, "
                            + calls.get(each.getKey()).size() + " calls, devices have "
                            + users.get(each.getKey()).stream()
                                    .map(device -> device.written.size() + " of " + device.size())
                                    .toList());
                }
            }
            if (still && open.isEmpty()) {
                return logs;
            }
        }
        throw new AssertionError("does not come to rest, seed " + seed + ": " + open);
    }

    private boolean isOpen(String user, List<Seen> log) {
        long own = users.get(user).stream()
                .mapToLong(device -> device.written.size())
                .sum();
        boolean waits = log.size() < own + calls.get(user).size();
        return waits || users.get(user).stream().anyMatch(device -> device.size() < log.size());
    }

    private void judge(String name, int troubles, Map<String, List<Seen>> logs, long seconds) {
        int events = 0;
        int operations = 0;
        int unclear = 0;
        int refused = 0;
        for (Map.Entry<String, List<Seen>> each : logs.entrySet()) {
            List<String> wrong = new ArrayList<>();
            List<Operation> all = new ArrayList<>();
            List<Operation.Call> called = calls.get(each.getKey());
            Map<String, List<String>> written = new LinkedHashMap<>();
            for (AppDevice device : users.get(each.getKey())) {
                wrong.addAll(device.wrong(each.getValue()));
                all.addAll(device.recorder.operations());
                unclear += device.recorder.unclear();
                written.put(device.name, device.written);
            }
            written.put(
                    "the server itself",
                    called.stream().map(Operation.Call::mutation).toList());
            wrong.addAll(Verdict.of(written, each.getValue()));
            wrong.addAll(LegalOrder.contradictions(all, called, each.getValue()));
            assertEquals(List.of(), wrong, "seed " + seed + ", " + each.getKey());
            events += each.getValue().size();
            operations += all.size();
            refused += (int) all.stream()
                    .filter(operation ->
                            operation.told() != null && !operation.told().accepted())
                    .count();
        }
        System.out.println("hour: " + name + ", " + MINUTES + " minutes of " + DEVICES + " devices in " + seconds
                + " s, "
                + troubles + " troubles, " + events + " events, " + refused + " conflicts, " + unclear
                + " answers lost; 0 lost, 0 doubled, " + operations + " operations in a legal order, seed " + seed);
        assertTrue(troubles > 0, "nothing went wrong");
    }
}
