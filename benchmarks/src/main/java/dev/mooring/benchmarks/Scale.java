package dev.mooring.benchmarks;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.transport.CallsTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How the library behaves as data grows: what it takes to write, to ask for the status, to begin a sync, to pull and to open, at each of
 * several sizes, and the exponent by which each figure grows. The transport is in this process. {@code -Dbench.most=N} bounds the sizes.
 */
final class Scale {
    private static final int MOST = Integer.getInteger("bench.most", 100_000);
    private static final int REPEATS = Integer.getInteger("bench.rounds", 31);
    private static final int PULLED = 100;
    private static final int SLICE = 500;

    private final Map<String, Curve> curves = new LinkedHashMap<>();

    static void run() throws Exception {
        Scale scale = new Scale();
        scale.pending(1_000); // A warm-up.
        scale.confirmed(1_000);
        scale.curves.clear();
        for (int size = 1_000; size <= MOST; size *= 10) {
            scale.pending(size);
        }
        for (int size = 1_000; size <= 10 * MOST; size *= 10) {
            scale.confirmed(size);
        }
        for (int size = 1; size <= MOST; size *= 10) {
            scale.edits(size);
        }
        for (int tables : new int[] {1, 10, 100, 300}) {
            scale.tables(tables);
        }
        for (int bytes = 100; bytes <= 1_000_000; bytes *= 10) {
            scale.payload(bytes);
        }
        for (int threads : new int[] {1, 4, 16, 64}) {
            scale.threads(threads);
        }
        scale.print();
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

    // ---- what is measured

    private interface Work {
        void run() throws Exception;
    }

    /** The median over some repeats, in milliseconds. */
    private static double millis(Work work) throws Exception {
        double[] times = new double[REPEATS];
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            work.run();
            times[i] = Rounds.since(start) * 1000;
        }
        return Rounds.median(times);
    }

    private void pending(int size) throws Exception {
        Devices.inFolder(folder -> {
            Path file = folder.resolve("p.db");
            Server server = new Server();
            try (SyncClient<Connection> client = client(file, server)) {
                Devices.createTable(client);
                fill(client, 0, size);
                measure(client, server, "pending", size);
            }
            opens(file, server, "pending", size);
            linear("file bytes, pending").add(size, Files.size(file));
            return true;
        });
    }

    private void confirmed(int size) throws Exception {
        Devices.inFolder(folder -> {
            Path file = folder.resolve("c.db");
            Server server = new Server();
            try (SyncClient<Connection> client = client(file, server)) {
                Devices.createTable(client);
                server.has.set(size);
                Devices.sync(client);
                fill(client, size, 1_000);
                measure(client, server, "confirmed", size);
            }
            opens(file, server, "confirmed", size);
            linear("file bytes, confirmed").add(size, Files.size(file));
            return true;
        });
    }

    /** So many edits of one key, none of them sent. */
    private void edits(int size) throws Exception {
        Devices.inFolder(folder -> {
            Server server = new Server();
            try (SyncClient<Connection> client = client(folder.resolve("e.db"), server)) {
                Devices.createTable(client);
                for (int next = 0; next < size; next += 1_000) {
                    int count = Math.min(1_000, size - next);
                    client.write((db, outbox) -> {
                        for (int i = 0; i < count; i++) {
                            outbox.add(Notes.mutation(0));
                        }
                    });
                }
                measure(client, server, "edits of a key", size);
            }
            return true;
        });
    }

    /** What does not depend on how much there is. */
    private void measure(SyncClient<Connection> client, Server server, String of, int size) throws Exception {
        int[] next = {10_000_000};
        flat("write, " + of).add(size, millis(() -> fill(client, next[0]++, 1)));
        flat("status, " + of).add(size, millis(client::status));
        flat("first batch, " + of).add(size, millis(() -> client.syncNow().join()));
        flat("pull of 100, " + of).add(size, millis(() -> {
            server.has.addAndGet(PULLED);
            client.syncNow().join();
        }));
    }

    private void opens(Path file, Server server, String of, int size) throws Exception {
        flat("open, " + of).add(size, millis(() -> {
            try (SyncClient<Connection> client = client(file, server, 0)) {
                client.open();
            }
        }));
    }

    private void tables(int count) throws Exception {
        Devices.inFolder(folder -> {
            Path file = folder.resolve("t.db");
            try (SyncClient<Connection> client = manyTables(file, count)) {
                client.open();
                int[] next = {0};
                flat("write, tables")
                        .add(
                                count,
                                millis(() -> client.write((db, outbox) -> {
                                    execute(db, "INSERT INTO t0 VALUES ('" + next[0]++ + "', 'x')");
                                })));
            }
            linear("open, tables").add(count, millis(() -> {
                try (SyncClient<Connection> client = manyTables(file, count)) {
                    client.open();
                }
            }));
            return true;
        });
    }

    private void payload(int bytes) throws Exception {
        Devices.inFolder(folder -> {
            try (SyncClient<Connection> client = client(folder.resolve("b.db"), new Server())) {
                Devices.createTable(client);
                String body = "\"" + "x".repeat(bytes) + "\"";
                int[] next = {0};
                linear("write, payload")
                        .add(
                                bytes,
                                millis(() -> client.write((db, outbox) -> {
                                    outbox.add(Mutation.of("note", Notes.key(next[0]++), "put", body));
                                })));
            }
            return true;
        });
    }

    /** Writers wait for each other: what all of them together get done should stay the same. */
    private void threads(int count) throws Exception {
        int each = 2_000 / count;
        Devices.inFolder(folder -> {
            ExecutorService pool = Executors.newFixedThreadPool(count);
            try (SyncClient<Connection> client = client(folder.resolve("w.db"), new Server())) {
                Devices.createTable(client);
                long start = System.nanoTime();
                List<Future<?>> all = new ArrayList<>();
                for (int thread = 0; thread < count; thread++) {
                    int first = thread * each;
                    all.add(pool.submit(() -> {
                        for (int i = first; i < first + each; i++) {
                            fill(client, i, 1);
                        }
                        return true;
                    }));
                }
                for (Future<?> one : all) {
                    one.get();
                }
                flat("time of a write, threads").add(count, Rounds.since(start) * 1000 / (each * count));
            } finally {
                pool.shutdown();
            }
            return true;
        });
    }

    // ---- clients

    private static SyncClient<Connection> client(Path file, Server server) {
        return client(file, server, 64 << 20);
    }

    /** Files of up to so many bytes are looked through as they are opened, which takes time in proportion to their size. */
    private static SyncClient<Connection> client(Path file, Server server, long checkUpTo) {
        return SyncClient.builder(
                        JdbcSqliteStorage.at(file).checkAtOpenUpTo(checkUpTo).build(), server.transport(), new Notes())
                .build();
    }

    private static void fill(SyncClient<Connection> client, int from, int count) throws Exception {
        Devices.fill(BenchDialect.of("event-log"), client, from, count);
    }

    private static SyncClient<Connection> manyTables(Path file, int count) {
        SyncedTables.Builder tables = SyncedTables.builder();
        for (int i = 0; i < count; i++) {
            tables.table(SyncedTable.named("t" + i).key("id"));
        }
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                .syncedTables(tables.build())
                .onOpen(db -> {
                    for (int i = 0; i < count; i++) {
                        execute(db, "CREATE TABLE IF NOT EXISTS t" + i + " (id TEXT PRIMARY KEY, title TEXT)");
                    }
                })
                .build();
        return SyncClient.builder(storage, Todos.nothing()).build();
    }

    private static void execute(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    /** In this process: it keeps keys, so a sync pulls first. It cannot be reached when a batch is sent. */
    private static final class Server {
        private final AtomicInteger has = new AtomicInteger();

        Transport transport() {
            Capabilities can = Capabilities.keys("bench", new ServerIdentity("bench", "anna"))
                    .resendSafe()
                    .recognisesOwn()
                    .build();
            return CallsTransport.of(can, push -> unreachable(), this::pull);
        }

        private static List<Outcome> unreachable() {
            throw new TransportException(Kind.OFFLINE, Delivery.NOT_SENT, null, "offline", null);
        }

        private Page pull(Cursor from, ChangeSink sink) {
            int begin = from.isStart() ? 0 : Integer.parseInt(from.token());
            int end = has.get();
            for (int next = begin; next < end; next += SLICE) {
                List<Incoming> slice = new ArrayList<>();
                int last = Math.min(end, next + SLICE);
                for (int i = next; i < last; i++) {
                    String payload = "{\"id\":\"s" + i + "\"}";
                    Change change = new Change(Change.NO_POSITION, "note", "s" + i, "put", payload, false, 1, "", "");
                    slice.add(new Incoming(change, "s" + i, null));
                }
                sink.accept(slice, new Cursor(Integer.toString(last)));
            }
            return new Page(new Cursor(Integer.toString(end)), false);
        }
    }
}
