package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that touch the file alone: there is no server at all in this test. */
class LocalCommandsTest {
    private static final String NOWHERE = "http://localhost:1";

    @TempDir
    Path folder;

    private Shell shell() {
        return new Shell(folder.resolve("a.db"), NOWHERE);
    }

    @Test
    void aValueIsQueuedAndReadBackWithoutAServer() {
        Shell shell = shell();
        shell.run("put", "todo", "k1", "{\"t\":1}").ended(0).printed("pending 1");
        Map<String, Object> put = shell.json(0, "put", "todo", "k2", " [true] ", "--kind", "made");
        assertEquals(
                Set.of(
                        "command",
                        "id",
                        "collection",
                        "key",
                        "kind",
                        "payload",
                        "schema_version",
                        "created_at",
                        "pending"),
                put.keySet());
        assertEquals(2L, put.get("pending"));
        assertEquals("made", put.get("kind"));

        shell.run("get", "todo", "k1").ended(0).printed("{\"t\":1}");
        Map<String, Object> get = shell.json(0, "get", "todo", "k2");
        assertEquals(" [true] ", get.get("payload"));
        assertEquals(true, get.get("found"));
        assertEquals(2, shell.objects(0, "list", "todo").size());
        shell.run("list", "todo").ended(0).printed("k1  {\"t\":1}");
        shell.run("outbox").ended(0).printed("made  todo/k2");
        List<Map<String, Object>> outbox = shell.objects(0, "outbox");
        assertEquals(put.get("id"), outbox.get(1).get("id"));
    }

    @Test
    void aRemovedValueIsGoneAndItsDeletionIsQueued() {
        Shell shell = shell();
        shell.run("put", "todo", "k1", "1").ended(0);
        Map<String, Object> removed = shell.json(0, "rm", "todo", "k1");
        assertEquals("delete", removed.get("kind"));
        assertEquals(2L, removed.get("pending"));
        Map<String, Object> get = shell.json(0, "get", "todo", "k1");
        assertEquals(false, get.get("found"));
        assertTrue(get.containsKey("payload"));
        shell.run("get", "todo", "k1").ended(0).printed("not found");
        assertEquals(List.of(), shell.objects(0, "list", "todo"));
        shell.run("rm", "todo", "k2").ended(0).printed("pending 3");
    }

    @Test
    void anyTextThatIsUnicodeComesBackAsItWas() {
        Shell shell = shell();
        String payload = "{\"t\":\"zoë \uD83D\uDE00 \\u0000 \u2028 \\\"q\\\" \u00a0\"}";
        shell.json(0, "put", "tödo", "ключ", payload);
        Map<String, Object> get = shell.json(0, "get", "tödo", "ключ");
        assertEquals(payload, get.get("payload"));
        shell.run("get", "tödo", "ключ").ended(0).printed(payload.replace("\u2028", "\\u2028"));
    }

    @Test
    void whatIsNotJsonIsRefusedAndNothingIsQueued() {
        Shell shell = shell();
        for (String bad : List.of("{bad", "", "{} {}", "\"\uD800\"", "\"\\ud800\"", "undefined")) {
            Map<String, Object> error = shell.json(5, "put", "todo", "k", bad);
            assertEquals(5L, error.get("exit"));
            assertTrue(error.get("error").toString().contains("todo/k"), error::toString);
        }
        Shell.Result result = shell.run("put", "todo", "k", "{bad").ended(5);
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("mooring: ") && result.err().lines().count() == 1, result::toString);
        assertEquals(List.of(), shell.objects(0, "outbox"));
        assertEquals(false, shell.json(0, "get", "todo", "k").get("found"));
        shell.json(5, "put", "", "k", "1");
    }

    @Test
    void bytesThatAreNoTextAreRefusedAndNotMended() {
        byte[] cut = {'"', 'a', (byte) 0xF0, (byte) 0x9F, (byte) 0x98, '"'};
        String payload = Utf8.text(cut);
        Map<String, Object> error = shell().json(5, "put", "todo", "k", payload);
        assertTrue(error.get("error").toString().contains("the byte 0xF0, which is no UTF-8"), error::toString);
        assertEquals("zoë \uD83D\uDE00", Utf8.text("zoë \uD83D\uDE00".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theDeviceIsNamedOnceAndKeptUntilAnotherNameIsGiven() {
        Shell shell = shell();
        Object device = shell.json(0, "status").get("device");
        assertEquals(device, shell.json(0, "status").get("device"));
        assertNotEquals(
                device,
                new Shell(folder.resolve("b.db"), NOWHERE).json(0, "status").get("device"));
        assertEquals("phone", shell.json(0, "status", "--device", "phone").get("device"));
        assertEquals("phone", shell.json(0, "status").get("device"));
    }

    @Test
    void statusTellsCountsAndWhoseFileItIs() {
        Shell shell = shell();
        shell.run("put", "todo", "k", "1").ended(0);
        Map<String, Object> status = shell.json(0, "status");
        assertEquals(
                Set.of(
                        "command",
                        "device",
                        "server",
                        "server_name",
                        "last_sync_at",
                        "last_outcome",
                        "last_message",
                        "user",
                        "light",
                        "pending",
                        "superseded",
                        "quarantined",
                        "position",
                        "cursor"),
                status.keySet());
        assertEquals("ada", status.get("user"));
        assertEquals("event-log", status.get("server_name"));
        assertEquals(1L, status.get("pending"));
        assertEquals(0L, status.get("position"));
        shell.run("status").ended(0).printed("pending 1");
    }

    @Test
    void aFileOfAnotherUserIsRefused() {
        shell().run("put", "todo", "k", "1").ended(0);
        Shell.Result result = Shell.runBare(
                        List.of("--db", folder + "/a.db", "--server", NOWHERE, "--user", "bob", "get", "todo", "k"))
                .ended(5);
        assertTrue(result.err().contains("bob"), result::toString);
    }

    @Test
    void aFileIsBoundToTheServersNameAndNotToItsAddress() {
        shell().run("put", "todo", "k", "1").ended(0);
        Shell elsewhere = new Shell(folder.resolve("a.db"), "https://localhost:2/prefix");
        assertEquals("1", elsewhere.json(0, "get", "todo", "k").get("payload"));
        Map<String, Object> refused = shell().json(5, "get", "todo", "k", "--server-name", "production");
        assertTrue(refused.get("error").toString().contains("production"), refused::toString);
        shell().run("get", "todo", "k", "--server-name", "").ended(2);
    }

    @Test
    void nothingIsParkedInANewFile() {
        Shell shell = shell();
        for (String list : List.of("outbox", "log", "superseded", "quarantined")) {
            assertEquals(List.of(), shell.objects(0, list));
            assertEquals("", shell.run(list).ended(0).out());
        }
        String id = "01a1fba3-249f-7000-a1b5-d70325e43eca";
        for (String decision : List.of("retry", "drop", "reissue")) {
            assertTrue(shell.json(5, decision, id).get("error").toString().contains(id));
        }
    }

    @Test
    void aFileInNoFolderIsRefused() {
        new Shell(folder.resolve("none/a.db"), NOWHERE).run("status").ended(5);
    }
}
