package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
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

class CallAndWatchTest {
    @TempDir
    Path folder;

    private Front front;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        front = new Front();
        shell = new Shell(folder.resolve("a.db"), front.url());
    }

    @AfterEach
    void stop() {
        front.close();
    }

    @Test
    void aCallIsAnsweredAndCarriesWhatIsQueued() {
        shell.run("put", "todo", "k", "1").ended(0);
        Map<String, Object> call =
                shell.json(0, "call", "http://api/x", "--body", "hällo", "--header", "X-Trace: 7", "--method", "put");
        assertEquals(
                Set.of(
                        "command",
                        "outcome",
                        "status",
                        "headers",
                        "body",
                        "mutations_confirmed",
                        "queued",
                        "message",
                        "sync"),
                call.keySet());
        assertEquals("answered", call.get("outcome"));
        assertEquals(200L, call.get("status"));
        assertEquals("PUT hällo 7", call.get("body"));
        assertEquals(true, call.get("mutations_confirmed"));
        assertEquals(Map.of("content-type", "text/plain"), call.get("headers"));
        assertEquals(1, front.server.latest("ada"));
        shell.run("call", "http://api/teapot").ended(0).printed("418\nGET");
    }

    @Test
    void aCallWithoutANetworkIsNotQueuedButTheMutationsAre() {
        shell.run("put", "todo", "k", "1").ended(0);
        front.close();
        Map<String, Object> call = shell.json(3, "call", "http://api/x");
        assertEquals("offline", call.get("outcome"));
        assertEquals(true, call.get("queued"));
        assertNull(call.get("status"));
        assertEquals(1, shell.objects(0, "outbox").size());
        shell.run("call", "http://api/x").ended(3).printed("offline");
    }

    @Test
    void aCallThatTheServerCouldNotMakeIsAnotherThingThanOffline() {
        shell.run("put", "todo", "k", "1").ended(0);
        Map<String, Object> call = shell.json(5, "call", "http://api/down");
        assertEquals("failed", call.get("outcome"));
        assertEquals(true, call.get("mutations_confirmed"), call::toString);
        assertEquals(0, shell.objects(0, "outbox").size());
        shell.run("call", "http://api/down").ended(5).printed("mutations confirmed");
    }

    @Test
    void aCallWhoseAnswerIsLostIsUncertain() {
        shell.run("put", "todo", "k", "1").ended(0);
        front.fault = request -> {
            if (!Front.isCall(request)) {
                return null;
            }
            front.answer(request);
            return new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build();
        };
        Map<String, Object> call = shell.json(5, "call", "http://api/x");
        assertEquals("uncertain", call.get("outcome"));
        assertEquals(true, call.get("mutations_confirmed"), call::toString);
    }

    @Test
    void aCallBehindASyncThatFailsIsNotMade() {
        front.fault = request -> Front.error(500, "disk I/O error");
        Map<String, Object> call = shell.json(5, "call", "http://api/x");
        assertEquals("not-made", call.get("outcome"));
        assertEquals(false, call.get("mutations_confirmed"));
        assertEquals("SERVER", ((Map<?, ?>) call.get("sync")).get("fault"));
    }

    @Test
    void aCallThatMeetsAConflictIsAnsweredAndSaysSo() {
        front.server.append("ada", "cron_result", "{}");
        shell.run("put", "todo", "k", "1").ended(0);
        Map<String, Object> call = shell.json(4, "call", "http://api/x");
        assertEquals("answered", call.get("outcome"));
        assertEquals(1L, ((Map<?, ?>) call.get("sync")).get("superseded"));
    }

    @Test
    void watchPrintsWhatComesAndEndsAfterSoManySyncs() {
        Shell other = new Shell(folder.resolve("b.db"), front.url(), "--device", "other");
        other.run("put", "todo", "k", "\"ü\"").ended(0);
        other.run("sync").ended(0);
        List<Map<String, Object>> lines = shell.objects(0, "watch", "--live", "off", "--every", "0.01", "--count", "2");
        assertEquals(
                List.of("change", "sync", "sync"),
                lines.stream().map(line -> line.get("event")).toList());
        assertEquals("\"ü\"", lines.get(0).get("payload"));
        assertEquals("other", lines.get(0).get("origin"));
        assertEquals(1L, lines.get(1).get("pulled"));
        assertEquals(0L, lines.get(2).get("pulled"));
        front.server.append("ada", "cron_result", "not json");
        String text = shell.run("watch", "--live", "off", "--every", "0.01", "--count", "3")
                .ended(0)
                .out();
        assertTrue(text.startsWith("2  cron_result  cron_result/2  not json\nsynced: "), text);
        assertEquals(2, text.lines().count());
    }

    @Test
    void watchSurvivesASickServerAndAnAbsentOne() {
        front.fault = request -> Front.error(500, "disk I/O error");
        assertEquals(
                2,
                shell.objects(5, "watch", "--live", "off", "--every", "0.01", "--count", "2")
                        .size());
        front.close();
        assertEquals(
                2,
                shell.objects(3, "watch", "--live", "off", "--every", "0.01", "--count", "2")
                        .size());
    }
}
