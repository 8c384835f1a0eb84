package dev.mooring.sync.testing.conformance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** One WebSocket of a test. What it says and hears is bounded, counted and remembered. Thread-safe. */
final class WireSocket extends WebSocketListener implements AutoCloseable {
    private static final int OPEN = 101;
    private static final int NORMAL = 1000;

    private final Wire wire;
    private final Ear ear;
    private final String path;
    private final CompletableFuture<Got> handshake = new CompletableFuture<>();
    private final WebSocket socket;

    WireSocket(Wire wire, OkHttpClient http, Request request, String name, Function<ByteString, String> words) {
        this.wire = wire;
        this.path = request.url().encodedPath();
        this.ear = new Ear(wire, name, words);
        this.socket = http.newWebSocket(request, this);
    }

    /** What the server answered the handshake: 101 if it is open, 0 if nothing whole came. */
    Got handshake() throws InterruptedException {
        try {
            return handshake.get(wire.exchange().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            socket.cancel();
            return new Got(0, Headers.of(), "no answer to the handshake");
        }
    }

    /** It is open; nothing can be said otherwise. A path that is not there is {@code NOT_OFFERED}. */
    WireSocket opened() throws InterruptedException {
        Got got = handshake();
        if (got.status == 404 || got.status == 405 || got.status == 501) {
            throw Ending.notOffered("a WebSocket at " + path + " was answered " + got.status);
        }
        if (got.status != OPEN) {
            throw Ending.unclear("a WebSocket at " + path + " was answered " + got.status + ": " + got.text);
        }
        return this;
    }

    void send(String text) {
        wire.count();
        ear.sent(text);
        socket.send(text);
    }

    void send(ByteString bytes) {
        wire.count();
        ear.sent(bytes);
        socket.send(bytes);
    }

    /** The next frame; null if none comes, and one that {@linkplain Frame#isEnd ends it} if it is closed. */
    @Nullable
    Frame next(Duration patience) throws InterruptedException {
        return ear.next(patience);
    }

    /** Closes it in order. What was sent before still goes out. */
    @Override
    public void close() {
        socket.close(NORMAL, null);
    }

    /** Breaks it off. What was sent may have gone out. */
    void cut() {
        socket.cancel();
    }

    // ---- for OkHttp, on its threads

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
        handshake.complete(new Got(response.code(), response.headers(), ""));
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
        if (!ear.heard(Frame.text(text))) {
            webSocket.cancel();
        }
    }

    @Override
    public void onMessage(WebSocket webSocket, ByteString bytes) {
        if (!ear.heard(Frame.binary(bytes))) {
            webSocket.cancel();
        }
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
        ear.heard(Frame.end("closed with " + code + (reason.isEmpty() ? "" : " " + reason)));
        webSocket.close(NORMAL, null);
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable t, @Nullable Response response) {
        String words = t.getClass().getSimpleName() + ": " + t.getMessage();
        Got got = response == null
                ? new Got(0, Headers.of(), words)
                : new Got(response.code(), response.headers(), body(response));
        if (handshake.complete(got)) {
            wire.remember(new Exchange("GET " + path + " (a WebSocket)", "", got.status, got.text));
        }
        ear.heard(Frame.end(words));
    }

    private static String body(Response response) {
        try {
            return new String(response.peekBody(4096).bytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            return "";
        }
    }
}
