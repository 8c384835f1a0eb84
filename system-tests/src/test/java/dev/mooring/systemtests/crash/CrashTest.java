package dev.mooring.systemtests.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes and syncs is killed with SIGKILL, again and again, on the same file. The moments are random, some of
 * them while it still starts; {@code -Dcrash.kills=N} sets how often.
 */
class CrashTest {
    static final String USER = "u1";
    private static final int KILLS = Integer.getInteger("crash.kills", 50);

    /** How many times as long a process lives, where everything is so much slower. */
    static final int PACE = Integer.getInteger("crash.pace", 1);

    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());

    @TempDir
    Path folder;

    private final Set<String> written = new HashSet<>();
    private int serverMade;

    @Test
    void aKilledProcessLosesNothingAndDoublesNothing() throws Exception {
        long began = System.nanoTime();
        Random random = new Random(SEED);
        Path file = folder.resolve("app.db");
        try (EventLogServer server = EventLogServer.builder().build().start();
                EventLogServer school = EventLogServer.builder().build().start()) {
            ChildJvm jvm = trained(school);
            CrashChecks checks = new CrashChecks(server);
            int mostPending = 0;
            for (int run = 0; run < KILLS; run++) {
                String when = "seed " + SEED + ", after kill " + (run + 1);
                live(jvm, file, server, run, random);
                mostPending = Math.max(mostPending, checks.check(file, written, when));
            }
            drain(file, server);
            assertEquals(0, checks.check(file, written, "after the last sync"));
            System.out.println("crash: " + KILLS + " kills, " + written.size() + " writes, " + server.latest(USER)
                    + " events on the server, at most " + mostPending + " pending after a kill, "
                    + (System.nanoTime() - began) / 1_000_000 + " ms, seed " + SEED);
            assertTrue(written.size() >= KILLS, "the processes died before they had written anything worth the name");
        }
    }

    /** A first child that ends by itself, so that the others start quickly. */
    private ChildJvm trained(EventLogServer server) throws Exception {
        ChildJvm jvm = new ChildJvm(folder, CrashChild.class);
        Process process = jvm.train(folder.resolve("training.db").toString(), server.url(), "training");
        assertTrue(process.waitFor(5, TimeUnit.MINUTES), "the training child does not end");
        assertEquals(0, process.exitValue(), jvm::errors);
        return jvm;
    }

    private void live(ChildJvm jvm, Path file, EventLogServer server, int run, Random random) throws Exception {
        Process process = jvm.start(file.toString(), server.url(), Integer.toString(run));
        try (BufferedReader out = process.inputReader()) {
            boolean young = random.nextInt(5) == 0;
            if (!young) {
                assertEquals("ready", out.readLine(), () -> "a child did not start: " + jvm.errors());
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                assertTrue(!process.waitFor(random.nextInt(20) * PACE, TimeUnit.MILLISECONDS), jvm::errors);
                server.append(USER, "cron_result", "\"s" + serverMade++ + "\"");
            }
            assertTrue(!process.waitFor(random.nextInt(young ? 500 : 200) * PACE, TimeUnit.MILLISECONDS), jvm::errors);
            // Not the process's own destroyForcibly: that closes the pipe before it is read to its end.
            process.toHandle().destroyForcibly();
            collect(out);
            process.waitFor();
        }
    }

    private void collect(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            // The last line may be torn.
            if (line.length() > 1 && line.startsWith("\"") && line.endsWith("\"")) {
                written.add(line);
            }
        }
    }

    private static void drain(Path file, EventLogServer server) throws Exception {
        try (SyncClient<Connection> client = CrashChild.client(file, server.url(), 0)) {
            SyncReport report = client.syncNow().get(60, TimeUnit.SECONDS);
            assertTrue(report instanceof SyncReport.Synced, report::toString);
            assertEquals(
                    0,
                    client.flush(Duration.ofSeconds(10))
                            .get(20, TimeUnit.SECONDS)
                            .pending());
        }
    }
}
