package dev.mooring.sync.testing.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.BufferedSource;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same over sockets, by a client that has nothing of this module. */
@Timeout(30)
class LoopbackTest {
    private final Echo server = new Echo().start();
    private final OkHttpClient client =
            new OkHttpClient.Builder().readTimeout(Duration.ZERO).build();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        server.close();
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    private WebSocket socket(String url) {
        return client.newWebSocket(new okhttp3.Request.Builder().url(url).build(), new WebSocketListener() {
            @Override
            public void onMessage(WebSocket socket, String text) {
                heard.add(text.length() > 100 ? text.length() + " characters" : text);
            }

            @Override
            public void onMessage(WebSocket socket, ByteString bytes) {
                heard.add(bytes.size() + " bytes");
            }

            @Override
            public void onClosing(WebSocket socket, int code, String reason) {
                heard.add("closing " + code + " " + reason);
                socket.close(code, reason);
            }

            @Override
            public void onFailure(WebSocket socket, Throwable e, Response response) {
                heard.add("failed" + (response == null ? "" : " " + response.code()));
            }
        });
    }

    private void hears(String... expected) throws InterruptedException {
        for (String one : expected) {
            assertEquals(one, heard.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void aSocketIsAnsweredInEverySize() throws InterruptedException {
        WebSocket socket = socket(server.url() + "/live");
        hears("hello");
        socket.send("a");
        socket.send(ByteString.of(new byte[200]));
        socket.send("x".repeat(70_000));
        hears("echo a", "200 bytes", "70005 characters");
        socket.send("bye");
        hears("echo bye", "closing 1001 bye");
    }

    @Test
    void aSocketIsRefusedCutAndDropped() throws InterruptedException {
        socket(server.url() + "/live?no");
        hears("failed 401");
        socket(server.url() + "/live");
        hears("hello");
        server.channels().cut();
        hears("failed");
        socket(server.url() + "/live");
        hears("hello");
        server.close();
        hears("failed");
    }

    @Test
    void aClientNoticesThatItsPingsAreNotAnswered() throws InterruptedException {
        server.channels().answerPings(false);
        OkHttpClient pinging =
                client.newBuilder().pingInterval(Duration.ofMillis(100)).build();
        pinging.newWebSocket(
                new okhttp3.Request.Builder().url(server.url() + "/live").build(), new WebSocketListener() {
                    @Override
                    public void onFailure(WebSocket socket, Throwable e, Response response) {
                        heard.add("failed");
                    }
                });
        hears("failed");
    }

    @Test
    void aStreamIsToldEventByEvent() throws IOException {
        try (EventLogServer log = EventLogServer.builder().live(true).build().start();
                Response response = stream(log)) {
            assertEquals("text/event-stream", response.header("Content-Type"));
            BufferedSource body = response.body().source();
            assertEquals("event: open", body.readUtf8LineStrict());
            assertEquals("data: {\"latest\":0}", body.readUtf8LineStrict());
            assertEquals("", body.readUtf8LineStrict());
            log.channels().beat();
            assertEquals(": beat", body.readUtf8LineStrict());
            assertEquals("", body.readUtf8LineStrict());
            log.append("u1", "t", "p");
            assertEquals("event: events", body.readUtf8LineStrict());
            assertEquals("id: 1", body.readUtf8LineStrict());
            assertTrue(body.readUtf8LineStrict().startsWith("data: {\"events\":[{\"sequence\":1,"));
            assertEquals("", body.readUtf8LineStrict());
            log.channels().close(1000, "");
            assertTrue(body.exhausted());
        }
    }

    @Test
    void aStreamThatIsCutEndsInTheMiddle() throws IOException {
        try (EventLogServer log = EventLogServer.builder().live(true).build().start();
                Response response = stream(log)) {
            BufferedSource body = response.body().source();
            assertEquals("event: open", body.readUtf8LineStrict());
            log.channels().cut();
            assertThrows(IOException.class, () -> body.readByteArray());
        }
    }

    private Response stream(EventLogServer log) {
        try {
            return client.newCall(new okhttp3.Request.Builder()
                            .url(log.url() + "/do/live?since=0")
                            .header("X-User-Id", "u1")
                            .build())
                    .execute();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
