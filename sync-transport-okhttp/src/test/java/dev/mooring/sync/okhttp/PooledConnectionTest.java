package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that says keep-alive and hangs up behind every answer, as many do after a few idle seconds. */
@Timeout(20)
class PooledConnectionTest {
    private static final Ask PULL = new Ask.Pull(Cursor.START);
    private static final Ask PUSH = new Ask.Push(
            new UUID(7, 7),
            Cursor.START,
            Instant.EPOCH,
            List.of(Mutation.of("c", "k", "set", "1").recorded(new UUID(1, 1), Instant.EPOCH)));

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Boolean> hungUp = new LinkedBlockingQueue<>();
    private ServerSocket listening;
    private OkHttpTransport transport;

    @BeforeEach
    void listen() throws IOException {
        listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread serving = new Thread(this::serve, "hanging up");
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

    @Test
    void readsAreRepeatedOnAFreshConnectionAndNeverFail() throws InterruptedException {
        for (int i = 1; i <= 5; i++) {
            assertInstanceOf(Answer.Settled.class, exchange(PULL));
            assertEquals(i, requests.size(), "a request arrived twice");
        }
    }

    @Test
    void aPushMeetsADeadConnectionOnceAndTheNextOneIsFresh() throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            assertInstanceOf(Answer.Settled.class, exchange(PULL));
            int before = requests.size();
            TransportException e = assertThrows(TransportException.class, () -> exchange(PUSH));
            assertEquals(Delivery.MAYBE_SENT, e.delivery());
            assertEquals(before, requests.size(), "the push arrived after all");
            assertInstanceOf(Answer.Settled.class, exchange(PUSH));
            assertEquals(before + 1, requests.size(), "the push arrived twice");
            transport.close(); // What is pooled goes; the next turn starts anew.
            transport = OkHttpTransport.builder(
                            "http://127.0.0.1:" + listening.getLocalPort() + "/",
                            EventLogDialect.builder("u1").build())
                    .build();
        }
    }

    /** One exchange; afterwards the server has hung up. */
    private Answer exchange(Ask ask) throws InterruptedException {
        Answer answer = transport.exchange(ask, (slice, after) -> {}, new Never());
        hungUp.take();
        return answer;
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                String line = answer(socket);
                if (line != null) {
                    requests.add(line);
                }
            } catch (IOException e) {
                continue; // The client was faster, or the test is over.
            }
            hungUp.add(true);
        }
    }

    private static @Nullable String answer(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String first = in.readLine();
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
        String body = first != null && first.startsWith("GET") ? "[]" : "{\"events_accepted\":true}";
        String head = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: " + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
        return first;
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
