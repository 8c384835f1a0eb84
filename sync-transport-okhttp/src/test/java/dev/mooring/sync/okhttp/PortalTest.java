package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody else answers in the server's place; and where a credential may go. */
class PortalTest {
    private static final String MARKER = "t0ken-that-nobody-may-see";

    private final MockWebServer server = new MockWebServer();
    private final MockWebServer other = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
        other.start(InetAddress.getByName("127.0.0.1"), 0);
    }

    @AfterEach
    void stop() {
        server.close();
        other.close();
    }

    static Stream<Dialect> dialects() {
        return Stream.of(
                EventLogDialect.builder("u1").build(),
                OpLogDialect.builder("c1").build(),
                RowSyncDialect.builder("u1")
                        .table(RowTable.builder("todo").build())
                        .build(),
                EntitySyncDialect.builder("u1").build());
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void aPageWhereAnAnswerShouldBeIsNamedWithItsTitle(Dialect dialect) {
        server.enqueue(
                page(200, "<!DOCTYPE html>\n<html><head><title>\n Hotel\n  Wi-Fi </title></head><body>payload</body>"));
        ProtocolException page = page(dialect);
        assertTrue(page.getMessage().contains("a web page (\"Hotel Wi-Fi\")"), page.getMessage());
        assertTrue(page.getMessage().contains("captive portal"), page.getMessage());
        assertFalse(page.getMessage().contains("payload"), page.getMessage());
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void aRedirectToAnotherHostIsAPortalsAndIsNotFollowed(Dialect dialect) {
        String elsewhere = elsewhere("/login?return=" + MARKER);
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .setHeader("Location", elsewhere)
                .build());
        ProtocolException page = page(dialect);
        assertTrue(page.getMessage().contains("another host, 127.0.0.1"), page.getMessage());
        assertFalse(page.getMessage().contains(MARKER), page.getMessage());
        assertEquals(0, other.getRequestCount());
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void aNetworkThatWantsToBeSignedInToIsAPortal(Dialect dialect) {
        server.enqueue(page(511, "<html>sign in</html>"));
        assertTrue(page(dialect).getMessage().contains("511"));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void aRedirectOnTheSameHostIsARefusedCredential(Dialect dialect) {
        for (String location : List.of("/login", server.url("/elsewhere").toString(), "")) {
            server.enqueue(new MockResponse.Builder()
                    .code(302)
                    .setHeader("Location", location)
                    .build());
            TransportException refused =
                    assertThrows(TransportException.class, () -> exchange(transport(dialect), pull()));
            assertEquals(Kind.AUTH, refused.kind());
        }
        assertEquals(3, server.getRequestCount());
    }

    @ParameterizedTest
    @CsvSource({"403, AUTH", "404, REFUSED", "500, SERVER", "503, THROTTLED"})
    void aStatusThatRefusesIsBelievedAndThePageIsInTheWords(int status, Kind kind) {
        server.enqueue(page(status, "<html><title>Blocked</title></html>"));
        TransportException refused = assertThrows(
                TransportException.class,
                () -> exchange(transport(EventLogDialect.builder("u1").build()), pull()));
        assertEquals(kind, refused.kind());
        assertTrue(refused.getMessage().contains("\"Blocked\""), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<p>hello", "{}", "", "<xml/>", "nothing"})
    void whatOnlySaysThatItIsHtmlIsGarbage(String body) {
        server.enqueue(page(200, body));
        ProtocolException garbage = assertThrows(
                ProtocolException.class,
                () -> exchange(transport(EventLogDialect.builder("u1").build()), pull()));
        assertEquals(ProtocolException.Kind.GARBAGE, garbage.kind());
    }

    @Test
    void anAnswerThatSaysThatItIsHtmlCounts() {
        server.enqueue(page(200, "[]"));
        assertInstanceOf(
                Answer.Settled.class,
                exchange(transport(EventLogDialect.builder("u1").build()), pull()));
    }

    @Test
    void aLongTitleIsShortenedAndOneWithoutEndIsNone() {
        server.enqueue(page(200, "<html><title>" + "x".repeat(5000)));
        String words = page(EventLogDialect.builder("u1").build()).getMessage();
        assertTrue(words.length() < 500, words);
    }

    @Test
    void aCredentialIsNeverCarriedToAnotherHost() throws Exception {
        OkHttpClient eager = new OkHttpClient.Builder()
                .followRedirects(true)
                .followSslRedirects(true)
                .build();
        Dialect dialect = EventLogDialect.builder("u1").build();
        OkHttpTransport transport = OkHttpTransport.builder(server.url("/").toString(), dialect)
                .client(eager)
                .credentials(Credentials.bearer(MARKER))
                .build();
        ApiCall call = ApiCall.get("http://api.example/x");
        for (Ask ask : List.of(pull(), new Ask.Call(new Cursor("1"), null, call))) {
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                server.enqueue(new MockResponse.Builder()
                        .code(status)
                        .setHeader("Location", elsewhere("/take"))
                        .build());
                try {
                    exchange(transport, ask);
                } catch (TransportException | ProtocolException ended) {
                    assertFalse(ended.getMessage().contains(MARKER), ended.getMessage());
                }
                RecordedRequest request = server.takeRequest();
                assertEquals("Bearer " + MARKER, request.getHeaders().get("Authorization"));
            }
        }
        assertEquals(0, other.getRequestCount());
    }

    @Test
    void aCallOfADialectThatMakesThemItselfGoesToItsOwnServerOnly() {
        Dialect dialect = OpLogDialect.builder("c1").build();
        OkHttpTransport transport = OkHttpTransport.builder(server.url("/").toString(), dialect)
                .credentials(Credentials.bearer(MARKER))
                .build();
        ApiCall call = ApiCall.get(elsewhere("/take"));
        Answer answer = exchange(transport, new Ask.Call(new Cursor("1:a:g"), null, call));
        assertInstanceOf(Answer.CallFailed.class, answer);
        assertEquals(0, other.getRequestCount());
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .setHeader("Location", elsewhere("/take"))
                .build());
        ApiCall here = ApiCall.get(server.url("/api").toString());
        Answer.Settled told = assertInstanceOf(
                Answer.Settled.class, exchange(transport, new Ask.Call(new Cursor("1:a:g"), null, here)));
        assertEquals(302, told.response().status(), "the app decides what to do about it");
        assertEquals(0, other.getRequestCount());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://server.example/",
                "http://10.0.0.1:8080/",
                "http://127.evil.example/",
                "http://localhost.example/",
                "http://[::2]/",
                "http://0.0.0.0/"
            })
    void plainHttpToAnotherMachineHasToBeAccepted(String url) {
        Dialect dialect = EventLogDialect.builder("u1").build();
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> OkHttpTransport.builder(url, dialect).build());
        assertTrue(refused.getMessage().contains("allowPlainHttp"), refused.getMessage());
        OkHttpTransport.builder(url, dialect).allowPlainHttp().build().close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:1/",
                "http://127.0.0.1/",
                "http://127.8.9.10:80/",
                "http://[::1]:8080/a/",
                "https://server.example/"
            })
    void plainHttpToThisMachineIsNobodysBusiness(String url) {
        OkHttpTransport.builder(url, EventLogDialect.builder("u1").build())
                .build()
                .close();
    }

    private String elsewhere(String path) {
        return "http://127.0.0.1:" + other.getPort() + path;
    }

    private static MockResponse page(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "text/html; charset=utf-8")
                .body(body)
                .build();
    }

    private ProtocolException page(Dialect dialect) {
        ProtocolException page = assertThrows(ProtocolException.class, () -> exchange(transport(dialect), pull()));
        assertEquals(ProtocolException.Kind.PAGE, page.kind(), page.getMessage());
        return page;
    }

    private OkHttpTransport transport(Dialect dialect) {
        return OkHttpTransport.builder(server.url("/").toString(), dialect).build();
    }

    private static Ask pull() {
        return new Ask.Pull(Cursor.START);
    }

    private static Answer exchange(OkHttpTransport transport, Ask ask) {
        return transport.exchange(ask, (slice, after) -> {}, Cancellation.NEVER);
    }
}
