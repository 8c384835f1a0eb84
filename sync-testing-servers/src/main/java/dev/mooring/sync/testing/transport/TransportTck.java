package dev.mooring.sync.testing.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every transport over HTTP must do when the network or the server breaks, at every point of an exchange.
 *
 * <p>Extend it, build the transport in {@link #create}, and describe a good exchange of its dialect. A real server on loopback plays the
 * faults. Every test checks the kind and the delivery that the transport reports. It also checks that nothing beyond the last whole change
 * was delivered, that no request was repeated, and that the exchange ended in bounded time.
 *
 * <p>Where a transport lacks a feature, a hook says so, and the test is skipped with that reason. The tests themselves cannot be
 * overridden. One long file on purpose: it is a table of faults, a test each, over one server and one set of checks.
 */
public abstract class TransportTck {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration WHOLE = Duration.ofSeconds(3);
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String LOGIN_PAGE = "<!DOCTYPE html><html><body>Please sign in</body></html>";

    private final List<Transport> opened = new ArrayList<>();
    private @Nullable MockWebServer running;

    /** For subclasses. */
    protected TransportTck() {}

    /**
     * Builds the transport under test.
     *
     * @param config how
     * @return the transport; the suite closes it
     */
    protected abstract Transport create(TransportConfig config);

    /**
     * A pull that brings at least three changes.
     *
     * @return the exchange; its body is ASCII
     */
    protected abstract GoodExchange pull();

    /**
     * A push of at least one mutation.
     *
     * @return the exchange; its body is ASCII
     */
    protected abstract GoodExchange push();

    /**
     * Whether the transport asks its credentials anew after a 401; true unless overridden.
     *
     * @return false to skip those tests
     */
    protected boolean refreshesCredentials() {
        return true;
    }

    /**
     * Whether the transport unpacks gzip; true unless overridden.
     *
     * @return false to skip those tests
     */
    protected boolean acceptsGzip() {
        return true;
    }

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

    // ---- good exchanges

    @Test
    final void aGoodPullDeliversEveryChangeOnTheCallingThread() {
        GoodExchange pull = pull();
        server().enqueue(ok(pull.body()));
        Taken taken = new Taken();
        Thread here = Thread.currentThread();
        Answer answer = transport().exchange(pull.ask(), taken, new Switch());
        assertInstanceOf(Answer.Settled.class, answer);
        assertEquals(pull.changes().size(), taken.changes.size());
        taken.threads.forEach(thread -> assertSame(here, thread));
        assertEquals(1, server().getRequestCount());
    }

    @Test
    final void aGoodPushSettles() {
        GoodExchange push = push();
        server().enqueue(ok(push.body()));
        Transport transport = transport();
        Answer answer = exchange(transport, push, new Taken());
        assertEquals(
                transport.capabilities().confirmsOnPull(),
                assertInstanceOf(Answer.Settled.class, answer).outcomes().isEmpty());
        assertEquals(1, server().getRequestCount());
    }

    @Test
    final void aSlowAnswerIsAGoodAnswer() {
        GoodExchange pull = pull();
        int piece = Math.max(1, pull.body().length() / 20);
        server().enqueue(new MockResponse.Builder()
                .body(pull.body())
                .throttleBody(piece, 50, TimeUnit.MILLISECONDS)
                .build());
        Taken taken = new Taken();
        assertInstanceOf(Answer.Settled.class, exchange(transport(), pull, taken));
        assertEquals(pull.changes().size(), taken.changes.size());
    }

    @Test
    final void aPackedAnswerIsUnpacked() {
        assumeTrue(acceptsGzip(), "this transport does not accept gzip");
        GoodExchange pull = pull();
        server().enqueue(packed(pull.body(), "", 0));
        Taken taken = new Taken();
        assertInstanceOf(Answer.Settled.class, exchange(transport(), pull, taken));
        assertEquals(pull.changes().size(), taken.changes.size());
    }

    // ---- before and while the request is sent

    @Test
    final void aRefusedConnectionIsOfflineAndNothingWasSent() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Transport transport = transport("http://127.0.0.1:" + port + "/", null);
        expect(Kind.OFFLINE, Delivery.NOT_SENT, transport, push());
    }

    @Test
    final void aConnectionThatDiesWhileTheRequestIsSentMayHaveDeliveredIt() {
        server().enqueue(new MockResponse.Builder()
                .onRequestBody(new SocketEffect.CloseSocket())
                .build());
        expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), push());
        assertTrue(server().getRequestCount() <= 1, "the request was repeated");
    }

    @Test
    final void aConnectionThatDiesBeforeTheRequestIsReadMayHaveDeliveredIt() {
        server().enqueue(new MockResponse.Builder()
                .onRequestStart(new SocketEffect.CloseSocket())
                .build());
        expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), push());
        assertTrue(server().getRequestCount() <= 1, "the request was repeated");
    }

    @Test
    final void aPooledConnectionThatDiedNeverMakesARequestGoOutTwice() {
        GoodExchange push = push();
        server().enqueue(new MockResponse.Builder()
                .body(push.body())
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build());
        server().enqueue(ok(push.body()));
        Transport transport = transport();
        exchange(transport, push, new Taken());
        try {
            assertInstanceOf(Answer.Settled.class, exchange(transport, push, new Taken()));
        } catch (TransportException e) {
            assertEquals(Kind.OFFLINE, e.kind());
        }
        assertTrue(server().getRequestCount() <= 2, "the request was repeated");
    }

    // ---- the answer does not come, or not whole

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    final void aLostAnswerMayHaveBeenDelivered(boolean pull) {
        server().enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), pull ? pull() : push());
        assertEquals(1, server().getRequestCount());
    }

    @Test
    final void aSilentServerIsGivenUpAtTheDeadline() {
        server().enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), push());
        assertEquals(1, server().getRequestCount());
    }

    @Test
    final void aBodyThatStallsIsGivenUpAtTheDeadline() {
        GoodExchange pull = pull();
        server().enqueue(part(pull.body(), pull.body().length() - 1, null));
        Taken taken = expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), pull);
        checkTaken(pull, pull.body().length() - 1, taken);
    }

    @Test
    final void aBodyThatTricklesForeverIsGivenUpAtTheDeadlineOfTheCall() throws IOException {
        try (Trickle trickle = new Trickle()) {
            expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(trickle.url(), null), push());
            assertEquals(1, trickle.connections.get(), "the request was repeated");
        }
    }

    @Test
    final void aBodyThatIsCutMovesNoFurtherThanItsLastWholeChange() {
        GoodExchange pull = pull();
        int step = Math.max(1, pull.body().length() / 25);
        for (int length = 0; length < pull.body().length(); length += step) {
            server().enqueue(part(pull.body(), length, new SocketEffect.CloseSocket()));
            Taken taken = expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), pull);
            checkTaken(pull, length, taken);
        }
    }

    @Test
    final void aPushWhoseAnswerIsCutMayHaveBeenDelivered() {
        GoodExchange push = push();
        for (int length : new int[] {0, 1, push.body().length() / 2, push.body().length() - 1}) {
            server().enqueue(part(push.body(), length, new SocketEffect.CloseSocket()));
            expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), push);
        }
    }

    @Test
    final void aLengthThatIsTooShortIsGarbageAndDoesNotSpoilTheNextAnswer() {
        GoodExchange pull = pull();
        int length = pull.body().length() * 2 / 3;
        server().enqueue(new MockResponse.Builder()
                .body(pull.body())
                .setHeader("Content-Length", length)
                .build());
        Transport transport = transport();
        Taken taken = new Taken();
        assertThrows(ProtocolException.class, () -> exchange(transport, pull, taken));
        checkTaken(pull, length, taken);
        server().enqueue(ok(pull.body()));
        assertInstanceOf(Answer.Settled.class, exchange(transport, pull, new Taken()));
    }

    // ---- garbage

    @ParameterizedTest
    @ValueSource(strings = {"-5", "-9223372036854775808"})
    final void aNegativeLengthIsGarbageAndDoesNotSpoilTheNextAnswer(String length) {
        for (GoodExchange good : List.of(pull(), push())) {
            server().enqueue(new MockResponse.Builder()
                    .body(good.body())
                    .setHeader("Content-Length", length)
                    .build());
            Transport transport = transport();
            Taken taken = new Taken();
            assertThrows(ProtocolException.class, () -> exchange(transport, good, taken));
            assertTrue(taken.changes.isEmpty(), "an answer of less than nothing was delivered");
            server().enqueue(ok(good.body()));
            assertInstanceOf(Answer.Settled.class, exchange(transport, good, new Taken()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {LOGIN_PAGE, "", " ", "{}", "[{}]", "null", "\"ok\"", "42", "{\"error\":\"no\"}", "[1,2", "\u0000"
            })
    final void garbageWithStatus200MovesNothing(String body) {
        for (GoodExchange good : List.of(pull(), push())) {
            server().enqueue(new MockResponse.Builder()
                    .setHeader("Content-Type", "application/json")
                    .body(body)
                    .build());
            Taken taken = new Taken();
            assertThrows(ProtocolException.class, () -> exchange(transport(), good, taken));
            assertTrue(taken.changes.isEmpty(), "garbage was delivered");
        }
        assertEquals(2, server().getRequestCount());
    }

    @Test
    final void aGzipBombIsStopped() {
        assumeTrue(acceptsGzip(), "this transport does not accept gzip");
        GoodExchange pull = pull();
        server().enqueue(packed(pull.head(), " ", 64 << 20));
        Taken taken = new Taken();
        assertThrows(ProtocolException.class, () -> exchange(transport(), pull, taken));
        assertTrue(taken.changes.isEmpty(), "garbage was delivered");
    }

    @Test
    final void oneEnormousValueIsStopped() {
        GoodExchange pull = pull();
        String change = pull.changes().get(0);
        int open = change.lastIndexOf('"', change.length() - 3);
        Buffer body = new Buffer().writeUtf8(pull.head()).writeUtf8(change.substring(0, open));
        for (int i = 0; i < 48; i++) {
            body.writeUtf8("x".repeat(1 << 20));
        }
        server().enqueue(new MockResponse.Builder().body(body).build());
        Taken taken = new Taken();
        assertThrows(ProtocolException.class, () -> exchange(transport(), pull, taken));
        assertTrue(taken.changes.isEmpty(), "garbage was delivered");
    }

    @Test
    final void aBrokenPackingIsTyped() {
        assumeTrue(acceptsGzip(), "this transport does not accept gzip");
        server().enqueue(new MockResponse.Builder()
                .body(pull().body())
                .setHeader("Content-Encoding", "gzip")
                .build());
        assertThrows(ProtocolException.class, () -> exchange(transport(), pull(), new Taken()));
    }

    // ---- statuses

    @ParameterizedTest
    @CsvSource({
        "301, AUTH",
        "302, AUTH",
        "303, AUTH",
        "307, AUTH",
        "308, AUTH",
        "400, REFUSED",
        "401, AUTH",
        "403, AUTH",
        "404, REFUSED",
        "405, REFUSED",
        "408, THROTTLED",
        "413, TOO_LARGE",
        "425, THROTTLED",
        "429, THROTTLED",
        "500, SERVER",
        "502, SERVER",
        "503, THROTTLED",
        "504, SERVER",
        "520, SERVER"
    })
    final void aStatusThatRefusesIsTypedAndNotRepeated(int status, Kind kind) {
        for (GoodExchange good : List.of(pull(), push())) {
            int before = server().getRequestCount();
            server().enqueue(new MockResponse.Builder()
                    .code(status)
                    .setHeader("Location", "/login")
                    .setHeader("Content-Type", "text/html")
                    .body(LOGIN_PAGE)
                    .build());
            Taken taken = expect(kind, Delivery.ANSWERED, transport(), good);
            assertTrue(taken.changes.isEmpty(), "a refusal was delivered");
            assertEquals(before + 1, server().getRequestCount(), "the request was repeated");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 503})
    final void retryAfterIsReadInSecondsAndAsADate(int status) {
        server().enqueue(refusal(status).setHeader("Retry-After", "7").build());
        server().enqueue(refusal(status)
                .setHeader("Date", "Fri, 20 Nov 2026 10:00:00 GMT")
                .setHeader("Retry-After", "Fri, 20 Nov 2026 10:02:00 GMT")
                .build());
        server().enqueue(refusal(status).setHeader("Retry-After", "0").build());
        server().enqueue(refusal(status).setHeader("Retry-After", "soon").build());
        Transport transport = transport();
        assertEquals(Duration.ofSeconds(7), refused(transport, push()).retryAfter());
        assertEquals(Duration.ofMinutes(2), refused(transport, push()).retryAfter());
        assertEquals(Duration.ZERO, refused(transport, pull()).retryAfter());
        assertNull(refused(transport, push()).retryAfter());
        assertEquals(4, server().getRequestCount(), "a request was repeated");
    }

    // ---- credentials

    @Test
    final void aRefusedCredentialIsRefreshedOnceAndTheRequestRepeatedOnce() throws InterruptedException {
        assumeTrue(refreshesCredentials(), "this transport does not refresh credentials");
        GoodExchange push = push();
        server().enqueue(refusal(401).build());
        server().enqueue(ok(push.body()));
        CountingTokens tokens = new CountingTokens();
        Answer answer = exchange(transport(server().url("/").toString(), tokens), push, new Taken());
        assertInstanceOf(Answer.Settled.class, answer);
        assertEquals(1, tokens.refreshed);
        RecordedRequest first = server().takeRequest();
        RecordedRequest second = server().takeRequest();
        assertTrue(carries(first, "token-0"), "the first request had no credential");
        assertTrue(carries(second, "token-1"), "the second request had the old credential");
        assertEquals(first.getBody(), second.getBody());
    }

    @Test
    final void aCredentialThatIsRefusedTwiceIsReported() {
        assumeTrue(refreshesCredentials(), "this transport does not refresh credentials");
        for (int i = 0; i < 3; i++) {
            server().enqueue(refusal(401).build());
        }
        CountingTokens tokens = new CountingTokens();
        expect(Kind.AUTH, Delivery.ANSWERED, transport(server().url("/").toString(), tokens), push());
        assertEquals(2, server().getRequestCount());
        assertEquals(1, tokens.refreshed);
    }

    // ---- cancellation

    @Test
    final void aCancelledExchangeEndsAtOnceAndMayHaveBeenDelivered() throws InterruptedException {
        server().enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        Switch cancellation = new Switch();
        MockWebServer server = server();
        Thread canceller = new Thread(() -> {
            try {
                server.takeRequest();
                cancellation.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        canceller.start();
        Transport transport = create(config(server.url("/").toString(), WHOLE, null));
        opened.add(transport);
        TransportException e = assertThrows(
                TransportException.class,
                () -> bounded(() -> transport.exchange(push().ask(), new Taken(), cancellation)));
        canceller.join();
        assertEquals(Kind.CANCELLED, e.kind());
        assertEquals(Delivery.MAYBE_SENT, e.delivery());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    final void anExchangeThatIsCancelledBeforehandSendsNothing() {
        Switch cancellation = new Switch();
        cancellation.cancel();
        Transport transport = transport();
        TransportException e = assertThrows(
                TransportException.class, () -> transport.exchange(push().ask(), new Taken(), cancellation));
        assertEquals(Kind.CANCELLED, e.kind());
        assertEquals(Delivery.NOT_SENT, e.delivery());
        assertEquals(0, server().getRequestCount());
    }

    @Test
    final void aClosedTransportSendsNothing() {
        Transport transport = transport();
        transport.close();
        transport.close();
        expect(Kind.CANCELLED, Delivery.NOT_SENT, transport, push());
        assertEquals(0, server().getRequestCount());
    }

    // ---- the sink

    /** Also where a decoder's library throws the same types: an app's handler may use that library, too. */
    private static Stream<Throwable> whatASinkMayThrow() {
        return Stream.of(
                new IllegalStateException("the app's handler refuses"),
                new JsonDataException("the app's policy cannot read a payload"),
                new JsonEncodingException("the app's payload is malformed"),
                new EOFException("the app's payload ends too early"),
                new IOException("the app's file"),
                new UncheckedIOException(new IOException("the app's file")),
                new NumberFormatException("the app's number"),
                new ClassCastException("the app's type"),
                new ProtocolException("the app's words", null),
                new TransportException(Kind.OFFLINE, Delivery.NOT_SENT, null, "the app's own exchange", null),
                new Exception("checked"),
                new StackOverflowError("the app's recursion"),
                new AssertionError("the app's test"));
    }

    @ParameterizedTest
    @MethodSource("whatASinkMayThrow")
    final void whatTheSinkThrowsComesThroughUnchanged(Throwable refusal) {
        GoodExchange pull = pull();
        server().enqueue(ok(pull.body()));
        server().enqueue(ok(pull.body()));
        Transport transport = transport();
        AtomicInteger slices = new AtomicInteger();
        Throwable thrown = assertThrows(
                Throwable.class,
                () -> transport.exchange(
                        pull.ask(),
                        (slice, after) -> {
                            slices.incrementAndGet();
                            throw TransportTck.<RuntimeException>unchecked(refusal);
                        },
                        new Switch()));
        assertSame(refusal, thrown);
        assertEquals(1, slices.get(), "a sink that refused was given more");
        assertInstanceOf(Answer.Settled.class, exchange(transport, pull, new Taken()));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchecked(Throwable e) throws E {
        throw (E) e;
    }

    // ---- tools

    private MockWebServer server() {
        assertNotNull(running);
        return running;
    }

    private Transport transport() {
        return transport(server().url("/").toString(), null);
    }

    private Transport transport(String url, TransportConfig.@Nullable Tokens tokens) {
        Transport transport = create(config(url, SHORT, tokens));
        opened.add(transport);
        return transport;
    }

    private static TransportConfig config(String url, Duration read, TransportConfig.@Nullable Tokens tokens) {
        return new TransportConfig(url, Duration.ofSeconds(2), read, WHOLE, tokens);
    }

    /** Checks that the delivered changes are the first ones, no more than are whole, and that the position is theirs. */
    private void checkTaken(GoodExchange pull, int length, Taken taken) {
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

    private Taken expect(Kind kind, Delivery delivery, Transport transport, GoodExchange good) {
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

    private TransportException refused(Transport transport, GoodExchange good) {
        TransportException e = assertThrows(TransportException.class, () -> exchange(transport, good, new Taken()));
        assertEquals(Kind.THROTTLED, e.kind());
        return e;
    }

    private static Answer exchange(Transport transport, GoodExchange good, Taken taken) {
        return bounded(() -> transport.exchange(good.ask(), taken, new Switch()));
    }

    private interface Exchange {
        Answer run();
    }

    private static Answer bounded(Exchange exchange) {
        return assertTimeoutPreemptively(BOUND, exchange::run);
    }

    /** By value: the names are the family's, and a set of headers does not print what is secret. */
    private static boolean carries(RecordedRequest request, String token) {
        for (String name : request.getHeaders().names()) {
            if (request.getHeaders().values(name).toString().contains(token)) {
                return true;
            }
        }
        return false;
    }

    private static MockResponse ok(String body) {
        return new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    private static MockResponse.Builder refusal(int status) {
        return new MockResponse.Builder().code(status).body("{\"error\":\"not now\"}");
    }

    /** The first bytes of a body that was announced in full; then an effect, or silence. */
    private static MockResponse part(String body, int length, @Nullable SocketEffect end) {
        MockResponse.Builder response =
                new MockResponse.Builder().body(body.substring(0, length)).setHeader("Content-Length", body.length());
        if (end != null) {
            response.onResponseEnd(end);
        }
        return response.build();
    }

    private static MockResponse packed(String start, String filling, int count) {
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

    private static final class CountingTokens implements TransportConfig.Tokens {
        int refreshed;

        @Override
        public String current() {
            return "token-" + refreshed;
        }

        @Override
        public String refresh(String refused) {
            refreshed++;
            return current();
        }
    }
}
