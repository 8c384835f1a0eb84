package dev.mooring.examples.server.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Devices of some users write through servers that are killed, cut off and begun again meanwhile. At the end nothing is lost, nothing is
 * there twice, each device's order is kept, and all devices have the server's log.
 */
final class Chaos {
    private static final int DEVICES = 4;
    private static final long DEADLINE_NANOS = TimeUnit.MINUTES.toNanos(Integer.getInteger("chaos.minutes", 4));

    private final Wire wire;
    private final int writes;
    private final long seed = System.nanoTime();
    private final Map<String, List<Device>> devices = new LinkedHashMap<>();
    private final Map<String, List<Operation.Call>> calls = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch running;

    /** Prepares so many users with four devices each, which write so often, and one caller of the server's own writer. */
    Chaos(Wire wire, int users, int writes) {
        this.wire = wire;
        this.writes = writes;
        for (int u = 0; u < users; u++) {
            List<Device> own = new ArrayList<>();
            String user = "u" + u;
            for (int d = 0; d < DEVICES; d++) {
                own.add(new Device(user, user + "d" + d, wire, seed + 31L * u + d));
            }
            devices.put(user, own);
            calls.put(user, new ArrayList<>());
        }
        running = new CountDownLatch(users * (DEVICES + 1));
    }

    /** What goes wrong meanwhile. */
    interface Trouble {
        void happen(Random random) throws IOException;
    }

    /** Runs all of it; {@code trouble} happens so often, with so many milliseconds between, or until all is written. */
    void run(int most, int pause, Trouble trouble) throws Exception {
        devices.forEach((user, own) -> {
            own.forEach(device -> begin(() -> live(device)));
            begin(() -> call(user, calls.get(user)));
        });
        Random random = new Random(seed);
        int troubles = 0;
        while (!running.await(pause / 2 + random.nextInt(pause), TimeUnit.MILLISECONDS)) {
            if (troubles < most) {
                trouble.happen(random);
                troubles++;
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        int unclear = 0;
        int conflicts = 0;
        int events = 0;
        int ordered = 0;
        for (Map.Entry<String, List<Device>> each : devices.entrySet()) {
            List<Operation> operations = new ArrayList<>();
            List<Seen> log = settled(each.getKey(), each.getValue(), operations);
            events += log.size();
            for (Device device : each.getValue()) {
                unclear += device.unclear;
                conflicts += device.conflicts;
                operations.addAll(device.operations);
            }
            List<Operation.Call> called = calls.get(each.getKey());
            List<String> wrong = new ArrayList<>(Verdict.of(
                    each.getValue(),
                    log,
                    called.stream().map(Operation.Call::mutation).toList()));
            wrong.addAll(LegalOrder.contradictions(operations, called, log));
            assertEquals(List.of(), wrong, "seed " + seed + ", " + each.getKey());
            ordered += operations.size();
        }
        System.out.println(
                "chaos: " + troubles + " troubles, " + events + " events of " + devices.size() * DEVICES + " devices, "
                        + conflicts + " conflicts, " + unclear + " answers lost; 0 lost, 0 doubled, " + ordered
                        + " operations in a legal order, seed " + seed);
        assertTrue(troubles > 0, "nothing went wrong");
    }

    private void begin(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        running.countDown();
                    }
                },
                "device");
        threads.add(thread);
        thread.start();
    }

    private void live(Device device) {
        Random random = new Random(seed + device.name.hashCode());
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while ((device.written.size() < writes || !device.isDone()) && System.nanoTime() < deadline) {
            for (int i = random.nextInt(4); i > 0 && device.written.size() < writes; i--) {
                device.write();
            }
            if (!device.exchange()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(30)));
            }
        }
        if (!device.isDone()) {
            device.contradictions.add(device.name + " did not come to an end");
        }
    }

    /** Each call is repeated with its key until it is answered. */
    private void call(String user, List<Operation.Call> done) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        long began = System.nanoTime();
        for (int i = 0; i < writes / 4 && System.nanoTime() < deadline; ) {
            String key = user + "c" + i;
            try {
                Wire.Heard heard = wire.post(user, "/do/cron", key, "{\"trigger\":\"" + key + "\"}");
                if (heard.status() == 200) {
                    long sequence = heard.json().path("sequence").asLong();
                    done.add(new Operation.Call("server:" + key, began, System.nanoTime(), sequence));
                    began = System.nanoTime();
                    i++;
                }
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    /** Everybody pulls until all of them have all, also what waited for a lease. Returns the log as somebody sees it who has only read. */
    private static List<Seen> settled(String user, List<Device> own, List<Operation> operations) {
        Wire wire = own.get(0).wire();
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (System.nanoTime() < deadline) {
            Device reader = new Device(user, "reader", wire, 0);
            pull(reader, deadline);
            own.forEach(device -> pull(device, deadline));
            Device again = new Device(user, "reader", wire, 0);
            pull(again, deadline);
            operations.addAll(reader.operations);
            operations.addAll(again.operations);
            boolean still = again.log.equals(reader.log) && waiting(wire, user) == 0;
            if (still) {
                return again.log;
            }
        }
        throw new AssertionError("the log of " + user + " does not come to rest");
    }

    private static void pull(Device device, long deadline) {
        while (!device.exchange() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** A server event tells by waiting itself whether others wait before it. */
    private static int waiting(Wire wire, String user) {
        try {
            Wire.Heard heard = wire.post(user, "/do/cron", user + "c0", "{}");
            return heard.json().path("waits").booleanValue() ? 1 : 0;
        } catch (IOException e) {
            return 1;
        }
    }
}
