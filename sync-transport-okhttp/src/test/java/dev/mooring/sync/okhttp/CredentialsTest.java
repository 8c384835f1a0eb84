package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a credential comes from, when it is refreshed, and that nobody is told it. */
class CredentialsTest {
    private static final String MARKER = "t0ken-that-nobody-may-see";
    private static final int CROWD = 6;

    private final MockWebServer server = new MockWebServer();
    private final ExecutorService threads = Executors.newFixedThreadPool(CROWD);

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        server.close();
    }

    /** Waits in its refresh until all of a crowd have been refused. */
    private static class Source implements Credentials {
        final AtomicInteger refreshes = new AtomicInteger();
        final CountDownLatch refused = new CountDownLatch(CROWD);
        volatile String value = "Bearer old-" + MARKER;
        final @Nullable String next;

        Source(@Nullable String next) {
            this.next = next;
        }

        @Override
        public @Nullable String current() throws IOException {
            return value;
        }

        @Override
        public @Nullable String refresh(String old) throws IOException {
            refreshes.incrementAndGet();
            await(refused);
            if (next != null) {
                value = next;
            }
            return next;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void manyThatAreRefusedAtOnceRefreshOnce() throws Exception {
        Source source = new Source("Bearer new-" + MARKER);
        accept("Bearer new-" + MARKER, source);
        for (Future<Answer> each : crowd(source)) {
            assertInstanceOf(Answer.Settled.class, each.get(30, TimeUnit.SECONDS));
        }
        assertEquals(1, source.refreshes.get());
    }

    @Test
    void aCredentialThatIsRefusedAgainIsNotRefreshedAgain() {
        Source source = new Source("Bearer new-" + MARKER);
        drain(source.refused);
        accept("nothing", source);
        TransportException refused = assertThrows(TransportException.class, () -> pull(transport(source)));
        assertEquals(Kind.AUTH, refused.kind());
        assertEquals(1, source.refreshes.get());
        assertEquals(2, server.getRequestCount());
    }

    @Test
    void aSourceThatCannotBeReachedIsOffline() {
        Source source = new Source(null) {
            @Override
            public String current() throws IOException {
                throw new IOException("no way to the token server with " + MARKER);
            }
        };
        SyncException offline = assertThrows(SyncException.class, () -> pull(transport(source)));
        assertEquals(Kind.OFFLINE, ((TransportException) offline).kind());
        assertEquals(0, server.getRequestCount());
        assertSilent(offline);
    }

    @Test
    void aRefreshThatCannotBeReachedIsOfflineAndTriedAgainLater() {
        Source source = new Source(null) {
            @Override
            public String refresh(String old) throws IOException {
                refreshes.incrementAndGet();
                throw new IOException("no way to the token server with " + MARKER);
            }
        };
        accept("nothing", source);
        for (int attempt = 1; attempt <= 2; attempt++) {
            SyncException offline = assertThrows(SyncException.class, () -> pull(transport(source)));
            assertEquals(Kind.OFFLINE, ((TransportException) offline).kind());
            assertSilent(offline);
            assertEquals(attempt, source.refreshes.get());
        }
    }

    @Test
    void aSourceThatThrowsIsNotSignedIn() {
        Source source = new Source(null) {
            @Override
            public String current() {
                throw new IllegalStateException("the key store says " + MARKER);
            }
        };
        SyncException none = assertThrows(SyncException.class, () -> pull(transport(source)));
        assertEquals(Kind.AUTH, ((TransportException) none).kind());
        assertTrue(
                String.valueOf(none.getMessage()).contains("failed, as its log says; sign in again"),
                none.getMessage());
        assertSilent(none);
    }

    @Test
    void aCredentialThatNoHeaderCanCarryIsNotTold() {
        for (String header : List.of("Authorization", "X-Api-Key")) {
            Credentials broken = new Source(null) {
                @Override
                public String current() {
                    return MARKER + "\n";
                }

                @Override
                public String header() {
                    return header;
                }
            };
            SyncException none = assertThrows(SyncException.class, () -> pull(transport(broken)));
            assertEquals(Kind.AUTH, ((TransportException) none).kind());
            assertSilent(none);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":\"Bearer old-" + MARKER + " is not valid\"}",
                "{\"error\":\"token old-" + MARKER + "\"}",
                "{\"error\":\"old-" + MARKER + "\"}",
                "old-" + MARKER,
                "{\"old-" + MARKER + "\":1,\"error\":1}",
                "<html><title>old-" + MARKER + "</title></html>",
                "[{\"old-" + MARKER + "\":\"old-" + MARKER + "\"}]"
            })
    void aServerThatSaysItBackIsNotQuoted(String body) {
        for (int status : new int[] {200, 400, 403, 404, 409, 422, 500, 503}) {
            for (Ask ask : List.of(new Ask.Pull(Cursor.START), new Ask.Check(new Cursor("3")))) {
                server.enqueue(new MockResponse.Builder()
                        .code(status)
                        .setHeader("Content-Type", body.startsWith("<") ? "text/html" : "application/json")
                        .body(body)
                        .build());
                try {
                    String answer = exchange(transport(new Source(null)), ask).toString();
                    assertFalse(answer.contains(MARKER), answer);
                } catch (SyncException told) {
                    assertSilent(told);
                }
            }
        }
    }

    @Test
    void whatIsCutShortIsStillTheCredential() {
        Secrets secrets = new Secrets();
        secrets.sent("Bearer abcdefghijklmnopqrstuvwxyz");
        assertEquals("refused [credential]… so", secrets.out("refused abcdefghijklm… so"));
        assertEquals("[credential] and [credential]", secrets.out("Bearer abcdefghijklmnopqrstuvwxyz and abcdefgh"));
        assertEquals("Bearer abc is short", secrets.out("Bearer abc is short"));
        secrets.sent("session=s3cr3tvalue; theme=dark-mode");
        assertEquals("no session [credential]", secrets.out("no session s3cr3tvalue"));
    }

    @Test
    void theServersClockIsReadFromItsAnswers() {
        Instant now = Instant.parse("2026-11-20T10:00:00Z");
        OkHttpTransport transport = OkHttpTransport.builder(
                        server.url("/").toString(),
                        EventLogDialect.builder("u1").build())
                .clock(() -> now)
                .build();
        assertEquals(Duration.ZERO, transport.serverClockAhead());
        server.enqueue(dated("no date"));
        pull(transport);
        assertEquals(Duration.ZERO, transport.serverClockAhead());
        server.enqueue(dated("Fri, 20 Nov 2026 11:00:00 GMT"));
        pull(transport);
        assertEquals(60, transport.serverClockAhead().toMinutes());
        for (int i = 0; i < 4; i++) {
            server.enqueue(dated("Fri, 20 Nov 2026 10:00:0" + i + " GMT"));
            pull(transport);
        }
        assertTrue(transport.serverClockAhead().toSeconds() < 5, "one answer that was wrong does not count");
        for (int i = 0; i < 5; i++) {
            server.enqueue(dated("Fri, 20 Nov 2026 09:50:00 GMT"));
            pull(transport);
        }
        assertEquals(-10, Math.round(transport.serverClockAhead().toMillis() / 60_000.0));
    }

    @Test
    void aPortalsClockIsNotTheServers() {
        OkHttpTransport transport = transport(new Source(null));
        server.enqueue(new MockResponse.Builder()
                .setHeader("Date", "Fri, 20 Nov 1990 09:50:00 GMT")
                .setHeader("Content-Type", "text/html")
                .body("<html>")
                .build());
        assertThrows(SyncException.class, () -> pull(transport));
        assertEquals(Duration.ZERO, transport.serverClockAhead());
    }

    private static MockResponse dated(String date) {
        return new MockResponse.Builder().setHeader("Date", date).body("[]").build();
    }

    // ---- the hands

    private static void assertSilent(SyncException told) {
        StringWriter all = new StringWriter();
        told.printStackTrace(new PrintWriter(all));
        assertFalse(all.toString().contains(MARKER), all.toString());
    }

    private static void drain(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            latch.countDown();
        }
    }

    /** Answers this credential and no other. */
    private void accept(String good, Source source) {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                if (good.equals(request.getHeaders().get("Authorization"))) {
                    return new MockResponse.Builder().body("[]").build();
                }
                source.refused.countDown();
                return new MockResponse.Builder().code(401).build();
            }
        });
    }

    private List<Future<Answer>> crowd(Source source) {
        List<Future<Answer>> all = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            OkHttpTransport transport = transport(source);
            all.add(threads.submit(() -> pull(transport)));
        }
        return all;
    }

    private OkHttpTransport transport(Credentials source) {
        return OkHttpTransport.builder(
                        server.url("/").toString(),
                        EventLogDialect.builder("u1").build())
                .credentials(source)
                .build();
    }

    private static Answer pull(OkHttpTransport transport) {
        return exchange(transport, new Ask.Pull(Cursor.START));
    }

    private static Answer exchange(OkHttpTransport transport, Ask ask) {
        return transport.exchange(ask, (slice, after) -> {}, Cancellation.NEVER);
    }

    /** Blocks until it is let go, and minds no interrupt. */
    private static final class Deaf implements Credentials {
        final CountDownLatch go = new CountDownLatch(1);
        final AtomicInteger asked = new AtomicInteger();
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();

        @Override
        public String current() {
            asked.incrementAndGet();
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            while (go.getCount() > 0) {
                try {
                    go.await();
                } catch (InterruptedException goesOn) {
                    // As some code does.
                }
            }
            inside.decrementAndGet();
            return "Bearer late";
        }

        @Override
        public @Nullable String refresh(String refused) {
            return null;
        }
    }

    private OkHttpTransport impatient(Credentials source) {
        return OkHttpTransport.builder(
                        server.url("/").toString(), EventLogDialect.builder("u").build())
                .credentials(source)
                .callTimeout(Duration.ofMillis(200))
                .build();
    }

    @Test
    void credentialsThatBlockForEverEndWithTheCallTimeoutAndKeepOneThreadAtMost() {
        Deaf source = new Deaf();
        OkHttpTransport transport = impatient(source);
        for (int i = 0; i < 3; i++) {
            TransportException late = assertThrows(TransportException.class, () -> pull(transport));
            assertEquals(Kind.OFFLINE, late.kind());
            assertEquals(TransportException.Delivery.NOT_SENT, late.delivery());
            assertTrue(late.getMessage().contains("was not made, as the app's source of credentials did not answer"));
        }
        assertEquals(1, source.asked.get());
        accept("Bearer late", new Source(null));
        source.go.countDown();
        TransportException unused = null;
        Answer answer = null;
        for (int i = 0; i < 50 && answer == null; i++) { // The machine may be slow at first.
            try {
                answer = pull(transport);
            } catch (TransportException again) {
                unused = again;
            }
        }
        assertInstanceOf(Answer.Settled.class, answer, String.valueOf(unused));
        assertEquals(1, source.most.get());
        transport.close();
    }

    @Test
    void credentialsThatBlockAreInterruptedAtTheEnd() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        OkHttpTransport transport = impatient(new Asleep(interrupted));
        assertEquals(
                Kind.OFFLINE,
                assertThrows(TransportException.class, () -> pull(transport)).kind());
        await(interrupted);
        transport.close();
    }

    @Test
    void aCancelledExchangeDoesNotWaitForItsCredential() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Asleep source = new Asleep(interrupted);
        try (OkHttpTransport transport = transport(source)) {
            AtomicInteger cancels = new AtomicInteger();
            java.util.concurrent.atomic.AtomicReference<Runnable> action =
                    new java.util.concurrent.atomic.AtomicReference<>(() -> {});
            Cancellation cancellation = new Cancellation() {
                @Override
                public boolean isCancelled() {
                    return cancels.get() > 0;
                }

                @Override
                public void onCancel(Runnable newAction) {
                    action.set(newAction);
                }
            };
            Future<Kind> pull = threads.submit(() -> assertThrows(
                            TransportException.class,
                            () -> transport.exchange(new Ask.Pull(Cursor.START), (slice, after) -> {}, cancellation))
                    .kind());
            await(source.begun);
            cancels.incrementAndGet();
            action.get().run();
            assertEquals(Kind.CANCELLED, pull.get(30, TimeUnit.SECONDS));
            await(interrupted);
        }
    }

    private static final class Asleep implements Credentials {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch interrupted;

        Asleep(CountDownLatch interrupted) {
            this.interrupted = interrupted;
        }

        @Override
        public String current() throws IOException {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            throw new IOException("never");
        }

        @Override
        public @Nullable String refresh(String refused) {
            return null;
        }
    }

    @Test
    void whateverASourceThrowsOrLeavesOnItsThreadIsTyped() {
        for (Throwable thrown : new Throwable[] {
            new StackOverflowError(MARKER),
            new NoClassDefFoundError(MARKER),
            new InterruptedException(MARKER),
            new Throwable(MARKER),
            new IllegalStateException(MARKER)
        }) {
            Source source = new Source(null) {
                @Override
                public String current() {
                    Thread.currentThread().interrupt();
                    throw CredentialsTest.<RuntimeException>sneak(thrown);
                }
            };
            TransportException typed = assertThrows(TransportException.class, () -> pull(transport(source)));
            assertEquals(Kind.AUTH, typed.kind());
            assertFalse(Thread.interrupted());
            assertFalse(typed.getMessage().contains(MARKER));
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Test
    void anInterruptOfTheLaneEndsTheExchangeAsCancelledWhateverOkHttpMakesOfIt() {
        accept("Bearer x", new Source(null));
        Thread.currentThread().interrupt();
        TransportException typed =
                assertThrows(TransportException.class, () -> pull(transport(Credentials.bearer("x"))));
        Thread.interrupted();
        assertEquals(Kind.CANCELLED, typed.kind());
    }
}
