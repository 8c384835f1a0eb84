package dev.mooring.systemtests.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.StoredEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes plain SQL into a synced table, while the table is synced, is killed with SIGKILL again and again. Every
 * row that was committed is captured once, whatever was going on, and the triggers are at work in the file that is left.
 */
class TablesCrashTest {
    private static final int KILLS = Integer.getInteger("crash.kills", 50) / 4;
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final Pattern OP =
            Pattern.compile("\"key\":\"([^\"]*)\".*\"data\":\\{\"op\":\"(insert|update)\"", Pattern.DOTALL);

    @TempDir
    Path folder;

    private final Set<String> written = new HashSet<>();

    @Test
    void aKilledProcessLosesNoCaptureAndLeavesNoTriggerSwitchedOff() throws Exception {
        Random random = new Random(SEED);
        Path file = folder.resolve("app.db");
        try (EventLogServer server = EventLogServer.builder().build().start();
                EventLogServer school = EventLogServer.builder().build().start()) {
            ChildJvm jvm = new ChildJvm(folder, TablesChild.class);
            Process training = jvm.train(folder.resolve("training.db").toString(), school.url(), "training");
            assertTrue(training.waitFor(5, TimeUnit.MINUTES), "the training child does not end");
            assertEquals(0, training.exitValue(), jvm::errors);
            for (int run = 0; run < KILLS; run++) {
                live(jvm, file, server, run, random);
                check(file, "seed " + SEED + ", after kill " + (run + 1), run);
            }
            drain(file, server);
            checkServer(file, server);
            System.out.println("crash: " + KILLS + " kills over synced tables, " + written.size() + " rows, "
                    + server.latest(CrashTest.USER) + " events on the server, seed " + SEED);
            assertTrue(written.size() >= KILLS, "the processes died before they had written anything worth the name");
        }
    }

    private void live(ChildJvm jvm, Path file, EventLogServer server, int run, Random random) throws Exception {
        Process process = jvm.start(file.toString(), server.url(), Integer.toString(run));
        try (BufferedReader out = process.inputReader()) {
            boolean young = random.nextInt(5) == 0 && run > 0; // The first one makes the table.
            if (!young) {
                assertEquals("ready", out.readLine(), () -> "a child did not start: " + jvm.errors());
                server.append(CrashTest.USER, "note", foreign(run));
            }
            assertTrue(
                    !process.waitFor(random.nextInt(young ? 500 : 250) * CrashTest.PACE, TimeUnit.MILLISECONDS),
                    jvm::errors);
            process.toHandle().destroyForcibly();
            collect(out);
            process.waitFor();
        }
    }

    private static String foreign(int run) {
        return "{\"mooring\":{\"v\":1,\"id\":\"01970000-0000-7000-8000-" + String.format("%012d", run)
                + "\",\"device\":\"x\",\"collection\":\"note\",\"key\":\"s" + run
                + "\",\"kind\":\"insert\"},\"data\":{\"op\":\"insert\",\"row\":{\"id\":\"s" + run
                + "\",\"text\":\"s\"}}}";
    }

    private void collect(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.length() > 1 && line.startsWith("\"") && line.endsWith("\"")) {
                written.add(line.substring(1, line.length() - 1));
            }
        }
    }

    /** By plain SQL first, as an app would that knows nothing of a crash. */
    private void check(Path file, String when, int run) throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = db.createStatement()) {
            boolean young = strings(sql, "SELECT name FROM sqlite_master WHERE name = 'note'")
                    .isEmpty();
            if (young) {
                return; // It died before it had created anything.
            }
            assertEquals(List.of(), strings(sql, "SELECT id FROM mooring_applying"), when);
            String last = "SELECT coalesce(max(seq), 0) FROM mooring_capture";
            long before = Long.parseLong(strings(sql, last).get(0));
            sql.execute("INSERT INTO note VALUES ('after-" + run + "', 'x')");
            assertEquals(before + 1, Long.parseLong(strings(sql, last).get(0)), when);
            written.add("after-" + run);
            Set<String> rows = new HashSet<>(strings(sql, "SELECT id FROM note"));
            assertTrue(rows.containsAll(written), when + ": a row is lost");
        }
    }

    private static List<String> strings(Statement sql, String query) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (ResultSet row = sql.executeQuery(query)) {
            while (row.next()) {
                strings.add(row.getString(1));
            }
        }
        return strings;
    }

    private static void drain(Path file, EventLogServer server) throws Exception {
        try (SyncClient<Connection> client = TablesChild.client(file, server.url())) {
            SyncReport report = client.syncNow().get(60, TimeUnit.SECONDS);
            assertTrue(report instanceof SyncReport.Synced, report::toString);
            assertEquals(0, client.status().pending());
            assertEquals(
                    0,
                    client.status().counts().quarantined()
                            + client.status().counts().superseded());
        }
    }

    private void checkServer(Path file, EventLogServer server) throws SQLException {
        Set<String> inserted = new TreeSet<>();
        for (StoredEvent event : server.events(CrashTest.USER, 0)) {
            Matcher op = OP.matcher(event.payload());
            assertTrue(op.find(), event.payload());
            if (op.group(2).equals("insert")) {
                assertTrue(inserted.add(op.group(1)), () -> "captured twice: " + op.group(1));
            }
        }
        SqliteStorage<Connection> storage = TablesChild.storage(file);
        storage.open(new ServerIdentity("crash", CrashTest.USER), false);
        try {
            assertEquals(List.of(), storage.integrityFaults());
            assertEquals(List.of(), storage.setAside(10));
            Set<String> rows = storage.<Set<String>, SQLException>read(tx -> {
                try (Statement sql = tx.handle().createStatement()) {
                    return new TreeSet<>(strings(sql, "SELECT id FROM note"));
                }
            });
            assertEquals(rows, inserted);
        } finally {
            storage.close();
        }
        assertTrue(inserted.containsAll(written));
    }
}
