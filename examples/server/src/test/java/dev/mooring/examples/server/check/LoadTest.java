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
import java.util.function.Predicate;
import java.util.function.Supplier;
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
                Database.postgres(jdbc, "", "", 1).close();
                return new Fresh(
                        List.of("--jdbc", jdbc, "--connections", Integer.toString(CONNECTIONS)),
                        jdbc + "&reWriteBatchedInserts=true");
            });
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
            served = rate(LANES, lane -> pushes(server.port(), lane));
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

    private static void empty(String jdbc) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbc);
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM event");
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

    private static void pushes(int port, int lane) throws Exception {
        try (LoadClient client = new LoadClient(port)) {
            for (int push = 0; push < PUSHES; push++) {
                for (int user = lane; user < USERS; user += LANES) {
                    String body = body(user, push);
                    int status = client.push("user" + user, body);
                    while (status == 503) {
                        LockSupport.parkNanos(100_000_000);
                        status = client.push("user" + user, body);
                    }
                    assertEquals(200, status);
                }
            }
        }
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
