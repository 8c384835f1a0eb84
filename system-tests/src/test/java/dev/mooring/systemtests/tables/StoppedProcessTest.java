package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.systemtests.crash.ChildJvm;
import dev.mooring.systemtests.tables.StoppedChild.Point;
import dev.mooring.systemtests.tables.StoppedChild.Stopping;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two real processes over one real file: one is stopped with SIGSTOP in the middle of a sync, for longer than its lease. The other
 * one takes over, sends what the first had frozen, and a later edit. When the first one goes on, it sends nothing of the old,
 * applies no old answer, and its next edit arrives.
 */
@DisabledOnOs(OS.WINDOWS)
class StoppedProcessTest {
    @TempDir
    Path folder;

    @Test
    void aProcessThatWakesWhenAnotherHasTakenOverSendsAndAppliesNothingOld() throws Exception {
        ChildJvm jvm = new ChildJvm(folder, StoppedChild.class);
        train(jvm);
        // Each of them waits for a lease to end, most of the time.
        List<CompletableFuture<Void>> plays = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (ServerKind kind : ServerKind.values()) {
                for (Point point : List.of(Point.BEFORE_PUSH, Point.AFTER_PUSH, Point.AFTER_PULL)) {
                    plays.add(CompletableFuture.runAsync(() -> playAt(jvm, kind, point), threads));
                }
            }
            for (CompletableFuture<Void> play : plays) {
                play.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void playAt(ChildJvm jvm, ServerKind kind, Point point) {
        try (StandInServer<?> server = kind.server()) {
            server.start();
            play(jvm, kind, point, server);
        } catch (Exception e) {
            throw new AssertionError(kind + " " + point, e);
        }
    }

    private void train(ChildJvm jvm) throws Exception {
        try (StandInServer<?> school = ServerKind.EVENT_LOG.server()) {
            school.start();
            Path file = folder.resolve("training.db");
            begin(ServerKind.EVENT_LOG, file, school.url());
            Process training =
                    jvm.train(file.toString(), school.url(), ServerKind.EVENT_LOG.name(), Point.NOWHERE.name());
            training.getOutputStream().close();
            assertTrue(training.waitFor(5, TimeUnit.MINUTES), "the training child does not end");
            assertEquals(0, training.exitValue(), jvm::errors);
        }
    }

    private void play(ChildJvm jvm, ServerKind kind, Point point, StandInServer<?> server) throws Exception {
        String row = kind + " " + point;
        Path file = folder.resolve(kind + "-" + point + ".db");
        begin(kind, file, server.url());
        Process child = jvm.start(file.toString(), server.url(), kind.name(), point.name());
        try (BufferedReader said = child.inputReader();
                OutputStream goOn = child.getOutputStream()) {
            assertEquals("stop", said.readLine(), () -> row + ": " + jvm.errors());
            signal("-STOP", child);
            goOn.write('\n');
            goOn.flush();
            takeOver(kind, file, server.url());
            signal("-CONT", child);
            assertEquals("synced 000", said.readLine(), () -> row + ": " + jvm.errors());
            assertEquals("v2", title(file), row + ": here");
            assertEquals("v2", elsewhere(kind, server, point + "-after"), row + ": at the server");
            goOn.write('\n');
            goOn.flush();
            assertEquals("synced 000", said.readLine(), () -> row + ": " + jvm.errors());
            assertEquals("v3", title(file), row + ": here, after the next edit");
            assertEquals("v3", elsewhere(kind, server, point + "-next"), row + ": at the server, after the next edit");
            assertTrue(child.waitFor(5, TimeUnit.MINUTES), row);
        } finally {
            child.destroyForcibly();
        }
        if (server instanceof EventLogServer log) {
            assertEquals(4, log.events(ServerKind.USER).size(), row + ": v0 to v3, each of them once");
        } else if (server instanceof OpLogServer log) {
            assertEquals(4, log.ops(ServerKind.USER).size(), row + ": v0 to v3, each of them once");
        }
    }

    private static void begin(ServerKind kind, Path file, String url) throws Exception {
        try (SyncClient<Connection> client =
                StoppedChild.client(kind, file, url, new Stopping(Point.NOWHERE), event -> {})) {
            client.open();
            StoppedChild.edit(file, kind, "v0");
            StoppedChild.sync(client);
        }
    }

    /** As soon as the lease of the other one is over. */
    private static void takeOver(ServerKind kind, Path file, String url) throws Exception {
        CountDownLatch synced = new CountDownLatch(1);
        StoppedChild.edit(file, kind, "v2");
        try (SyncClient<Connection> client =
                StoppedChild.client(kind, file, url, new Stopping(Point.NOWHERE), event -> {
                    if (event instanceof SyncEvent.Finished finished
                            && finished.report() instanceof SyncReport.Synced) {
                        synced.countDown();
                    }
                })) {
            client.start();
            assertTrue(synced.await(60, TimeUnit.SECONDS), () -> "it does not take over: " + client.status());
            assertEquals(
                    0, client.status().counts().superseded() + client.status().pending());
        }
    }

    /** What another installation gets to see. */
    private String elsewhere(ServerKind kind, StandInServer<?> server, String name) throws Exception {
        Path file = folder.resolve(kind + "-" + name + "-other.db");
        try (SyncClient<Connection> client =
                StoppedChild.client(kind, file, server.url(), new Stopping(Point.NOWHERE), event -> {})) {
            client.open();
            StoppedChild.sync(client);
        }
        return title(file);
    }

    private static String title(Path file) throws SQLException {
        List<String> titles = new ArrayList<>();
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = db.createStatement();
                ResultSet rows = sql.executeQuery("SELECT title FROM item")) {
            while (rows.next()) {
                titles.add(rows.getString(1));
            }
        }
        return String.join(" and ", titles);
    }

    private static void signal(String signal, Process to) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(to.pid())).start();
        assertEquals(0, kill.waitFor());
    }
}
