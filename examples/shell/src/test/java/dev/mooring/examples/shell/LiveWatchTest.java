package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import mockwebserver3.MockResponse;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code watch} over channels. No poll ever comes, so what is printed came by the channel. */
@Timeout(60)
class LiveWatchTest {
    @TempDir
    Path folder;

    private Watching watch(String url, String... more) {
        return new Watching(new Shell(folder.resolve("a.db"), url, more), "--every", "100000");
    }

    @Test
    void theLogsOwnStreamIsUsedByItself() {
        try (EventLogServer server = EventLogServer.builder().live(true).build().start();
                Watching watch = watch(server.url())) {
            assertEquals("connecting", watch.next("channel").get("state"));
            Map<String, Object> live = watch.next("channel");
            assertEquals("log", live.get("channel"));
            assertEquals("live", live.get("state"));
            server.append("ada", "made", "{}");
            assertEquals("{}", watch.next("change").get("payload"));
            assertEquals(1L, watch.next("sync").get("position"));
        }
    }

    @Test
    void aServerWithoutAStreamIsSaidToHaveNone() {
        try (EventLogServer server = EventLogServer.builder().build().start();
                Watching watch = watch(server.url())) {
            assertEquals("connecting", watch.next("channel").get("state"));
            Map<String, Object> down = watch.next("channel");
            assertEquals("down", down.get("state"));
            assertEquals("ABSENT", down.get("reason"));
            assertTrue(String.valueOf(down.get("message")).contains("404"), down::toString);
        }
    }

    @Test
    void theSocketOfEntitySyncIsUsedWhereItsAddressIsGiven() {
        String token = "e30." + base64("{\"sub\":\"ada\"}") + ".s"; // The socket wants to be told whose it is.
        try (EntitySyncServer server =
                        EntitySyncServer.builder().user("ada", token).build().start();
                Watching watch = watch(
                        server.url(),
                        "--dialect",
                        "entity-sync",
                        "--token",
                        token,
                        "--live",
                        server.url().replace("http:", "ws:") + "/sync/ws")) {
            watch.until("channel", "state", "live");
            Request socket = new Request(
                    "GET",
                    "/sync/ws?userId=ada&token=" + token,
                    Map.of("Upgrade", "websocket", "Connection", "Upgrade"),
                    new byte[0]);
            server.connect(socket, (name, id, data) -> {})
                    .send(
                            "{\"type\":\"ENTRY_CREATED\",\"entry\":{\"id\":\"e1\",\"timestamp\":\"2026-11-01T10:00:00.000Z\","
                                    + "\"duration\":60,\"type\":\"practice\",\"instrument\":\"Piano\",\"pieces\":[],\"techniques\":[],"
                                    + "\"goalIds\":[],\"tags\":[],\"notes\":null,\"mood\":null,"
                                    + "\"createdAt\":\"2026-11-01T10:00:00.000Z\",\"updatedAt\":\"2026-11-01T10:00:00.000Z\","
                                    + "\"metadata\":{\"source\":\"manual\"}},\"timestamp\":\"2026-11-01T10:00:01.000Z\"}");
            assertEquals("synced", watch.until("sync", "pulled", 1L).get("outcome"));
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyMessageOfAnyWebSocketWakes() throws IOException {
        CompletableFuture<WebSocket> opened = new CompletableFuture<>();
        try (Front front = new Front()) {
            front.fault = request -> request.getTarget().equals("/hints")
                    ? new MockResponse.Builder()
                            .webSocketUpgrade(completes(opened))
                            .build()
                    : null;
            try (Watching watch = watch(front.url(), "--live", front.url().replace("http:", "ws:") + "hints")) {
                assertEquals("socket", watch.until("channel", "state", "live").get("channel"));
                front.server.append("ada", "made", "{}");
                opened.join().send("something is new");
                assertEquals("{}", watch.next("change").get("payload"));
                opened.join().close(1001, null);
                assertEquals("AWAY", watch.until("channel", "state", "down").get("reason"));
            }
        }
    }

    private static WebSocketListener completes(CompletableFuture<WebSocket> opened) {
        return new WebSocketListener() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                opened.complete(socket);
            }
        };
    }

    @Test
    void aStreamOfEventsIsListenedToWhereItsAddressIsGiven() {
        try (EventLogServer server = EventLogServer.builder().live(true).build().start();
                Watching watch = watch(
                        server.url(), "--header", "X-User-Id: ada", "--live", server.url() + "/do/live?since=0")) {
            assertEquals("events", watch.until("channel", "state", "live").get("channel"));
        }
    }

    @Test
    void whereNoneIsKnownItSaysSo() {
        Shell shell = new Shell(folder.resolve("b.db"), "http://localhost:1", "--dialect", "op-log");
        assertTrue(shell.run("watch", "--every", "0.01", "--count", "1")
                .ended(3)
                .out()
                .startsWith("channel off: none; op-log has none of its own; --live URL names one\n"));
        assertEquals(
                1,
                shell.objects(3, "watch", "--live", "off", "--every", "0.01", "--count", "1")
                        .size());
    }
}
