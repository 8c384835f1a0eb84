package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.ByteString;
import okio.Okio;
import okio.Socket;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket whose messages are read while they come: OkHttp's own holds each of them whole in memory. It is asked for over HTTP/1.1
 * alone, with no extension, and pings every 20 s. One thread reads, another one writes.
 */
final class UpgradeRunner implements LiveCarrier, HeldCall.Connection {
    private static final long PINGS = TimeUnit.SECONDS.toNanos(20);
    private static final long ALIVE = TimeUnit.SECONDS.toNanos(1);
    private static final long FAREWELL = TimeUnit.SECONDS.toNanos(2);
    private static final int IN_ORDER = 1000;
    private static final int NO_PROTOCOL = 1002;
    private static final String TOLD = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final Buffer LAST = new Buffer();

    private final Call call;
    private final String key;
    private final String attempted;
    private final Supplier<Instant> clock;
    private final Taker taker;
    private final SecureRandom random = new SecureRandom();
    private final BlockingQueue<Buffer> waiting = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Socket socket;
    private volatile boolean closed;
    private volatile long owesPongSince;
    private volatile boolean handing;
    private volatile @Nullable End why;
    private long toldAlive;

    /**
     * A socket that is not connected yet.
     *
     * @param client whose derivative connects
     */
    UpgradeRunner(OkHttpClient client, Request request, String attempted, Supplier<Instant> clock, Taker taker) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        this.key = ByteString.of(nonce).base64();
        this.call = HeldCall.client(client)
                .protocols(Collections.singletonList(Protocol.HTTP_1_1))
                .build()
                .newCall(request.newBuilder()
                        .header("Connection", "Upgrade")
                        .header("Upgrade", "websocket")
                        .header("Sec-WebSocket-Version", "13")
                        .header("Sec-WebSocket-Key", key)
                        .build());
        this.attempted = attempted;
        this.clock = clock;
        this.taker = taker;
    }

    @Override
    public void run() {
        try {
            HeldCall.run(call, this, taker);
        } finally {
            ended.countDown();
            waiting.add(LAST);
        }
    }

    @Override
    public @Nullable End refusal(Response response) {
        if (response.code() == 400) {
            return new End(
                    Kind.ABSENT,
                    LiveRefusal.of(attempted, response, clock).words(),
                    null); // It refuses the name of what is synced.
        }
        if (response.code() != 101) {
            return LiveRefusal.of(attempted, response, clock);
        }
        String accept = ByteString.encodeUtf8(key + TOLD).sha1().base64();
        boolean good = "websocket".equalsIgnoreCase(response.header("Upgrade"))
                && accept.equals(response.header("Sec-WebSocket-Accept"))
                && response.header("Sec-WebSocket-Extensions") == null
                && Objects.equals(call.request().header(PROTOCOL), response.header(PROTOCOL))
                && response.socket() != null;
        return good ? null : new End(Kind.GARBAGE, attempted + " was answered by another protocol", null);
    }

    @Override
    public End failure(Exception e) {
        End said = why;
        if (said != null) {
            return said;
        }
        return e instanceof MessageSource.Broken
                ? new End(Kind.GARBAGE, attempted + " brought " + e.getMessage() + ", which is not its protocol", null)
                : LiveEnds.failed(attempted, e, socket != null, new Meter(0, System::nanoTime));
    }

    @Override
    public void talk(Response response) throws IOException {
        Socket open = Objects.requireNonNull(response.socket());
        socket = open;
        if (closed) {
            open.cancel();
        }
        try {
            talk(open);
        } finally {
            open.cancel();
            open.getSource().close(); // Only then OkHttp takes the call for ended, with its connection.
        }
    }

    private void talk(Socket open) throws IOException {
        Thread writer = new Thread(() -> write(open), "mooring-channel-writer");
        writer.setDaemon(true);
        writer.start();
        taker.opened();
        Between between = new Between();
        MessageSource messages = new MessageSource(Okio.buffer(open.getSource()), between);
        while (messages.next()) {
            if (messages.isBinary()) {
                hand(Okio.buffer((Source) messages), messages.length());
            }
            messages.skip();
        }
        end(LiveEnds.closed(attempted, between.code, between.reason));
    }

    private void end(End end) {
        taker.ended(end);
    }

    /** What comes between messages. */
    private final class Between implements MessageSource.Control {
        private int code;
        private String reason = "";

        @Override
        public void ping(ByteString payload) {
            waiting.add(MessageSource.pong(payload, random.nextInt()));
        }

        @Override
        public void pong() {
            owesPongSince = 0;
            taker.ponged();
        }

        @Override
        public void closed(int why, String words) {
            code = why;
            reason = words;
            waiting.add(MessageSource.close(IN_ORDER, random.nextInt()));
            waiting.add(LAST);
        }

        @Override
        public void alive() {
            long now = System.nanoTime();
            if (toldAlive == 0 || now - toldAlive > ALIVE) {
                toldAlive = now;
                taker.alive();
            }
        }
    }

    /** On a thread of its own, so that whoever reads goes on reading. */
    private void write(Socket open) {
        try (BufferedSink sink = Okio.buffer(open.getSink())) {
            long pings = System.nanoTime() + PINGS;
            while (true) {
                Buffer next = waiting.poll(pings - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next != null && next.exhausted()) {
                    break;
                }
                if (next == null) {
                    End silent = handing ? null : silent();
                    if (silent != null) {
                        why = silent;
                        open.cancel();
                        return;
                    }
                    owesPongSince = owesPongSince == 0 ? System.nanoTime() : owesPongSince;
                    next = MessageSource.ping(random.nextInt());
                    pings = System.nanoTime() + PINGS;
                }
                sink.write(next, next.size());
                sink.flush();
            }
            boolean unused = ended.await(FAREWELL, TimeUnit.NANOSECONDS);
        } catch (IOException lost) {
            // The thread that reads says so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.cancel();
    }

    /** Null unless it owes an answer for too long. An exchange may wait longer, as some servers do one thing at a time. */
    private @Nullable End silent() {
        long since = owesPongSince;
        long most = Math.max(PINGS, taker.patience().toNanos());
        return since == 0 || System.nanoTime() - since < most - ALIVE
                ? null
                : new End(
                        Kind.SILENT,
                        attempted + " did not answer for " + TimeUnit.NANOSECONDS.toSeconds(most) + " s",
                        null);
    }

    @Override
    public boolean send(String text) {
        return false;
    }

    @Override
    public boolean send(ByteString message) {
        return socket != null && !closed && waiting.add(MessageSource.binary(message, random.nextInt()));
    }

    @Override
    public void ping() {
        waiting.add(MessageSource.ping(random.nextInt()));
    }

    @Override
    public void close(int code) {
        boolean before = closed;
        closed = true;
        if (socket == null) {
            call.cancel();
        } else if (!before) {
            waiting.add(MessageSource.close(code == NO_PROTOCOL ? NO_PROTOCOL : IN_ORDER, random.nextInt()));
            waiting.add(LAST);
        }
    }

    @Override
    public void awaitEnd() {
        try {
            boolean unused = ended.await(FAREWELL, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Around what the taker does with a message, which may wait. */
    private void hand(BufferedSource message, long length) throws IOException {
        handing = true;
        try {
            taker.message(message, length);
        } finally {
            handing = false;
        }
    }
}
