package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that lead out of trouble, and what the shell says of it. */
class RecoveryTest {
    @TempDir
    Path folder;

    private EventLogServer server;

    @BeforeEach
    void start() throws IOException {
        server = EventLogServer.builder().build().start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Shell shell(String file) {
        return new Shell(folder.resolve(file), server.url());
    }

    @Test
    void whatWaitsIsExportedAndTakenInElsewhereOnce() {
        Shell phone = shell("a.db");
        phone.json(0, "put", "todo", "k", "{\"n\":1}");
        Path file = folder.resolve("waiting.jsonl");
        assertEquals(1L, phone.json(0, "export", file.toString()).get("exported"));
        assertTrue(Files.exists(file));
        Shell other = shell("b.db");
        assertEquals(1L, other.json(0, "import", file.toString()).get("pending"));
        assertEquals(1L, other.json(0, "import", file.toString()).get("known"));
        assertEquals("{\"n\":1}", other.json(0, "get", "todo", "k").get("payload"));
        other.run("import", folder.resolve("nowhere").toString()).ended(5);
        Shell.Result bad =
                other.run("import", folder.resolve("b.db").toString()).ended(5);
        assertFalse(bad.err().contains("Exception"), bad::toString);
        phone.run("export", folder.resolve("no/such/folder").toString()).ended(5);
    }

    @Test
    void aSoundFileIsCalledSound() {
        Shell phone = shell("a.db");
        phone.json(0, "put", "todo", "k", "1");
        phone.run("check").ended(0).printed("sound");
        Map<String, Object> check = phone.json(0, "check");
        assertEquals(true, check.get("sound"));
        assertEquals(List.of(), check.get("faults"));
    }

    @Test
    void aRebuildFetchesTheServersStateAnewAndKeepsWhatWaits() {
        Shell phone = shell("a.db");
        phone.json(0, "put", "todo", "a", "1");
        phone.json(0, "sync");
        phone.json(0, "put", "todo", "b", "2");
        Map<String, Object> preview = phone.json(0, "rebuild", "--preview");
        assertEquals(1L, preview.get("pending_kept"));
        assertEquals(false, preview.get("under_way"));
        phone.run("rebuild", "--preview").ended(0).printed("keep pending 1");
        Map<String, Object> rebuilt = phone.json(0, "rebuild");
        assertEquals(true, rebuilt.get("complete"));
        assertEquals(
                List.of("a", "b"),
                phone.objects(0, "list", "todo").stream()
                        .map(item -> item.get("key"))
                        .toList());
        assertEquals(0L, phone.json(0, "status").get("pending"));
        phone.run("rebuild", "--cancel").ended(0).printed("no rebuild is under way");
    }

    @Test
    void whatIsDroppedIsExportedFirst() {
        Shell phone = shell("a.db");
        phone.json(0, "put", "todo", "a", "1");
        phone.run("rebuild", "--drop", "pending").ended(2);
        phone.run("rebuild", "--drop", "everything", "--export", "x").ended(2);
        phone.run("status", "--preview").ended(2);
        Path file = folder.resolve("dropped.jsonl");
        Map<String, Object> rebuilt = phone.json(0, "rebuild", "--drop", "pending", "--export", file.toString());
        assertEquals(1L, rebuilt.get("dropped"));
        assertEquals(1L, rebuilt.get("exported"));
        assertEquals(List.of(), phone.objects(0, "list", "todo"));
        assertTrue(Files.exists(file));
    }

    @Test
    void anUnsafeSyncLeavesANextStepAndTheStatusRemembersIt() throws IOException {
        Shell phone = shell("a.db");
        phone.run("status").ended(0).printed("never synced from here");
        for (int i = 0; i < 3; i++) {
            phone.json(0, "put", "todo", "k" + i, "1");
        }
        phone.json(0, "sync");
        phone.run("status").ended(0).printed(": synced");
        server.close();
        server = EventLogServer.builder().build().start();
        Shell again = shell("a.db");
        Map<String, Object> unsafe = again.json(5, "sync");
        assertEquals("unsafe", unsafe.get("outcome"));
        assertTrue(
                unsafe.get("message").toString().endsWith("what a rebuild would do: rebuild --preview"),
                unsafe::toString);
        again.run("status").ended(0).printed(": unsafe").printed("rebuild --preview");
        assertEquals("unsafe", again.json(0, "status").get("last_outcome"));
        assertTrue(again.run("rebuild").ended(5).err().contains("needs --export FILE"));
        again.run("rebuild", "--preview").ended(0).printed("needs --export FILE");
        Path file = folder.resolve("confirmed.jsonl");
        Map<String, Object> preview = again.json(0, "rebuild", "--preview", "--export", file.toString());
        assertEquals(false, preview.get("needs_export"));
        assertEquals(3L, preview.get("confirmed_exported"));
        Map<String, Object> rebuilt = again.json(0, "rebuild", "--export", file.toString());
        assertEquals(true, rebuilt.get("complete"));
        assertEquals(List.of(), again.objects(0, "list", "todo"));
        assertEquals(1 + 3, Files.readAllLines(file).size());
        again.run("import", file.toString()).ended(0).printed("pending 0");
        again.json(0, "rebuild");
    }

    @Test
    void aSyncThatLeavesSomethingToDecideSaysSo() {
        Shell phone = shell("a.db");
        Shell laptop = shell("b.db");
        phone.json(0, "put", "todo", "k", "1");
        laptop.json(0, "put", "todo", "k", "2");
        phone.json(0, "sync");
        Map<String, Object> lost = laptop.json(4, "sync");
        assertTrue(
                lost.get("message")
                        .toString()
                        .contains("1 mutation was overtaken by what others wrote; see superseded"),
                lost::toString);
    }

    @Test
    void nothingIsCalledQueuedWhereNothingIs() throws IOException {
        Shell phone = shell("a.db");
        server.close();
        assertEquals(false, phone.json(3, "sync").get("queued"));
        phone.json(0, "put", "todo", "k", "1");
        Map<String, Object> offline = phone.json(3, "sync");
        assertEquals(true, offline.get("queued"));
        assertTrue(
                offline.get("message").toString().endsWith("1 mutation stays queued until a sync is asked for"),
                offline::toString);
        assertFalse(offline.get("message").toString().contains("Exception"), offline::toString);
    }
}
