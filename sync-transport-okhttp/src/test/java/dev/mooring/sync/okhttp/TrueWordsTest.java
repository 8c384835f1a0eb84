package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.http.ClosedPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.UUID;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the transport says of a failure is so: of a read, a batch and a call, and however the connection ended. */
@Timeout(60)
class TrueWordsTest {
    private static final Pattern CLASS =
            Pattern.compile("[A-Z]\\w+(Exception|Error)|\\w+\\.java|[a-z]+\\.[a-z]+\\.[A-Z]");
    private static final Mutation WRITE = Mutation.of("todo", "a", "put", "1").recorded(new UUID(1, 1), Instant.EPOCH);

    private ServerSocket server;
    private volatile String answer = "";
    private volatile boolean reset;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Reads a request to the end of its headers, says the same to each, and ends the connection with a FIN or a RST. */
    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                int ends = 0;
                for (int b = in.read(); b >= 0 && ends < 4; b = ends < 4 ? in.read() : -1) {
                    ends = b == '\r' || b == '\n' ? ends + 1 : 0;
                    if (b == 0x16) { // A handshake: this is no https.
                        break;
                    }
                }
                OutputStream out = socket.getOutputStream();
                out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                if (reset) {
                    socket.setSoLinger(true, 0);
                } else {
                    socket.shutdownOutput();
                    while (in.read() >= 0) {
                        // Until the other side has heard the end.
                    }
                }
            } catch (IOException gone) {
                // The next one.
            }
        }
    }

    private OkHttpTransport transport(String scheme) {
        return OkHttpTransport.builder(
                        scheme + "://127.0.0.1:" + server.getLocalPort(),
                        EventLogDialect.builder("u").device("d").build())
                .build();
    }

    private static final Ask PULL = new Ask.Pull(Cursor.START);
    private static final Ask PUSH =
            new Ask.Push(new UUID(2, 2), Cursor.START, Instant.EPOCH, Collections.singletonList(WRITE), "");
    private final Ask.Call call = new Ask.Call(Cursor.START, null, ApiCall.post("http://api/x", "{}"));

    private static Answer exchange(OkHttpTransport transport, Ask ask) {
        return transport.exchange(ask, (slice, after) -> {}, Cancellation.NEVER);
    }

    private TransportException failure(Ask ask) {
        TransportException e = assertThrows(TransportException.class, () -> exchange(transport("http"), ask));
        assertFalse(CLASS.matcher(String.valueOf(e.getMessage())).find(), e.getMessage());
        assertFalse(String.valueOf(e.getMessage()).contains("queued"), e.getMessage());
        return e;
    }

    private static void says(String words, TransportException e) {
        assertTrue(String.valueOf(e.getMessage()).endsWith(words), e.getMessage());
    }

    @Test
    void whatTheServerMayHaveDependsOnWhatWasAsked() {
        for (boolean rst : new boolean[] {false, true}) {
            reset = rst;
            says(" got no answer (the connection was cut); it only asks, so nothing is in doubt", failure(PULL));
            says("; the server may have the mutations, which is found out before anything else is sent", failure(PUSH));
            says("; the server may have made the call; it is not made again", failure(call));
        }
    }

    @Test
    void anAnswerThatIsCutIsALostConnectionHoweverTheSocketCloses() {
        String part = "[{\"sequence\":1,\"type\":\"x\",\"pay";
        for (String head : new String[] {
            "HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\n"
        }) {
            for (String cut : new String[] {"", "[", part, part.substring(0, 14)}) {
                for (boolean rst : new boolean[] {false, true}) {
                    answer = head + cut;
                    reset = rst;
                    TransportException e = failure(PULL);
                    assertEquals(Kind.OFFLINE, e.kind(), head + cut);
                    assertEquals(Delivery.MAYBE_SENT, e.delivery(), head + cut);
                }
            }
        }
    }

    @Test
    void aCallIsShownTheHeadersThatTheServerSent() {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        assertNull(headers().get("retry-after"));
        answer = "HTTP/1.1 200 OK\r\nRetry-After: 17\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        assertEquals("17", headers().get("retry-after"));
    }

    /** Of a dialect whose calls are plain requests. */
    private java.util.Map<String, String> headers() {
        String here = "http://127.0.0.1:" + server.getLocalPort();
        OkHttpTransport plain = OkHttpTransport.builder(
                        here, EntitySyncDialect.builder("u").build())
                .build();
        Ask.Call call = new Ask.Call(Cursor.START, null, ApiCall.get(here + "/x"));
        Answer.Settled settled = assertInstanceOf(Answer.Settled.class, exchange(plain, call));
        return settled.response().headers();
    }

    @Test
    void httpsWhereNoneIsSpokenIsNoLackOfANetwork() {
        for (String said : new String[] {"", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"}) {
            answer = said;
            TransportException e = assertThrows(TransportException.class, () -> exchange(transport("https"), PULL));
            assertEquals(Kind.UNTRUSTED, e.kind(), e.getMessage());
            says(
                    " found a server that is not trusted (what answers there proves no name, or speaks no https);"
                            + " nothing was sent",
                    e);
        }
    }

    @Test
    void aNameThatIsNotKnownAndAPortThatIsClosedAreSaid() throws IOException {
        OkHttpClient nowhere = new OkHttpClient.Builder()
                .dns(host -> {
                    throw new UnknownHostException(host);
                })
                .build();
        OkHttpTransport unknown = OkHttpTransport.builder(
                        "https://nowhere.example/", EventLogDialect.builder("u").build())
                .client(nowhere)
                .build();
        says(
                " got no answer (its name is not known here); nothing was sent",
                assertThrows(TransportException.class, () -> exchange(unknown, PUSH)));
        try (ClosedPort port = new ClosedPort()) {
            OkHttpTransport closed = OkHttpTransport.builder(
                            port.url(), EventLogDialect.builder("u").build())
                    .build();
            says(
                    " got no answer (nobody takes connections there); nothing was sent",
                    assertThrows(TransportException.class, () -> exchange(closed, PUSH)));
        }
    }

    @Test
    void aRefusedCredentialIsNotCalledAMissingOne() {
        answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        OkHttpTransport refused = OkHttpTransport.builder(
                        "http://127.0.0.1:" + server.getLocalPort(),
                        EventLogDialect.builder("u").build())
                .credentials(Credentials.bearer("token"))
                .build();
        TransportException e = assertThrows(TransportException.class, () -> exchange(refused, PULL));
        says(" was answered 401, as the credential is not accepted, and there is no newer one; sign in again", e);
        assertEquals(Delivery.ANSWERED, e.delivery());
    }
}
