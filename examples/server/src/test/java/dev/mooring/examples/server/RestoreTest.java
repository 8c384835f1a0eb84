package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.status.SyncEvent;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restored backup is another history, and no client takes it for the one it knows. */
class RestoreTest {
    @TempDir
    Path folder;

    private Served serve(File db, boolean restored) {
        Options options = new Options();
        options.db = db;
        options.restored = restored;
        return new Served(options, Clock.systemUTC());
    }

    private static String history(Served server) {
        return server.get("/do/status").json().path("history").asText();
    }

    private static int run(String... args) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        return Main.run(args, nowhere, nowhere);
    }

    @Test
    void aBackupOfARunningServerIsAnotherHistoryAndAllThatWasThere() {
        File live = folder.resolve("live.db").toFile();
        File copy = folder.resolve("copy.db").toFile();
        String history;
        try (Served server = serve(live, false)) {
            history = history(server);
            server.push(0, "", "a", "b");
            assertEquals(0, run("--db", live.getPath(), "--backup-to", copy.getPath()));
            assertEquals(2, run("--db", live.getPath(), "--backup-to", copy.getPath()));
            server.push(2, "", "c");
        }
        try (Served server = serve(live, false)) {
            assertEquals(history, history(server));
        }
        String restored;
        try (Served server = serve(copy, false)) {
            restored = history(server);
            assertNotEquals(history, restored);
            assertEquals(2, server.get("/do/events").sequences().size());
            assertEquals(
                    409, server.push(2, ",\"history\":\"" + history + "\"", "c").status());
            assertEquals(
                    409, server.get("/do/events?since=1&history=" + history).status());
            assertEquals(
                    200,
                    server.push(2, ",\"history\":\"" + restored + "\"", "c").status());
        }
        try (Served server = serve(copy, false)) {
            assertEquals(restored, history(server));
        }
    }

    @Test
    void anyOtherCopyIsSaidToBeOne() throws Exception {
        File live = folder.resolve("live.db").toFile();
        File copy = folder.resolve("copy.db").toFile();
        String history;
        try (Served server = serve(live, false)) {
            history = history(server);
        }
        Files.copy(live.toPath(), copy.toPath());
        try (Served server = serve(copy, true)) {
            assertNotEquals(history, history(server));
        }
    }

    @Test
    void whatCannotBeBackedUpSaysSo() {
        assertEquals(2, run("--db", folder.resolve("none.db").toString(), "--backup-to", folder + "/copy.db"));
        assertEquals(2, run("--nonsense"));
        assertEquals(0, run("--help"));
    }

    @Test
    void aClientThatKeepsTheLogTakesACopyOverAndSaysSo() {
        File live = folder.resolve("live.db").toFile();
        File copy = folder.resolve("copy.db").toFile();
        Path phoneFile = folder.resolve("phone");
        try (Served server = serve(live, false);
                Notes phone = new Notes(phoneFile, server.url(), true, false, true)) {
            phone.put("a", "in the backup");
            phone.sync();
            run("--db", live.getPath(), "--backup-to", copy.getPath());
            phone.put("b", "not in the backup");
            phone.sync();
        }
        try (Served server = serve(copy, false);
                Notes phone = new Notes(phoneFile, server.url(), true, false, true)) {
            List<SyncEvent> told = new CopyOnWriteArrayList<>();
            phone.client.listen(told::add);
            phone.put("c", "pending");
            SyncReport.Synced report = assertInstanceOf(SyncReport.Synced.class, phone.sync());
            assertEquals(
                    SyncReport.HistoryChange.Cause.REPLACED, report.history().cause());
            assertTrue(told.stream().anyMatch(event -> event instanceof SyncEvent.HistoryReplaced), told::toString);
            assertEquals(List.of("a=in the backup", "c=pending"), phone.all());
            assertEquals(
                    2,
                    server.with("X-User-Id", "anna")
                            .get("/do/events")
                            .sequences()
                            .size());
        }
    }

    @Test
    void theClientTakesNoCopyForTheServerThatItKnows() {
        File live = folder.resolve("live.db").toFile();
        File copy = folder.resolve("copy.db").toFile();
        Path phoneFile = folder.resolve("phone");
        try (Served server = serve(live, false)) {
            try (Notes phone = new Notes(phoneFile, server.url(), true, false)) {
                phone.put("a", "in the backup");
                phone.sync();
            }
            run("--db", live.getPath(), "--backup-to", copy.getPath());
            try (Notes phone = new Notes(phoneFile, server.url(), true, false)) {
                phone.put("b", "not in the backup");
                phone.sync();
            }
        }
        try (Served server = serve(copy, false);
                Notes phone = new Notes(phoneFile, server.url(), true, false);
                Notes laptop = new Notes(folder.resolve("laptop"), server.url(), true, false)) {
            phone.put("c", "pending");
            SyncReport report = phone.sync();
            assertInstanceOf(SyncReport.Incompatible.class, report);
            assertTrue(report.toString().contains("OTHER_HISTORY"), report::toString);
            assertEquals(1, phone.client.status().counts().pending());
            assertEquals(3, phone.all().size());
            assertEquals(
                    1,
                    server.with("X-User-Id", "anna")
                            .get("/do/events")
                            .sequences()
                            .size());
            laptop.sync();
            assertEquals(List.of("a=in the backup"), laptop.all());
        }
    }
}
