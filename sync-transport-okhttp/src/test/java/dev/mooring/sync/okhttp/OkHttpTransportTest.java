package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is OkHttp's own, beside the contract suite. */
class OkHttpTransportTest {
    private static final Ask PULL = new Ask.Pull(Cursor.START);
    private static final EventLogDialect DIALECT = EventLogDialect.builder("u1").build();

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theBaseUrlMayHaveAPathAndNamesTheServer() throws Exception {
        server.enqueue(ok());
        OkHttpTransport transport = OkHttpTransport.builder(
                        server.url("/tenant").toString(), DIALECT)
                .userAgent("todo/1")
                .build();
        assertInstanceOf(Answer.Settled.class, pull(transport));
        RecordedRequest request = server.takeRequest();
        assertEquals("/tenant/do/events?since=0", request.getTarget());
        assertEquals("todo/1", request.getHeaders().get("User-Agent"));
        assertEquals("gzip", request.getHeaders().get("Accept-Encoding"));
        assertEquals(
                new ServerIdentity(server.url("/tenant/").toString(), "u1"),
                transport.capabilities().identity());
    }

    @Test
    void aDialectWithoutGzipAsksForNone() throws Exception {
        server.enqueue(ok());
        EventLogDialect plain = EventLogDialect.builder("u1").gzip(false).build();
        pull(OkHttpTransport.builder(server.url("/").toString(), plain).build());
        assertEquals("identity", server.takeRequest().getHeaders().get("Accept-Encoding"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ftp://x/", "http://", "http://user:secret@host/", "http://host/?a=b", "http://host/#a"})
    void aBaseUrlThatIsNoneIsRefusedWithoutShowingSecrets(String url) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> OkHttpTransport.builder(url, DIALECT));
        assertTrue(!String.valueOf(e.getMessage()).contains("secret"), e.getMessage());
    }

    @Test
    void timeoutsMustBePositive() {
        OkHttpTransportBuilder builder = OkHttpTransport.builder("http://host/", DIALECT);
        assertThrows(IllegalArgumentException.class, () -> builder.readTimeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.callTimeout(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> builder.maxExpansion(0));
    }

    @Test
    void aNameThatDoesNotResolveIsOffline() {
        OkHttpClient client = new OkHttpClient.Builder()
                .dns(host -> {
                    throw new UnknownHostException(host);
                })
                .build();
        TransportException e = failure(builder().client(client).build());
        assertEquals(Kind.OFFLINE, e.kind());
        assertEquals(Delivery.NOT_SENT, e.delivery());
    }

    @Test
    void aNameWithADeadAddressAndALiveOneIsReached() throws Exception {
        server.enqueue(ok());
        InetAddress live = InetAddress.getByName("127.0.0.1");
        InetAddress dead = InetAddress.getByName("127.0.0.2");
        server.close();
        try (MockWebServer onOneAddress = new MockWebServer()) {
            onOneAddress.start(live, 0);
            onOneAddress.enqueue(ok());
            OkHttpClient client =
                    new OkHttpClient.Builder().dns(host -> List.of(dead, live)).build();
            OkHttpTransport transport = OkHttpTransport.builder("http://host:" + onOneAddress.getPort() + "/", DIALECT)
                    .allowPlainHttp()
                    .client(client)
                    .build();
            assertInstanceOf(Answer.Settled.class, pull(transport));
        }
    }

    @Test
    void aServerWithoutTlsIsNotTrustedWithAnything() throws Exception {
        TransportException e = answeringEveryHandshakeWith("HTTP/1.1 400 Bad Request\r\n\r\n");
        assertEquals(Kind.UNTRUSTED, e.kind());
        assertEquals(Delivery.NOT_SENT, e.delivery());
    }

    /** As a server of plain http does that does not even answer what it cannot read. */
    @Test
    void aPeerThatEndsEveryHandshakeCalmlyIsNotCalledOffline() throws Exception {
        TransportException e = answeringEveryHandshakeWith("");
        assertEquals(Kind.UNTRUSTED, e.kind());
        assertEquals(Delivery.NOT_SENT, e.delivery());
    }

    private static TransportException answeringEveryHandshakeWith(String text) throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                while (!listening.isClosed()) {
                    try (Socket socket = listening.accept()) {
                        socket.getInputStream().read(new byte[4096]);
                        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        continue; // The client hung up, or the test is over.
                    }
                }
            });
            answering.start();
            return failure(OkHttpTransport.builder("https://127.0.0.1:" + listening.getLocalPort() + "/", DIALECT)
                    .build());
        }
    }

    @Test
    void http2WithoutTlsWorksIfTheClientBringsIt() throws Exception {
        server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        server.enqueue(ok());
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseStream(7))
                .build());
        OkHttpClient client = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .build();
        OkHttpTransport transport = builder().client(client).build();
        assertInstanceOf(Answer.Settled.class, pull(transport));
        TransportException e = failure(transport);
        assertEquals(Kind.OFFLINE, e.kind());
        assertEquals(Delivery.MAYBE_SENT, e.delivery());
        assertEquals("HTTP/2", server.takeRequest().getVersion());
    }

    @Test
    void theClockServesARetryAfterDateWithoutADate() {
        server.enqueue(new MockResponse.Builder()
                .code(503)
                .setHeader("Retry-After", "Fri, 20 Nov 2026 10:02:00 GMT")
                .build());
        server.enqueue(new MockResponse.Builder()
                .code(503)
                .setHeader("Retry-After", "99999999999")
                .build());
        OkHttpTransport transport =
                builder().clock(() -> Instant.parse("2026-11-20T10:01:30Z")).build();
        assertEquals(Duration.ofSeconds(30), failure(transport).retryAfter());
        assertEquals(Duration.ofDays(1), failure(transport).retryAfter());
    }

    @Test
    void twoTransportsThatShareCredentialsRefreshOnce() throws Exception {
        Shared shared = new Shared();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                boolean fresh = "token-1".equals(request.getHeaders().get("Authorization"));
                return fresh ? ok() : new MockResponse.Builder().code(401).build();
            }
        });
        CyclicBarrier together = new CyclicBarrier(4);
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            OkHttpTransport transport = builder().credentials(shared).build();
            Thread thread = new Thread(() -> {
                try {
                    together.await();
                    pull(transport);
                } catch (Exception e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
        assertEquals(1, shared.refreshed.get());
    }

    @Test
    void nobodySignedInSendsNothing() {
        Credentials none = new Credentials() {
            @Override
            public @Nullable String current() {
                return null;
            }

            @Override
            public @Nullable String refresh(String refused) {
                return null;
            }
        };
        TransportException e = failure(builder().credentials(none).build());
        assertEquals(Kind.AUTH, e.kind());
        assertEquals(Delivery.NOT_SENT, e.delivery());
        assertEquals(0, server.getRequestCount());
    }

    @Test
    void aTokenThatCannotBeRefreshedIsReportedAndNeverPrinted() {
        server.enqueue(new MockResponse.Builder().code(401).build());
        TransportException e =
                failure(builder().credentials(Credentials.bearer("s3cret")).build());
        assertEquals(Kind.AUTH, e.kind());
        assertEquals(Delivery.ANSWERED, e.delivery());
        assertTrue(!e.toString().contains("s3cret"));
    }

    @Test
    void aSignInServerThatIsDownIsOffline() {
        Credentials failing = new Credentials() {
            @Override
            public String current() {
                return "old";
            }

            @Override
            public String refresh(String refused) throws IOException {
                throw new IOException("sign-in is down");
            }
        };
        server.enqueue(new MockResponse.Builder().code(401).build());
        TransportException e = failure(builder().credentials(failing).build());
        assertEquals(Kind.OFFLINE, e.kind());
        assertEquals(Delivery.ANSWERED, e.delivery());
        assertNull(e.retryAfter());
    }

    @Test
    void aClientOfTheAppStaysOpen() {
        OkHttpClient client = new OkHttpClient();
        builder().client(client).build().close();
        assertTrue(!client.dispatcher().executorService().isShutdown());
    }

    @Test
    void directlyBeforeARequestLeavesItIsAskedWhetherItStillMay() {
        AtomicBoolean slept = new AtomicBoolean();
        OkHttpClient client = new OkHttpClient.Builder()
                .addNetworkInterceptor(chain -> {
                    slept.set(true); // The connection stands.
                    return chain.proceed(chain.request());
                })
                .build();
        OkHttpTransport transport = builder().client(client).build();
        TransportException e = assertThrows(
                TransportException.class, () -> transport.exchange(PULL, (slice, after) -> {}, new Sleeper(slept)));
        assertEquals(TransportException.Kind.CANCELLED, e.kind());
        assertEquals(TransportException.Delivery.NOT_SENT, e.delivery());
        assertEquals(0, server.getRequestCount());
    }

    @Test
    void theDeadlineIsTheTimeoutOfTheWholeCall() {
        OkHttpTransport transport = builder()
                .callTimeout(Duration.ofSeconds(7))
                .pullTimeout(Duration.ofSeconds(70))
                .build();
        assertEquals(Duration.ofSeconds(70), transport.deadline(PULL));
        assertEquals(Duration.ofSeconds(7), transport.deadline(new Ask.Check(Cursor.START)));
    }

    private OkHttpTransportBuilder builder() {
        return OkHttpTransport.builder(server.url("/").toString(), DIALECT).readTimeout(Duration.ofSeconds(2));
    }

    private static MockResponse ok() {
        return new MockResponse.Builder().body("[]").build();
    }

    private static Answer pull(OkHttpTransport transport) {
        return transport.exchange(PULL, (slice, after) -> {}, new Never());
    }

    private static TransportException failure(OkHttpTransport transport) {
        return assertThrows(TransportException.class, () -> pull(transport));
    }

    /** May send until it has slept. */
    private record Sleeper(AtomicBoolean slept) implements Cancellation {
        @Override
        public boolean isCancelled() {
            return slept.get();
        }

        @Override
        public void onCancel(Runnable action) {}
    }

    private static final class Never implements Cancellation {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void onCancel(Runnable action) {}
    }

    private static final class Shared implements Credentials {
        final AtomicInteger refreshed = new AtomicInteger();

        @Override
        public String current() {
            return "token-" + refreshed.get();
        }

        @Override
        public String refresh(String refused) {
            return "token-" + refreshed.incrementAndGet();
        }
    }
}
