package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.oplog.StoredOp;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell against a stand-in for an op-log server. */
class OpLogTest {
    private static final String COOKIE = "session=s1";

    @TempDir
    Path folder;

    private final OpLogServer server =
            OpLogServer.builder().sessions(true).build().start();

    @AfterEach
    void stop() {
        server.close();
    }

    private Shell device(String name) {
        server.logIn(COOKIE, "ada");
        return new Shell(
                folder.resolve(name + ".db"),
                server.url(),
                "--dialect",
                "op-log",
                "--cookie",
                COOKIE,
                "--device",
                name);
    }

    @Test
    void putMakesOneOperationAndAnotherDeviceGetsIt() {
        Shell phone = device("phone");
        Shell laptop = device("laptop");
        phone.run("put", "list", "l1", "{\"type\":\"insert\",\"n\":1.0}").ended(0);
        Map<String, Object> sync = phone.json(0, "sync");
        assertEquals(1L, sync.get("pushed"));
        StoredOp op = server.ops("ada").get(0);
        assertEquals("list/l1", op.scope() + "/" + op.resourceId());
        assertEquals("{\"type\":\"insert\",\"n\":1.0}", op.payload());
        laptop.run("sync").ended(0);
        assertEquals(
                "{\"type\":\"insert\",\"n\":1.0}",
                laptop.json(0, "get", "list", "l1").get("payload"));
        assertEquals(1, laptop.objects(0, "list", "list").size());
        laptop.run("rm", "list", "l1").ended(0);
        laptop.run("sync").ended(0);
        phone.run("sync").ended(0);
        assertEquals(false, phone.json(0, "get", "list", "l1").get("found"));
    }

    @Test
    void aReplacedDatasetIsTakenAndWhatWasQueuedIsSent() {
        Shell phone = device("phone");
        phone.run("put", "list", "old", "1").ended(0);
        phone.run("sync").ended(0);
        phone.run("put", "list", "new", "2").ended(0);
        server.reset("ada", "gen-2", "a \"snapshot\"");
        Map<String, Object> sync = phone.json(0, "sync");
        assertEquals("replaced", sync.get("history"));
        assertTrue(
                String.valueOf(sync.get("message")).startsWith("the server's history was replaced ("), sync.toString());
        assertEquals(
                "\"a \\\"snapshot\\\"\"",
                phone.json(0, "get", "snapshot", "snapshot").get("payload"));
        assertEquals(false, phone.json(0, "get", "list", "old").get("found"));
        assertEquals("2", phone.json(0, "get", "list", "new").get("payload"));
        assertEquals(1, server.ops("ada").size());
    }

    @Test
    void aServerOnAnEmptyDatabaseEmptiesNoDeviceAndIsSaid() {
        Shell phone = device("phone");
        Shell laptop = device("laptop");
        phone.run("put", "list", "l1", "1").ended(0);
        phone.run("sync").ended(0);
        laptop.run("sync").ended(0);
        server.wipe();
        for (Shell each : List.of(phone, laptop)) {
            Map<String, Object> sync = each.json(5, "sync");
            assertEquals("unsafe", sync.get("outcome"));
            assertEquals("doubted", sync.get("history"));
            assertTrue(String.valueOf(sync.get("message")).contains("begins anew"), sync.toString());
            assertEquals("1", each.json(0, "get", "list", "l1").get("payload"));
        }
        assertEquals(List.of(), server.ops("ada"));
    }

    @Test
    void anEmptyKeyIsRefusedWhenItIsRecorded() {
        device("phone").run("put", "list", "", "1").ended(5);
    }

    @Test
    void withoutACookieNothingIsLostAndTheFaultIsNamed() {
        Shell phone = new Shell(folder.resolve("phone.db"), server.url(), "--dialect", "op-log");
        phone.run("put", "list", "l1", "1").ended(0);
        assertEquals("AUTH_REQUIRED", phone.json(5, "sync").get("fault"));
        server.logIn(COOKIE, "ada");
        assertEquals(1L, phone.json(0, "sync", "--header", "Cookie: " + COOKIE).get("pushed"));
        assertEquals(5, phone.run("sync", "--token", "t").exit());
        assertEquals(2, phone.run("sync", "--token", "t", "--cookie", COOKIE).exit());
    }

    @Test
    void aCallGoesToTheServerItself() {
        Shell phone = device("phone");
        Map<String, Object> call = phone.json(0, "call", "healthz");
        assertEquals("answered", call.get("outcome"));
        assertEquals(200L, call.get("status"));
        assertEquals(
                "failed", phone.json(5, "call", "https://elsewhere.example/").get("outcome"));
    }
}
