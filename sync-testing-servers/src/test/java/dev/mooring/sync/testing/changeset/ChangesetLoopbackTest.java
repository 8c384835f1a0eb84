package dev.mooring.sync.testing.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only a real socket shows: the subprotocol that is named again, a process that dies, a server that does not read. */
class ChangesetLoopbackTest {
    private final ChangesetServer server = ChangesetServer.builder()
            .schema("init", ChangesetServerTest.SCHEMA)
            .file(Phone.ROOM, () -> new byte[] {1, 2, 3})
            .build()
            .start();
    private final OkHttpClient client = new OkHttpClient();
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        server.close();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    private WebSocket dial(@Nullable String token) {
        Request.Builder request = new Request.Builder().url(server.url() + "/sync");
        if (token != null) {
            request.header("Sec-WebSocket-Protocol", token);
        }
        return client.newWebSocket(request.build(), new WebSocketListener() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                heard.add("open " + response.header("Sec-WebSocket-Protocol"));
            }

            @Override
            public void onMessage(WebSocket socket, ByteString bytes) {
                heard.add(HexFormat.of().formatHex(bytes.toByteArray(), 0, Math.min(2, bytes.size())));
            }

            @Override
            public void onClosing(WebSocket socket, int code, String reason) {
                heard.add("closing " + code);
                socket.cancel();
            }

            @Override
            public void onFailure(WebSocket socket, Throwable e, @Nullable Response response) {
                heard.add("failure");
            }
        });
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
    }

    private ByteString announcement() {
        return ByteString.of(
                Codec.write(new Message.Announce(Phone.A, List.of(), "init", Cryb64.of(ChangesetServerTest.SCHEMA))));
    }

    @Test
    void theSubprotocolIsNamedAgainAndFramesAreBinary() throws Exception {
        String token = Phone.token("room=" + Phone.ROOM);
        WebSocket socket = dial(token);
        assertEquals("open " + token, next());
        socket.send(announcement());
        assertEquals(List.of("0c01", "0400", "0c01"), List.of(next(), next(), next()));
        server.channels().read(false);
        socket.send(ByteString.of((byte) 7));
        server.database(Phone.ROOM).write(write -> write.put("pair", List.of("x", 1L), java.util.Map.of()));
        assertEquals("02", next().substring(0, 2), "it speaks while it does not read");
        server.channels().read(true);
        assertEquals("08", next());
        socket.cancel();
    }

    @Test
    void aTokenWithoutARoomIsClosedWithoutACode() throws Exception {
        dial(Phone.token("auth=x"));
        assertEquals(List.of("open " + Phone.token("auth=x"), "closing 1005"), List.of(next(), next()));
    }

    @Test
    void aProcessThatDiesTakesEverybodyAlong() throws Exception {
        WebSocket socket = dial(Phone.token("room=" + Phone.ROOM));
        next();
        dial(null);
        assertEquals(List.of("failure", "failure"), List.of(next(), next()));
        Request root = new Request.Builder().url(server.url() + "/").build();
        assertThrows(IOException.class, () -> client.newCall(root).execute().close());
        assertEquals(1, server.deaths());
        server.restart();
        Request file = new Request.Builder()
                .url(server.url() + "/" + Phone.ROOM + "/file")
                .build();
        try (Response response = client.newCall(file).execute()) {
            assertEquals("3", response.header("Content-Length"));
        }
        socket.cancel();
    }
}
