package dev.mooring.examples.server.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.examples.server.PostgresProcess;
import dev.mooring.examples.server.store.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pushes of many users, beside the bare inserts of the same rows into the same tables: batches of ten in a transaction each, and batches of
 * a thousand. The databases wait for the disk at each commit. {@code -Dload.users=N} and {@code -Dload.lanes=N} set how many users and
 * connections of clients there are; both sides have 16 connections to PostgreSQL. Prints figures, and checks that all is there.
 */
@Tag("long")
class LoadTest {
    private static final int USERS = Integer.getInteger("load.users", 10_000);
    private static final int LANES = Integer.getInteger("load.lanes", 64);
    private static final int CONNECTIONS = 16;
    private static final String[] MACHINE =
            System.getProperty("load.machine", "-Xmx512m").split(" ");
    private static final int WARM_USERS = 1_000;
    private static final int PUSHES = 10;
    private static final int MUTATIONS = 10;

    @TempDir
    Path folder;

    @Test
    void sqlite() throws Exception {
        int[] made = {0};
        measure("SQLite", 1, () -> {
            Path file = folder.resolve("server" + made[0]++ + ".db");
            Database.sqlite(file.toFile()).close();
            return new Fresh(
                    List.of("--db", file.toString()), "jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=FULL");
        });
    }

    @Test
    void postgres() throws Exception {
        try (PostgresProcess postgres = PostgresProcess.durable()) {
            measure("PostgreSQL", CONNECTIONS, () -> {
                String jdbc = postgres.database();
                Database.postgres(jdbc, "", "", 1, false).close();
                return new Fresh(
                        List.of("--jdbc", jdbc, "--connections", Integer.toString(CONNECTIONS)),
                        jdbc + "&reWriteBatchedInserts=true");
            });
        }
    }

    /**
     * 1, 2 and 4 servers over one PostgreSQL, in turns with the bare inserts by tens, {@code -Dload.rounds=N} times. They are warm before. Prints how quick they are
     * beside the inserts of the same round, how long pushes take, and how much memory a server has after a third of the pushes and at the end.
     */
    @Test
    void growthWithServers() throws Exception {
        try (PostgresProcess postgres = PostgresProcess.durable()) {
            for (int round = 1; round <= Integer.getInteger("load.rounds", 3); round++) {
                String bare = postgres.database();
                Database.postgres(bare, "", "", 1, false).close();
                Rate tens = bare(bare + "&reWriteBatchedInserts=true", CONNECTIONS, MUTATIONS);
                System.out.printf("load: round %d: bare inserts by tens %s%n", round, tens);
                for (int i = 0; i < 3; i++) {
                    int instances = 1 << (round % 2 == 1 ? i : 2 - i);
                    grown(round, instances, postgres.database(), tens);
                }
            }
        }
    }

    private static void grown(int round, int instances, String jdbc, Rate tens) throws Exception {
        List<ServerProcess> servers = new ArrayList<>();
        try {
            for (int i = 0; i < instances; i++) {
                servers.add(new ServerProcess(
                        List.of(MACHINE),
                        List.of("--jdbc", jdbc, "--connections", Integer.toString(CONNECTIONS / instances))));
                servers.get(i).start();
            }
            rate(
                    LANES,
                    lane -> pushes(
                            "warm", WARM_USERS, servers.get(lane % instances).port(), lane, push -> {}));
            long[][] nanos = new long[LANES][];
            long[] early = new long[1];
            Rate rate = rate(LANES, lane -> {
                nanos[lane] =
                        pushes("user", USERS, servers.get(lane % instances).port(), lane, push -> {
                            if (lane == 0 && push == PUSHES / 3) {
                                early[0] = servers.get(0).megabytes();
                            }
                        });
            });
            long[] all = Stream.of(nanos).flatMapToLong(LongStream::of).sorted().toArray();
            System.out.printf(
                    "load: round %d: %d servers: %s, %.2f of the bare inserts by tens; a push takes %.1f ms, p99 %.1f"
                            + " ms; the first server has %d MB, and %d MB at the end%n",
                    round,
                    instances,
                    rate,
                    rate.perSecond() / tens.perSecond(),
                    all[all.length / 2] / 1e6,
                    all[(int) (all.length * 0.99)] / 1e6,
                    early[0],
                    servers.get(0).megabytes());
        } finally {
            servers.forEach(ServerProcess::close);
        }
    }

    /** An empty database: how a server is told of it, and how it is reached without one. */
    private record Fresh(List<String> options, String jdbc) {}

    private static void measure(String name, int rawLanes, Supplier<Fresh> databases) throws Exception {
        Rate tens = bare(databases.get().jdbc(), rawLanes, MUTATIONS);
        Rate thousands = bare(databases.get().jdbc(), rawLanes, 1000);
        Fresh database = databases.get();
        Rate served;
        try (ServerProcess server = new ServerProcess(List.of(MACHINE), database.options())) {
            server.start();
            served = rate(LANES, lane -> pushes("user", USERS, server.port(), lane, push -> {}));
        }
        try (Connection connection = DriverManager.getConnection(database.jdbc());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT mutation_id) FROM event")) {
            rows.next();
            assertEquals((long) USERS * PUSHES * MUTATIONS, rows.getLong(1));
            assertEquals(rows.getLong(1), rows.getLong(2));
        }
        System.out.printf(
                "load: %s, %d users: mutations/s (and processor time of here + server + database for each): served %s;"
                        + " bare inserts by tens %s; by thousands %s; served is %.2f of the bare inserts by tens%n",
                name, USERS, served, tens, thousands, served.perSecond() / tens.perSecond());
    }

    /** The connections stay open until it is measured what their ends in the database have cost. */
    private static Rate bare(String jdbc, int lanes, int batch) throws Exception {
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < lanes; i++) {
                connections.add(DriverManager.getConnection(jdbc));
            }
            return rate(lanes, lane -> inserts(connections.get(lane), lane, lanes, batch));
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    /** How quick it was, and what one mutation cost: the client or the bare loop, the server, the database. */
    private record Rate(double perSecond, double here, double server, double database) {
        @Override
        public String toString() {
            return String.format("%.0f/s (%.0f + %.0f + %.0f us)", perSecond, here, server, database);
        }
    }

    private static double cpuMicros(Stream<ProcessHandle> processes) {
        return processes
                .mapToDouble(each -> each.info()
                        .totalCpuDuration()
                        .map(time -> time.toNanos() / 1e3)
                        .orElse(0.0))
                .sum();
    }

    private static double[] cpuMicros() {
        ProcessHandle here = ProcessHandle.current();
        Predicate<ProcessHandle> postgres =
                each -> each.info().command().orElse("").contains("postgres");
        return new double[] {
            cpuMicros(Stream.of(here)),
            cpuMicros(here.descendants().filter(postgres.negate())),
            cpuMicros(here.descendants().filter(postgres))
        };
    }

    private interface Lane {
        void run(int number) throws Exception;
    }

    private static Rate rate(int lanes, Lane work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        try {
            double[] before = cpuMicros();
            long begun = System.nanoTime();
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < lanes; i++) {
                int lane = i;
                all.add(() -> {
                    work.run(lane);
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(all)) {
                each.get();
            }
            double mutations = (double) USERS * PUSHES * MUTATIONS;
            double seconds = (System.nanoTime() - begun) / 1e9;
            double[] after = cpuMicros();
            return new Rate(
                    mutations / seconds,
                    (after[0] - before[0]) / mutations,
                    (after[1] - before[1]) / mutations,
                    (after[2] - before[2]) / mutations);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns how long each push took. */
    private static long[] pushes(String name, int users, int port, int lane, IntConsumer before) throws Exception {
        LongStream.Builder nanos = LongStream.builder();
        try (LoadClient client = new LoadClient(port)) {
            for (int push = 0; push < PUSHES; push++) {
                before.accept(push);
                for (int user = lane; user < users; user += LANES) {
                    String body = body(user, push);
                    long begun = System.nanoTime();
                    int status = client.push(name + user, body);
                    while (status == 503) {
                        LockSupport.parkNanos(100_000_000);
                        status = client.push(name + user, body);
                    }
                    nanos.add(System.nanoTime() - begun);
                    assertEquals(200, status);
                }
            }
        }
        return nanos.build().toArray();
    }

    private static String body(int user, int push) {
        int since = push * MUTATIONS;
        StringBuilder body = new StringBuilder("{\"events_since\":" + since + ",\"writer\":\"w\",\"fencing_token\":"
                + Math.min(1, push) + ",\"events\":[");
        for (int i = 1; i <= MUTATIONS; i++) {
            body.append(i == 1 ? "" : ",").append(event(user, since + i));
        }
        return body.append("]}").toString();
    }

    private static String event(int user, int sequence) {
        return "{\"sequence\":" + sequence
                + ",\"timestamp\":\"2026-11-20T10:00:00.000Z\",\"event_type\":\"user_action\","
                + "\"schema_version\":1,\"payload\":\"{\\\"action\\\":\\\"add\\\",\\\"id\\\":\\\"t" + sequence
                + "\\\",\\\"text\\\":\\\"buy milk, bread and tea\\\"}\",\"mutation_id\":\"" + mutation(user, sequence)
                + "\",\"key\":\"todo/" + sequence + "\"}";
    }

    private static String mutation(int user, int sequence) {
        return String.format("01970000-0000-7000-8000-%08x%04x", user, sequence);
    }

    private static void inserts(Connection connection, int lane, int lanes, int batch) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO event (user_id, scope, sequence, bytes, body, mutation_id, event_key, writer, batch)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            int waiting = 0;
            for (int push = 0; push < PUSHES; push++) {
                for (int user = lane; user < USERS; user += lanes) {
                    for (int i = 1; i <= MUTATIONS; i++) {
                        add(insert, user, push * MUTATIONS + i, push * MUTATIONS + 1);
                        waiting++;
                        if (waiting == batch) {
                            insert.executeBatch();
                            connection.commit();
                            waiting = 0;
                        }
                    }
                }
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    private static void add(PreparedStatement insert, int user, int sequence, int batch) throws SQLException {
        String body = event(user, sequence);
        insert.setString(1, "user" + user);
        insert.setString(2, "");
        insert.setLong(3, sequence);
        insert.setInt(4, body.length());
        insert.setString(5, body);
        insert.setString(6, mutation(user, sequence));
        insert.setString(7, "todo/" + sequence);
        insert.setString(8, "w");
        insert.setLong(9, batch);
        insert.addBatch();
    }
}
