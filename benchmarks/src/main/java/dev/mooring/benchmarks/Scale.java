package dev.mooring.benchmarks;

import dev.mooring.sync.Change;
import dev.mooring.sync.SyncClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

/**
 * How the library behaves as data grows: what it takes to write, to ask for the status, to send a batch, to pull, to lose a conflict and to
 * open, at each of several sizes, what is in memory while a batch is on the wire, how large the files get, and the exponent by which each
 * figure grows. The server is in this process. {@code -Dbench.most=N} bounds the sizes, {@code -Dbench.of=pending,log} chooses among them.
 * The class is long as each way to grow has its case here.
 */
final class Scale {
    private static final int MOST = Integer.getInteger("bench.most", 100_000);
    private static final int REPEATS = Integer.getInteger("bench.rounds", 21);
    private static final List<String> OF =
            Arrays.asList(System.getProperty("bench.of", "pending,keys,log,edits,tables,payload,threads")
                    .split(",", -1));

    private static final int MANY = 100;
    private static final int LOSE = 10;
    private static final int BYTES = 80;

    private static final int STATUSES = 100;

    /** Writes that are counted by nobody have numbers from here on. */
    private static final int OTHERS = 300_000_000;

    private static final long CHECKED = 64 << 20;

    private final Map<String, Curve> curves = new LinkedHashMap<>();

    static void run() throws Exception {
        Scale scale = new Scale();
        for (int i = 0; i < 2; i++) { // Warm-ups.
            scale.pending(1_000);
            scale.confirmed(1_000, true);
            scale.confirmed(1_000, false);
            scale.tables(1);
        }
        scale.curves.clear();
        scale.all();
        scale.print();
    }

    private void all() throws Exception {
        for (int size = 1_000; size <= MOST && OF.contains("pending"); size *= 10) {
            pending(size);
        }
        for (int size = 1_000; size <= 10 * MOST && OF.contains("keys"); size *= 10) {
            confirmed(size, true);
        }
        for (int size = 1_000; size <= 10 * MOST && OF.contains("log"); size *= 10) {
            confirmed(size, false);
        }
        for (int size = 1; size <= Math.min(MOST, 100_000) && OF.contains("edits"); size *= 10) {
            edits(size);
        }
        for (int size : OF.contains("tables") ? new int[] {1, 10, 100, 300} : new int[0]) {
            tables(size);
        }
        for (int size = 10; size <= 1_000_000 && OF.contains("payload"); size *= 10) {
            payload(size);
        }
        for (int size : OF.contains("threads") ? new int[] {1, 4, 16, 64} : new int[0]) {
            threads(size);
        }
    }

    private void print() {
        Result result = new Result("scale");
        int defects = 0;
        for (Curve curve : curves.values()) {
            System.out.println(curve);
            result.put(curve.name().replace(' ', '_').replace(",", ""), curve.exponent());
            defects += curve.isDefect() ? 1 : 0;
        }
        result.put("defects", defects).peakHeap().print();
    }

    private Curve flat(String name) {
        return curves.computeIfAbsent(name, Curve::flat);
    }

    private Curve linear(String name) {
        return curves.computeIfAbsent(name, Curve::linear);
    }

    private Curve curve(boolean linear, String name) {
        return linear ? linear(name) : flat(name);
    }

    // ---- the sizes

    private void pending(int size) throws Exception {
        Devices.inFolder(folder -> {
            ScaleDevice device = device(folder, true, 0, BYTES);
            try (SyncClient<Connection> client = device.opened()) {
                device.write(client, 0, size);
                new Measured(device, client, "pending", size).all(MANY, LOSE, false);
            }
            closed(device, "pending", size, true);
            return true;
        });
    }

    /** The writes are edits of what is confirmed, here and there. */
    private void confirmed(int size, boolean keys) throws Exception {
        Devices.inFolder(folder -> {
            String of = keys ? "keys" : "log";
            ScaleDevice device = new ScaleDevice(
                    folder.resolve("c.db"), new ScaleServer(keys, MANY), 0, BYTES, i -> (int) (i * 7919L % size));
            try (SyncClient<Connection> client = device.opened()) {
                device.server().shows(size, i -> device.changeOf(i, ScaleServer.SET));
                Devices.sync(client);
                device.write(client, 0, 500);
                new Measured(device, client, of, size, 500).all(MANY, keys ? LOSE : 0, false);
            }
            closed(device, of, size, true);
            return true;
        });
    }

    /** So many edits of one key, none of them sent. */
    private void edits(int size) throws Exception {
        Devices.inFolder(folder -> {
            ScaleDevice device = new ScaleDevice(folder.resolve("e.db"), new ScaleServer(true, MANY), 0, BYTES, i -> 0);
            try (SyncClient<Connection> client = device.opened()) {
                device.write(client, 0, size);
                Measured measured = new Measured(device, client, "edits of a key", size);
                measured.all(0, 0, false);
                measured.pull("pull of 100 others, ", false, i -> device.changeOf(i + 1, ScaleServer.SET), MANY);
                measured.pull("pull of 100, one of the key, ", true, i -> device.changeOf(i, ScaleServer.SET), MANY);
                linear("conflict of all, edits of a key").add(size + 2.0 * REPEATS, Busy.millis(() -> {
                    device.server().shows(1, i -> device.changeOf(0, ScaleServer.WINS));
                    client.syncNow().join();
                }));
            }
            closed(device, "edits of a key", size, true);
            return true;
        });
    }

    private void tables(int count) throws Exception {
        Devices.inFolder(folder -> {
            ScaleDevice device = device(folder, true, count, BYTES);
            try (SyncClient<Connection> client = device.opened()) {
                device.write(client, 0, 1_000);
                new Measured(device, client, "tables", count, 1_000).all(MANY, LOSE, false);
            }
            closed(device, "tables", count, false);
            return true;
        });
    }

    private void payload(int bytes) throws Exception {
        Devices.inFolder(folder -> {
            ScaleDevice device = device(folder, true, 0, bytes);
            try (SyncClient<Connection> client = device.opened()) {
                device.write(client, 0, 30);
                new Measured(device, client, "payload", bytes, 30).all(LOSE, LOSE, true);
            }
            closed(device, "payload", bytes, true);
            return true;
        });
    }

    /** Writers wait for each other: what all of them together get done should stay the same. */
    private void threads(int count) throws Exception {
        int each = 4_000 / count;
        Devices.inFolder(folder -> {
            ScaleDevice device = device(folder, true, 0, BYTES);
            ExecutorService pool = Executors.newFixedThreadPool(count);
            try (SyncClient<Connection> client = device.opened()) {
                flat("time of a write, threads")
                        .add(
                                count,
                                Busy.millis(() -> {
                                            List<Future<?>> all = new ArrayList<>();
                                            for (int thread = 0; thread < count; thread++) {
                                                int first = thread * each;
                                                all.add(pool.submit(() -> {
                                                    for (int i = first; i < first + each; i++) {
                                                        device.write(client, i, 1);
                                                    }
                                                    return true;
                                                }));
                                            }
                                            for (Future<?> one : all) {
                                                one.get();
                                            }
                                        })
                                        / (each * count));
                statusBeside(pool, count, device, client);
            } finally {
                pool.shutdown();
            }
            return true;
        });
    }

    /** What a status takes the thread that asks, while all others write. */
    private void statusBeside(ExecutorService pool, int count, ScaleDevice device, SyncClient<Connection> client)
            throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < count; thread++) {
            int first = 100_000 * (thread + 1);
            all.add(pool.submit(() -> {
                for (int i = first; !enough.get(); i++) {
                    device.write(client, i, 1);
                }
                return true;
            }));
        }
        double[] times = new double[1_000];
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            client.status();
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        enough.set(true);
        for (Future<?> one : all) {
            one.get();
        }
        flat("status, threads").add(count, Rounds.median(times));
    }

    private static ScaleDevice device(Path folder, boolean keys, int tables, int bytes) {
        return new ScaleDevice(folder.resolve("s.db"), new ScaleServer(keys, MANY), tables, bytes, i -> i);
    }

    // ---- what is measured

    /** The file of a client that has been closed. */
    private void closed(ScaleDevice device, String of, int size, boolean flat) throws Exception {
        curve(!flat, "open, " + of).add(size, opening(device, 0));
        long bytes = Files.size(device.file());
        if (bytes <= CHECKED) {
            linear("open with a check, " + of).add(size, opening(device, CHECKED));
        }
        linear("file MB, " + of).add(size, bytes / 1048576.0);
    }

    private static double opening(ScaleDevice device, long checkUpTo) throws Exception {
        List<SyncClient<Connection>> opened = new ArrayList<>();
        double[] times = new double[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            times[i] = Busy.millis(() -> {
                SyncClient<Connection> client = device.client(checkUpTo);
                opened.add(client);
                client.open();
            });
            opened.remove(0).close();
        }
        return Rounds.median(times);
    }

    /** One client at one size. */
    private final class Measured {
        private final ScaleDevice device;
        private final SyncClient<Connection> client;
        private final String of;
        private final int size;

        /** How many writes there were, and how many of them the server has taken, or are in a batch. */
        private int writes;

        private int sent;

        Measured(ScaleDevice device, SyncClient<Connection> client, String of, int size) {
            this(device, client, of, size, size);
        }

        Measured(ScaleDevice device, SyncClient<Connection> client, String of, int size, int writes) {
            this.device = device;
            this.client = client;
            this.of = of;
            this.size = size;
            this.writes = writes;
        }

        private void write(int count) throws Exception {
            device.write(client, writes, count);
            writes += count;
        }

        /** A pull of so many, and a conflict that so many lose; what grows with the size of each is linear. */
        void all(int pulled, int lost, boolean linear) throws Exception {
            client.syncNow().join(); // A batch is frozen now.
            sent = MANY;
            int[] another = {OTHERS};
            int same = Math.max(1, device.tables()); // An app's statement for another table is compiled once.
            curve(linear, "write, " + of)
                    .add(
                            size,
                            Busy.median(REPEATS, () -> another[0] += same, () -> device.write(client, another[0], 1)));
            flat("status, " + of)
                    .add(
                            size,
                            Busy.median(REPEATS, () -> {}, () -> {
                                        for (int i = 0; i < STATUSES; i++) {
                                            client.status();
                                        }
                                    })
                                    / STATUSES);
            int batch = Math.min(MANY, Math.max(1, linear ? LOSE : MANY));
            curve(linear, "batch, " + of).add(size, Busy.median(REPEATS, () -> write(batch), () -> {
                device.server().takes(1);
                client.syncNow().join();
                sent += MANY;
            }));
            if (pulled > 0) {
                write(pulled * 3);
                int first = Math.min(sent, writes - pulled * 2);
                int step = Math.max(1, (writes - first) / pulled);
                pull("pull of " + pulled + ", ", linear, i -> device.change(first + i * step, ScaleServer.SET), pulled);
            }
            if (lost > 0) {
                curve(linear, "conflict of " + lost + ", " + of)
                        .add(
                                size,
                                Busy.median(
                                        REPEATS,
                                        () -> {
                                            write(lost);
                                            int first = writes - lost;
                                            device.server()
                                                    .shows(lost, i -> device.change(first + i, ScaleServer.WINS));
                                        },
                                        () -> client.syncNow().join()));
            }
            memory(linear);
            flat("wal MB, " + of).add(size, wal());
        }

        void pull(String what, boolean linear, IntFunction<Change> changes, int count) throws Exception {
            curve(linear, what + of)
                    .add(
                            size,
                            Busy.median(
                                    REPEATS,
                                    () -> device.server().shows(count, changes),
                                    () -> client.syncNow().join()));
        }

        /** What is in use while a batch is on the wire, garbage left out. */
        private void memory(boolean linear) {
            double[] most = {0};
            device.server().onPush(() -> most[0] = Math.max(most[0], used()));
            client.syncNow().join();
            device.server().onPush(() -> {});
            curve(linear, "heap MB, " + of).add(size, most[0]);
        }

        private double used() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0;
        }

        private double wal() {
            return device.file()
                            .resolveSibling(device.file().getFileName() + "-wal")
                            .toFile()
                            .length()
                    / 1048576.0;
        }
    }
}
