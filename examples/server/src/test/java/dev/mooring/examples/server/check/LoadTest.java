package dev.mooring.examples.server.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.examples.server.PostgresProcess;
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
        String file = folder.resolve("server.db").toString();
        measure("SQLite", List.of("--db", file), "jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=FULL", 1);
    }

    @Test
    void postgres() throws Exception {
        try (PostgresProcess postgres = PostgresProcess.durable()) {
            String jdbc = postgres.database();
            measure(
                    "PostgreSQL",
                    List.of("--jdbc", jdbc, "--connections", Integer.toString(CONNECTIONS)),
                    jdbc + "&reWriteBatchedInserts=true",
                    CONNECTIONS);
        }
    }

    private static void measure(String name, List<String> options, String jdbc, int rawLanes) throws Exception {
        double served;
        try (ServerProcess server = new ServerProcess(List.of(MACHINE), options)) {
            server.start();
            served = rate(LANES, lane -> pushes(server.port(), lane));
        }
        try (Connection connection = DriverManager.getConnection(jdbc);
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT mutation_id) FROM event")) {
                rows.next();
                assertEquals((long) USERS * PUSHES * MUTATIONS, rows.getLong(1));
                assertEquals(rows.getLong(1), rows.getLong(2));
            }
            statement.execute("DELETE FROM event");
        }
        double tens = rate(rawLanes, lane -> inserts(jdbc, lane, rawLanes, MUTATIONS));
        try (Connection connection = DriverManager.getConnection(jdbc);
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM event");
        }
        double thousands = rate(rawLanes, lane -> inserts(jdbc, lane, rawLanes, 1000));
        System.out.printf(
                "load: %s, %d users: %.0f mutations/s served; bare inserts by tens %.0f/s (served: %.2f of it),"
                        + " by thousands %.0f/s (%.2f)%n",
                name, USERS, served, tens, served / tens, thousands, served / thousands);
    }

    private interface Lane {
        void run(int number) throws Exception;
    }

    private static double rate(int lanes, Lane work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        try {
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
            return (double) USERS * PUSHES * MUTATIONS / (System.nanoTime() - begun) * 1e9;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void pushes(int port, int lane) throws Exception {
        try (LoadClient client = new LoadClient(port)) {
            for (int push = 0; push < PUSHES; push++) {
                for (int user = lane; user < USERS; user += LANES) {
                    int status = client.push("user" + user, body(user, push));
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

    private static void inserts(String jdbc, int lane, int lanes, int batch) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbc)) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO event (user_id, scope, sequence, bytes, body, mutation_id, event_key,"
                            + " writer, batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                int waiting = 0;
                for (int push = 0; push < PUSHES; push++) {
                    for (int user = lane; user < USERS; user += lanes) {
                        for (int i = 1; i <= MUTATIONS; i++) {
                            int sequence = push * MUTATIONS + i;
                            String body = event(user, sequence);
                            insert.setString(1, "user" + user);
                            insert.setString(2, "");
                            insert.setLong(3, sequence);
                            insert.setInt(4, body.length());
                            insert.setString(5, body);
                            insert.setString(6, mutation(user, sequence));
                            insert.setString(7, "todo/" + sequence);
                            insert.setString(8, "w");
                            insert.setLong(9, push * MUTATIONS + 1);
                            insert.addBatch();
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
    }
}
