package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncTest {
    @TempDir
    Path folder;

    private Front front;
    private Shell phone;
    private Shell laptop;

    @BeforeEach
    void start() throws IOException {
        front = new Front();
        phone = new Shell(folder.resolve("phone.db"), front.url(), "--device", "phone");
        laptop = new Shell(folder.resolve("laptop.db"), front.url(), "--device", "laptop");
    }

    @AfterEach
    void stop() {
        front.close();
    }

    private static void sync(Map<String, Object> json, String outcome, long pushed, long pulled, long pending) {
        assertEquals(outcome, json.get("outcome"), json::toString);
        assertEquals(pushed, json.get("pushed"), json::toString);
        assertEquals(pulled, json.get("pulled"), json::toString);
        assertEquals(pending, json.get("pending"), json::toString);
    }

    @Test
    void whatOneDeviceWritesTheOtherReads() {
        String payload = "{\"t\":\"zoë \uD83D\uDE00 \\u0001\"}";
        phone.run("put", "todo", "k1", payload).ended(0);
        Map<String, Object> pushed = phone.json(0, "sync");
        assertEquals(
                Set.of(
                        "command",
                        "outcome",
                        "queued",
                        "pushed",
                        "pulled",
                        "superseded",
                        "quarantined",
                        "pending",
                        "position",
                        "light",
                        "fault",
                        "history",
                        "message"),
                pushed.keySet());
        sync(pushed, "synced", 1, 0, 0);
        laptop.run("sync").ended(0).printed("synced: pushed 0, pulled 1");
        assertEquals(payload, laptop.json(0, "get", "todo", "k1").get("payload"));
        Map<String, Object> change = laptop.json(0, "log");
        assertEquals("phone", change.get("origin"));
        assertEquals(payload, change.get("payload"));
        assertEquals(
                Set.of(
                        "command",
                        "position",
                        "collection",
                        "key",
                        "kind",
                        "payload",
                        "tombstone",
                        "schema_version",
                        "at",
                        "origin"),
                change.keySet());
        laptop.run("rm", "todo", "k1").ended(0);
        laptop.run("sync").ended(0);
        sync(phone.json(0, "sync"), "synced", 0, 1, 0);
        assertEquals(List.of(), phone.objects(0, "list", "todo"));
        assertEquals(1, phone.objects(0, "log", "--since", "1").size());
        phone.run("log").ended(0).printed("1  put  todo/k1  " + payload + "  from phone");
    }

    @Test
    void theServerWinsTellsSoAndTheLosersAreDecidedAbout() {
        phone.run("put", "todo", "k", "\"phone\"").ended(0);
        phone.run("sync").ended(0);
        laptop.run("put", "todo", "k", "\"laptop\"").ended(0);
        laptop.run("put", "todo", "other", "1").ended(0);
        Map<String, Object> conflict = laptop.json(4, "sync");
        assertEquals(1L, conflict.get("superseded"));
        assertEquals("\"phone\"", laptop.json(0, "get", "todo", "k").get("payload"));

        Map<String, Object> lost = laptop.json(0, "superseded");
        assertTrue(lost.get("reason").toString().contains("in its place"));
        assertTrue(lost.containsKey("parked_at"));
        String id = lost.get("id").toString();
        laptop.run("superseded").ended(0).printed(id);
        laptop.json(5, "retry", id);
        Map<String, Object> reissued = laptop.json(0, "reissue", id);
        assertNotEquals(id, reissued.get("new_id"));
        assertEquals("\"laptop\"", laptop.json(0, "get", "todo", "k").get("payload"));
        laptop.run("sync").ended(0);
        phone.run("sync").ended(0);
        assertEquals(phone.objects(0, "list", "todo"), laptop.objects(0, "list", "todo"));
        assertEquals(3, front.server.latest("ada"));

        phone.run("put", "todo", "k", "2").ended(0);
        laptop.run("put", "todo", "k", "3").ended(0);
        laptop.run("sync").ended(0);
        phone.run("sync").ended(4).printed("superseded 1");
        String dropped = phone.json(0, "superseded").get("id").toString();
        phone.run("drop", dropped).ended(0).printed("dropped " + dropped);
        assertEquals(List.of(), phone.objects(0, "superseded"));
        assertEquals("3", phone.json(0, "get", "todo", "k").get("payload"));
    }

    @Test
    void underRebaseNothingIsSuperseded() {
        phone.run("put", "todo", "k", "1").ended(0);
        phone.run("sync").ended(0);
        laptop.run("put", "todo", "k", "2").ended(0);
        sync(laptop.json(0, "sync", "--policy", "rebase"), "synced", 1, 1, 0);
        assertEquals("2", laptop.json(0, "get", "todo", "k").get("payload"));
        phone.run("sync").ended(0);
        assertEquals("2", phone.json(0, "get", "todo", "k").get("payload"));
    }

    @Test
    void offlineIsQueuedAndLocalCommandsGoOn() {
        phone.run("put", "todo", "k", "1").ended(0);
        phone.run("sync").ended(0);
        front.close();
        phone.run("put", "todo", "k", "2").ended(0);
        Map<String, Object> offline = phone.json(3, "sync");
        sync(offline, "offline", 0, 0, 1);
        assertEquals(true, offline.get("queued"));
        assertTrue(offline.get("message") != null);
        phone.run("sync").ended(3).printed("offline");
        assertEquals(1L, phone.json(0, "status").get("pending"));
        assertEquals(1, phone.objects(0, "outbox").size());
        assertEquals("2", phone.json(0, "get", "todo", "k").get("payload"));
    }

    @Test
    void localCommandsNeverTouchTheNetwork() {
        phone.run("put", "todo", "k", "1").ended(0);
        phone.run("sync").ended(0);
        int before = front.requests();
        phone.run("put", "todo", "k", "2").ended(0);
        phone.run("rm", "todo", "k").ended(0);
        for (String command : List.of("status", "outbox", "log", "superseded", "quarantined")) {
            phone.run(command).ended(0);
        }
        phone.run("list", "todo").ended(0);
        phone.run("get", "todo", "k").ended(0);
        assertEquals(before, front.requests());
    }

    @Test
    void aServerThatLostItsEndIsIncompatible() {
        phone.run("put", "todo", "k", "1").ended(0);
        phone.run("put", "todo", "k", "2").ended(0);
        phone.run("sync").ended(0);
        front.server.truncate("ada", 1);
        phone.run("put", "todo", "k", "3").ended(0);
        Map<String, Object> unsafe = phone.json(5, "sync");
        sync(unsafe, "unsafe", 0, 0, 1);
        assertEquals(1, front.server.latest("ada"));
        phone.run("sync").ended(5).printed("unsafe");
    }

    @Test
    void aLostAnswerIsHealedAndNothingIsSentTwice() {
        phone.run("put", "todo", "k", "1").ended(0);
        front.fault = request -> {
            if (!Front.isPush(request)) {
                return null;
            }
            front.answer(request);
            front.fault = none -> null;
            return new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build();
        };
        sync(phone.json(0, "sync"), "synced", 1, 0, 0);
        assertEquals(1, front.server.latest("ada"));
    }

    @Test
    void aSickServerIsNotOffline() {
        phone.run("put", "todo", "k", "1").ended(0);
        front.fault = request -> Front.error(500, "disk I/O error");
        Map<String, Object> failed = phone.json(5, "sync");
        sync(failed, "failed", 0, 0, 1);
        assertEquals("SERVER", failed.get("fault"));
        assertEquals(false, failed.get("queued"));
        front.fault = request -> Front.error(401, "who are you?");
        assertEquals("AUTH_REQUIRED", phone.json(5, "sync").get("fault"));
        front.fault = request -> Front.error(429, "later");
        assertEquals("THROTTLED", phone.json(5, "sync").get("fault"));
        front.fault = request ->
                new MockResponse.Builder().body("<html>log in</html>").build();
        assertEquals("PORTAL", phone.json(5, "sync").get("fault"));
        front.fault = request -> null;
        sync(phone.json(0, "sync"), "synced", 1, 0, 0);
    }

    @Test
    void aMutationThatTheServerChokesOnIsQuarantinedAndCanBeRetried() {
        front.fault =
                request -> Front.isPush(request) && request.getBody().utf8().contains("poison")
                        ? Front.error(500, "cannot digest this")
                        : null;
        phone.run("put", "todo", "bad", "\"poison\"").ended(0);
        phone.run("put", "todo", "good", "1").ended(0);
        phone.json(5, "sync");
        phone.json(5, "sync");
        Map<String, Object> third = phone.json(5, "sync");
        assertEquals(1L, third.get("quarantined"), third::toString);
        assertEquals(1L, third.get("pushed"), third::toString);
        // What was written stays, until it is dropped.
        assertEquals("\"poison\"", phone.json(0, "get", "todo", "bad").get("payload"));
        Map<String, Object> parked = phone.json(0, "quarantined");
        assertTrue(parked.get("reason").toString().contains("cannot digest this"));
        phone.run("quarantined").ended(0).printed("cannot digest this");
        String id = parked.get("id").toString();
        phone.json(5, "reissue", id);
        assertEquals(id, phone.json(0, "retry", id).get("id"));
        front.fault = request -> null;
        sync(phone.json(0, "sync"), "synced", 1, 0, 0);
        assertEquals("\"poison\"", phone.json(0, "get", "todo", "bad").get("payload"));
    }
}
