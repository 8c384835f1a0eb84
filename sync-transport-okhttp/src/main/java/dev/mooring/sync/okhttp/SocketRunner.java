package dev.mooring.sync.okhttp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import okio.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of OkHttp's. It reads no compressed messages, as OkHttp unpacks them without any limit: the extension is neither offered nor
 * taken.
 */
final class SocketRunner extends WebSocketListener implements LiveCarrier {
    private static final Duration PINGS = Duration.ofSeconds(20);
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final int GOING_AWAY = 1000;
    private static final int TOO_LARGE = 1009;

    private final OkHttpClient client;
    private final Request request;
    private final String attempted;
    private final Meter meter;
    private final Supplier<Instant> clock;
    private final Taker taker;
    private volatile @Nullable WebSocket socket;
    private volatile boolean open;
    private volatile boolean closed;

    /**
     * A socket that is not connected yet.
     *
     * @param client whose derivative connects
     * @param pings whether it pings by itself: in the interval of the client if that has one
     */
    SocketRunner(
            OkHttpClient client,
            Request request,
            String attempted,
            boolean pings,
            Meter meter,
            Supplier<Instant> clock,
            Taker taker) {
        Duration own = Duration.ofMillis(client.pingIntervalMillis());
        this.client = client.newBuilder()
                .pingInterval(!pings ? Duration.ZERO : own.isZero() ? PINGS : own)
                .socketFactory(MeteredSockets.of(client, meter))
                .addInterceptor(SocketRunner::uncompressed)
                .build();
        this.request = request;
        this.attempted = attempted;
        this.meter = meter;
        this.clock = clock;
        this.taker = taker;
    }

    /** An application's interceptor: OkHttp runs those of the network for no WebSocket. */
    private static Response uncompressed(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(
                chain.request().newBuilder().removeHeader(EXTENSIONS).build());
        return response.newBuilder().removeHeader(EXTENSIONS).build();
    }

    @Override
    public void run() {
        WebSocket made = client.newWebSocket(request, this);
        socket = made;
        if (closed) {
            made.cancel();
        }
    }

    @Override
    public boolean send(String text) {
        WebSocket now = socket;
        return now != null && now.send(text);
    }

    /** One that was closed before is left to OkHttp, which waits for the other side for a minute. */
    @Override
    public void close(int code) {
        boolean before = closed;
        closed = true;
        WebSocket now = socket;
        if (now != null && !before && (!open || !now.close(code, null))) {
            now.cancel();
        }
    }

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
        socket = webSocket;
        open = true;
        taker.opened();
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
        meter.message();
        if (Utf8.size(text) > meter.maxBytes()) {
            tooLarge(webSocket);
        } else {
            taker.text("", text);
        }
    }

    @Override
    public void onMessage(WebSocket webSocket, ByteString bytes) {
        meter.message();
        if (bytes.size() > meter.maxBytes()) {
            tooLarge(webSocket);
        } else {
            taker.binary(bytes);
        }
    }

    private void tooLarge(WebSocket webSocket) {
        closed = true;
        webSocket.close(TOO_LARGE, null);
        taker.ended(LiveEnds.tooLarge(attempted, meter));
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
        closed = true;
        webSocket.close(GOING_AWAY, null);
        taker.ended(LiveEnds.closed(attempted, code, reason));
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable t, @Nullable Response response) {
        taker.ended(
                response != null && response.code() != 101
                        ? LiveRefusal.of(attempted, response, clock)
                        : LiveEnds.failed(attempted, t, open, meter));
    }
}
