package dev.mooring.sync.testing.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server on loopback that plays the faults, and the checks that all tests of transports share. */
abstract class TransportContract {
    /** Silence and an exchange, where a test waits for the deadline. */
    private static final Duration SHORT = Duration.ofMillis(400);

    private static final Duration SHORT_CALL = Duration.ofMillis(1500);

    /** The same, where the answer comes, on a busy machine too. */
    private static final Duration LONG = Duration.ofSeconds(8);

    private static final Duration LONG_CALL = Duration.ofSeconds(16);
    private static final Duration BOUND = Duration.ofSeconds(20);
    static final String LOGIN_PAGE = "<!DOCTYPE html><html><body>Please sign in</body></html>";

    final List<Transport> opened = new ArrayList<>();
    private @Nullable MockWebServer running;

    /** Builds the transport under test; the suite closes it. */
    protected abstract Transport create(TransportConfig config);

    /** A pull that brings at least three changes; its body is ASCII. */
    protected abstract GoodExchange pull();

    /** A push of at least one mutation; its body is ASCII. */
    protected abstract GoodExchange push();

    /** Whether the transport asks its credentials anew after a 401. */
    protected abstract boolean refreshesCredentials();

    /** Whether the transport unpacks gzip. */
    protected abstract boolean acceptsGzip();

    @BeforeEach
    final void startServer() throws IOException {
        running = new MockWebServer();
        running.start();
    }

    @AfterEach
    final void closeAll() {
        opened.forEach(Transport::close);
        server().close();
    }

    MockWebServer server() {
        assertNotNull(running);
        return running;
    }

    Transport transport() {
        return transport(server().url("/").toString(), null);
    }

    Transport transport(String url, TransportConfig.@Nullable Tokens tokens) {
        return open(url, LONG, LONG_CALL, tokens);
    }

    /** One that soon gives up. */
    Transport impatient(String url) {
        return open(url, SHORT, SHORT_CALL, null);
    }

    private Transport open(String url, Duration read, Duration call, TransportConfig.@Nullable Tokens tokens) {
        Transport transport = create(new TransportConfig(url, Duration.ofSeconds(2), read, call, tokens));
        opened.add(transport);
        return transport;
    }

    /** Checks that the delivered changes are the first ones, no more than are whole, and that the position is theirs. */
    void checkTaken(GoodExchange pull, int length, Taken taken) {
        int whole = pull.wholeIn(length);
        assertTrue(
                taken.changes.size() <= whole, () -> taken.changes.size() + " changes out of " + whole + " whole ones");
        Taken all = new Taken();
        server().enqueue(ok(pull.body()));
        exchange(transport(), pull, all);
        List<Change> expected = all.changes.subList(0, taken.changes.size());
        assertEquals(expected, taken.changes);
        if (taken.cursor != null) {
            server().enqueue(ok(pull.body(taken.behindCursor)));
            Answer answer = exchange(transport(), pull, new Taken());
            Cursor there = assertInstanceOf(Answer.Settled.class, answer).page().cursor();
            assertEquals(there, taken.cursor);
        }
    }

    Taken expect(Kind kind, Delivery delivery, Transport transport, GoodExchange good) {
        Taken taken = new Taken();
        try {
            Answer answer = exchange(transport, good, taken);
            return fail("expected " + kind + " but got " + answer);
        } catch (TransportException e) {
            assertEquals(kind, e.kind(), e.getMessage());
            assertEquals(delivery, e.delivery(), e.getMessage());
            return taken;
        } catch (SyncException e) {
            throw new AssertionError("expected " + kind, e);
        }
    }

    static Answer exchange(Transport transport, GoodExchange good, Taken taken) {
        return bounded(() -> transport.exchange(good.ask(), taken, new Switch()));
    }

    interface Exchange {
        Answer run();
    }

    static Answer bounded(Exchange exchange) {
        return assertTimeoutPreemptively(BOUND, exchange::run);
    }

    static MockResponse ok(String body) {
        return new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    static MockResponse.Builder refusal(int status) {
        return new MockResponse.Builder().code(status).body("{\"error\":\"not now\"}");
    }

    /** The first bytes of a body that was announced in full; then an effect, or silence. */
    static MockResponse part(String body, int length, @Nullable SocketEffect end) {
        MockResponse.Builder response =
                new MockResponse.Builder().body(body.substring(0, length)).setHeader("Content-Length", body.length());
        if (end != null) {
            response.onResponseEnd(end);
        }
        return response.build();
    }

    static MockResponse packed(String start, String filling, int count) {
        Buffer packed = new Buffer();
        try (BufferedSink gzip = Okio.buffer(new GzipSink(packed))) {
            gzip.writeUtf8(start);
            String piece = filling.repeat(1024);
            for (int i = 0; i < count / 1024; i++) {
                gzip.writeUtf8(piece);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new MockResponse.Builder()
                .body(packed)
                .setHeader("Content-Encoding", "gzip")
                .build();
    }
}
