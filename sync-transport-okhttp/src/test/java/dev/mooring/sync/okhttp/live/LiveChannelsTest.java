package dev.mooring.sync.okhttp.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Noted;
import dev.mooring.sync.okhttp.SocketServer;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.io.IOException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.WebSocket;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ready-made channels over loopback. */
@Timeout(30)
class LiveChannelsTest {
    private final MockWebServer server = new MockWebServer();
    private final Noted noted = new Noted();
    private final StreamServer stream = new StreamServer();
    private final SocketServer socket = new SocketServer();
    private WakeUps.@Nullable Connection connection;

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        if (connection != null) {
            connection.close();
        }
        stream.end();
        server.close();
    }

    private String url() {
        return server.url("/hints").toString();
    }

    private void open(LiveChannels.Builder builder) {
        connection = builder.build().open(noted);
    }

    @Test
    void eventsOfANameWake() throws Exception {
        server.enqueue(stream.answer());
        open(LiveChannels.events(url() + "?from=here", "news").credentials(Credentials.bearer("t1")));
        stream.say(": hello\n\n");
        noted.next("opened");
        RecordedRequest request = server.takeRequest();
        assertEquals("Bearer t1", request.getHeaders().get("Authorization"));
        assertEquals("text/event-stream", request.getHeaders().get("Accept"));
        assertEquals("/hints?from=here", request.getTarget());
        noted.forgetSigns();
        stream.say(": beat\n");
        noted.sign();
        stream.say("event: other\ndata: 1\n\nevent: news\ndata: {}\n\ndata: 2\n\n");
        noted.next("woken");
        stream.end();
        assertTrue(noted.ended(Kind.AWAY).words().endsWith("/hints was ended by the server"));
        noted.nothing();
    }

    @Test
    void eachMessageOfASocketWakes() throws Exception {
        server.enqueue(socket.answer());
        open(LiveChannels.webSocket(url().replace("http", "ws")).credentials(Credentials.bearer("t1")));
        noted.next("opened, watches itself");
        RecordedRequest request = server.takeRequest();
        assertEquals("Bearer t1", request.getHeaders().get("Authorization"));
        assertNull(request.getHeaders().get("Sec-WebSocket-Extensions"));
        WebSocket theirs = socket.socket();
        theirs.send("anything");
        theirs.send(ByteString.encodeUtf8("bytes"));
        noted.next("woken", "woken");
        theirs.close(1012, "deploy");
        End end = noted.ended(Kind.BUSY);
        assertEquals("the channel to " + url() + " was closed with 1012: deploy", end.words());
    }

    @Test
    void aFilterSaysWhichMessagesWake() throws Exception {
        server.enqueue(socket.answer());
        open(LiveChannels.webSocket(url(), text -> text.charAt(4) == '!'));
        noted.next("opened, watches itself");
        WebSocket theirs = socket.socket();
        theirs.send("quiet");
        theirs.send(ByteString.encodeUtf8("bytes"));
        theirs.send("hear!");
        theirs.send("?"); // On which the filter throws.
        noted.next("woken", "woken");
        connection.close();
        assertEquals("closed with 1000", socket.heard());
        noted.nothing();
    }

    @Test
    void aRefusedCredentialIsRefreshedOnce() throws Exception {
        server.enqueue(new MockResponse.Builder().code(401).build());
        server.enqueue(socket.answer());
        Renewed renewed = new Renewed();
        open(LiveChannels.webSocket(url()).credentials(renewed));
        noted.next("opened, watches itself");
        assertEquals("Bearer token-0", server.takeRequest().getHeaders().get("Authorization"));
        assertEquals("Bearer token-1", server.takeRequest().getHeaders().get("Authorization"));
        socket.socket().close(4401, "expired"); // It was open: the next connection has the new credential.
        assertTrue(noted.ended(Kind.AWAY).words().endsWith("expired; the credential was refreshed"));
        assertEquals(2, renewed.refreshes);
    }

    @ParameterizedTest
    @CsvSource({"401, true", "403, true", "401, false"})
    void aCredentialThatStaysRefusedEndsIt(int status, boolean renews) throws Exception {
        server.enqueue(new MockResponse.Builder().code(status).build());
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .body("token-1 is nobody")
                .build());
        open(LiveChannels.events(url(), "*").credentials(renews ? new Renewed() : Credentials.bearer("token-0")));
        End end = noted.ended(Kind.AUTH_REQUIRED);
        assertFalse(end.words().contains("token"), end.words());
        assertTrue(end.words().startsWith("the channel to " + url() + " was answered " + status), end.words());
        assertEquals(renews ? 2 : 1, server.getRequestCount());
    }

    @Test
    void whoeverIsSignedOutAsksForNothing() throws Exception {
        open(LiveChannels.events(url(), "*").credentials(new Renewed() {
            @Override
            public @Nullable String current() {
                return null;
            }
        }));
        noted.ended(Kind.AUTH_REQUIRED);
        assertEquals(0, server.getRequestCount());
    }

    @ParameterizedTest
    @CsvSource({"404, ABSENT", "503, BUSY", "200, GARBAGE", "400, GARBAGE", "204, ABSENT"})
    void whatIsNoStreamIsToldByItsStatus(int status, Kind kind) throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("Retry-After", "7")
                .setHeader("Content-Type", "text/plain")
                .build());
        open(LiveChannels.events(url(), "*"));
        Duration wait = noted.ended(kind).retryAfter();
        assertEquals(kind == Kind.GARBAGE && status == 200 ? null : Duration.ofSeconds(7), wait);
    }

    @Test
    void noRedirectIsFollowed() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .setHeader("Location", "http://portal.example.org/")
                .build());
        open(LiveChannels.webSocket(url()).credentials(Credentials.bearer("t1")));
        assertTrue(noted.ended(Kind.LOST).words().contains("portal.example.org"));
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void aLargeMessageEndsASocketBeforeItIsWhole() throws Exception {
        server.enqueue(socket.answer());
        open(LiveChannels.webSocket(url()).maxMessageBytes(1000));
        noted.next("opened, watches itself");
        socket.socket().send("x".repeat(4 << 20));
        noted.ended(Kind.GARBAGE);
        assertEquals("lost", socket.heard()); // It was not read to its end.
    }

    @Test
    void aLargeMessageThatWasReadEndsASocket() throws Exception {
        server.enqueue(socket.answer());
        open(LiveChannels.webSocket(url()).maxMessageBytes(1000));
        noted.next("opened, watches itself");
        socket.socket().send("é".repeat(501));
        noted.ended(Kind.GARBAGE);
        assertEquals("closed with 1009", socket.heard());
    }

    @Test
    void anEventWithoutEndEndsAStream() throws Exception {
        server.enqueue(stream.answer());
        open(LiveChannels.events(url(), "*").maxMessageBytes(1000));
        stream.say("data: " + "x".repeat(300_000));
        noted.next("opened");
        noted.ended(Kind.GARBAGE);
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void phoenixTellsOfRowsAndTakesANewToken(int version) throws Exception {
        server.enqueue(socket.answer());
        Renewed renewed = new Renewed();
        open(LiveChannels.phoenix(server.url("/realtime/v1/").toString(), "notes")
                .changesOf("public", "note", null)
                .apiKey("key-of-the-project")
                .serializer(version)
                .credentials(renewed));
        RecordedRequest request = server.takeRequest();
        assertEquals("/realtime/v1/websocket?apikey=key-of-the-project&vsn=" + version + ".0.0", request.getTarget());
        assertNull(request.getHeaders().get("Authorization"));
        WebSocket theirs = socket.socket();
        String join = socket.heard();
        assertTrue(join.contains("phx_join") && join.contains("\"access_token\":\"token-0\""), join);
        say(
                theirs,
                version,
                "\"1\"",
                "phx_reply",
                "{\"status\":\"ok\",\"response\":{\"postgres_changes\":"
                        + "[{\"id\":1,\"event\":\"*\",\"schema\":\"public\",\"table\":\"note\"}]}}");
        say(theirs, version, "null", "system", "{\"status\":\"ok\",\"extension\":\"postgres_changes\"}");
        say(theirs, version, "null", "postgres_changes", "{}");
        noted.next("opened", "woken");
        renewed.refresh("");
        connection.beat();
        assertTrue(socket.heard().contains("heartbeat"));
        assertTrue(socket.heard().contains("{\"access_token\":\"token-1\"}"));
        say(
                theirs,
                version,
                "null",
                "system",
                "{\"status\":\"error\",\"extension\":\"system\",\"message\":\"Too many of key-of-the-project\"}");
        assertEquals(
                "realtime:notes: the server said: Too many of [credential]",
                noted.ended(Kind.BUSY).words());
    }

    @Test
    void aJoinThatIsRefusedForItsTokenIsTriedWithANewOne() throws Exception {
        SocketServer second = new SocketServer();
        server.enqueue(socket.answer());
        server.enqueue(second.answer());
        open(LiveChannels.phoenix(server.url("/").toString(), "notes")
                .broadcasts("note")
                .credentials(new Renewed()));
        WebSocket theirs = socket.socket();
        assertTrue(socket.heard().contains("\"access_token\":\"token-0\""));
        String refusal = "{\"status\":\"error\",\"response\":{\"reason\":\"InvalidJWTToken: expired\"}}";
        say(theirs, 2, "\"1\"", "phx_reply", refusal);
        assertEquals("closed with 1000", socket.heard());
        theirs = second.socket();
        assertTrue(second.heard().contains("\"access_token\":\"token-1\""));
        say(theirs, 2, "\"1\"", "phx_reply", "{\"status\":\"ok\",\"response\":{}}");
        noted.next("opened");
        say(theirs, 2, "null", "broadcast", "{\"event\":\"note\"}");
        noted.next("woken");
    }

    private static void say(WebSocket theirs, int version, String ref, String event, String payload) {
        theirs.send(
                version == 1
                        ? "{\"topic\":\"realtime:notes\",\"event\":\"" + event + "\",\"payload\":" + payload
                                + ",\"ref\":" + ref + "}"
                        : "[null," + ref + ",\"realtime:notes\",\"" + event + "\"," + payload + "]");
    }

    @Test
    void whatCannotBeIsRefusedWhenItIsBuilt() {
        LiveChannels.PhoenixBuilder nothing = LiveChannels.phoenix("https://example.org", "notes");
        assertThrows(IllegalArgumentException.class, nothing::build);
        assertThrows(IllegalArgumentException.class, () -> nothing.serializer(3));
        assertThrows(IllegalArgumentException.class, () -> LiveChannels.phoenix("https://example.org", "realtime:"));
        LiveChannels.Builder plain = LiveChannels.webSocket("ws://example.org/hints");
        assertThrows(IllegalArgumentException.class, plain::build);
        assertThrows(IllegalArgumentException.class, () -> plain.maxMessageBytes(0));
        assertThrows(IllegalArgumentException.class, () -> LiveChannels.events("ftp://example.org", "*"));
        plain.allowPlainHttp().build();
    }

    private static class Renewed implements Credentials {
        private volatile int refreshes;

        @Override
        public @Nullable String current() {
            return "Bearer token-" + refreshes;
        }

        @Override
        public String refresh(String refused) {
            refreshes++;
            return "Bearer token-" + refreshes;
        }
    }
}
