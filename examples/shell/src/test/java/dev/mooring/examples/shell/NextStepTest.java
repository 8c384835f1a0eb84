package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where something is in the way, the line says what it is, and what to do. */
class NextStepTest {
    private static final String NOWHERE = "http://127.0.0.1:1";

    @TempDir
    Path folder;

    private Shell on(String file, String... more) {
        return new Shell(folder.resolve(file), NOWHERE, more);
    }

    private static void says(String words, Shell.Result result) {
        assertTrue(result.ended(5).err().contains(words), result::toString);
    }

    @Test
    void aFolderThatIsNotThere() {
        says("its folder is not there; make it first", on("none/a.db").run("status"));
    }

    @Test
    void aFileThatIsNoDatabaseOrDamagedIsLeftAsItIs() throws Exception {
        Path file = folder.resolve("a.db");
        String letter = "a letter to somebody ".repeat(300);
        Files.writeString(file, letter);
        says("; it was left as it is: keep it", on("a.db").run("check"));
        assertEquals(letter, Files.readString(file));
    }

    @Test
    void aFileOfAnotherServerOrUser() {
        on("a.db").run("put", "todo", "milk", "1").ended(0);
        Shell.Result other = on("a.db", "--server-name", "else").run("status");
        says("of whom 1 pending", other);
        says("; here --user and --server-name say as whom it is opened", other);
        on("a.db").run("outbox").ended(0).printed("todo/milk");
    }

    @Test
    void anExportThatCannotBeReadOrWritten() {
        Shell shell = on("a.db");
        says(
                "it is not there; nothing was taken in",
                shell.run("import", folder.resolve("none").toString()));
        says(
                "its folder is not there; nothing was exported",
                shell.run("export", folder.resolve("none/out").toString()));
    }

    @Test
    void aServerThatWantsToBeLeftAloneSaysUntilWhen() throws Exception {
        try (Front front = new Front()) {
            front.fault = request -> new MockResponse.Builder()
                    .code(503)
                    .setHeader("Retry-After", "300")
                    .build();
            new Shell(folder.resolve("a.db"), front.url()).run("sync").ended(5).printed(", left alone until 2");
        }
    }

    @Test
    void theTimeOfASyncIsThatOfTheClock() throws Exception {
        Instant then = Instant.parse("2026-11-20T10:00:00.123456Z");
        try (LocalFile file = LocalFile.open(folder.resolve("a.db"), true, () -> then)) {
            file.synced("synced", null);
            LocalFile.LastSync last = file.lastSync();
            assertNotNull(last);
            assertEquals("2026-11-20T10:00:00.123Z", last.at());
        }
    }
}
