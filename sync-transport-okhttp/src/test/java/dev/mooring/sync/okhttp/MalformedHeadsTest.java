package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose answers are no HTTP: garbage of the server, not a lost connection and not a fault of this library. */
@Timeout(60)
class MalformedHeadsTest {
    private static final Ask PULL = new Ask.Pull(Cursor.START);
    private static final Ask PUSH = new Ask.Push(
            new UUID(7, 7),
            Cursor.START,
            Instant.EPOCH,
            List.of(Mutation.of("c", "k", "set", "1").recorded(new UUID(1, 1), Instant.EPOCH)));

    private ServerSocket listening;
    private OkHttpTransport transport;
    private volatile String answer = "";

    @BeforeEach
    void listen() throws IOException {
        listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread serving = new Thread(this::serve, "no http");
        serving.setDaemon(true);
        serving.start();
        transport = OkHttpTransport.builder(
                        "http://127.0.0.1:" + listening.getLocalPort() + "/",
                        EventLogDialect.builder("u1").build())
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        transport.close();
        listening.close();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                InputStream in = socket.getInputStream();
                byte[] some = new byte[8192];
                if (in.read(some) > 0) {
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().flush();
                    socket.shutdownOutput();
                    while (in.read(some) > 0) {
                        // What is left of the request must not become a reset that takes the answer with it.
                    }
                }
            } catch (IOException e) {
                // The client was faster, or the test is over.
            }
        }
    }

    private Throwable thrown(Ask ask) {
        try {
            Answer unexpected = transport.exchange(ask, (slice, after) -> {}, new Never());
            throw new AssertionError(unexpected);
        } catch (RuntimeException e) {
            return e;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n[]",
                "HTTP/1.1 401 No\r\nContent-Length: -5\r\n\r\n[]",
                "HTTP/1.1 200 OK\r\nContent-Length: -9223372036854775808\r\n\r\n[]",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n[]",
                "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n[]",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
                "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n[]\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n[]\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n[]\r\n0\r\n\r\n",
                "HTTP/1.1 OK\r\n\r\n[]",
                "HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n[]",
                "SSH-2.0-OpenSSH_9.6\r\n\r\n",
            })
    void isGarbage(String said) {
        answer = said;
        for (Ask ask : List.of(PULL, PUSH)) {
            Throwable thrown = thrown(ask);
            ProtocolException garbage = assertInstanceOf(ProtocolException.class, thrown, String.valueOf(thrown));
            assertNotNull(garbage.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n[",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[",
            })
    void isALostConnection(String said) {
        answer = said;
        Throwable thrown = thrown(PULL);
        TransportException lost = assertInstanceOf(TransportException.class, thrown, String.valueOf(thrown));
        assertEquals(TransportException.Kind.OFFLINE, lost.kind());
    }

    @Test
    void theSameLengthTwiceIsALength() {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n[]";
        assertInstanceOf(Answer.Settled.class, transport.exchange(PULL, (slice, after) -> {}, new Never()));
    }

    private static final class Never implements Cancellation {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void onCancel(Runnable action) {}
    }
}
