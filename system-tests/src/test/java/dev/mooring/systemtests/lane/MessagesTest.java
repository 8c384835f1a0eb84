package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.OkHttpTransportBuilder;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.http.ClosedPort;
import dev.mooring.systemtests.messages.MessagePage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tables of docs/messages.md, row by row: the situation is made, and the words are those of the row. */
@Timeout(60)
class MessagesTest {
    private static final Ask PULL = new Ask.Pull(Cursor.START);
    private static final Ask PUSH = new Ask.Push(
            new UUID(2, 2),
            Cursor.START,
            Instant.EPOCH,
            List.of(Mutation.of("todo", "a", "put", "1").recorded(new UUID(1, 1), Instant.EPOCH)),
            "");
    private static final Ask CALL = new Ask.Call(Cursor.START, null, ApiCall.post("http://api/x", "{}"));

    private ServerSocket socket;
    private volatile String answer = "";

    @BeforeEach
    void listen() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "messages-server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
    }

    /** Answers whatever comes with the same. */
    private void serve() {
        while (!socket.isClosed()) {
            try (Socket peer = socket.accept()) {
                byte[] request = new byte[64 << 10];
                if (peer.getInputStream().read(request) > 0) {
                    peer.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                    peer.shutdownOutput();
                    while (peer.getInputStream().read(request) >= 0) {
                        // To its end.
                    }
                }
            } catch (IOException gone) {
                // The next one.
            }
        }
    }

    private OkHttpTransportBuilder there(String scheme) {
        return OkHttpTransport.builder(
                scheme + "://127.0.0.1:" + socket.getLocalPort(),
                EventLogDialect.builder("u").device("d").build());
    }

    private String says(OkHttpTransportBuilder builder, Ask ask) {
        try (OkHttpTransport transport = builder.build()) {
            return String.valueOf(assertThrows(
                            SyncException.class,
                            () -> transport.exchange(ask, (slice, after) -> {}, Cancellation.NEVER))
                    .getMessage());
        }
    }

    private String answered(String status, String body) {
        answer = "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        return says(there("http"), PULL);
    }

    private static String core(int writes, boolean started, LogServerScript script) {
        LogServer server = new LogServer();
        Phone phone = new Phone(server, new VirtualScheduler(1));
        script.on(server, phone);
        if (started) {
            phone.client.start();
        }
        for (int i = 0; i < writes; i++) {
            phone.set("w" + i, "1");
        }
        SyncReport report = phone.sync();
        if (report instanceof SyncReport.Failed failed) {
            return failed.message();
        }
        return report instanceof SyncReport.Incompatible other ? other.reason() : String.valueOf(report);
    }

    private interface LogServerScript {
        void on(LogServer server, Phone phone);
    }

    private static void trouble(LogServer server, Phone phone) {
        server.before = ask -> new TransportException(Kind.SERVER, Delivery.ANSWERED, null, "trouble", null);
    }

    private static Credentials source(Callable<@Nullable String> current) {
        return new Credentials() {
            @Override
            public @Nullable String current() throws IOException {
                try {
                    return current.call();
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public @Nullable String refresh(String refused) {
                return null;
            }
        };
    }

    private Map<String, Callable<String>> exchanges() {
        Map<String, Callable<String>> all = new LinkedHashMap<>();
        all.put("nobody listens at the address", () -> {
            try (ClosedPort closed = new ClosedPort()) {
                return says(
                        OkHttpTransport.builder(
                                closed.url(), EventLogDialect.builder("u").build()),
                        PUSH);
            }
        });
        all.put(
                "the name of the server is unknown",
                () -> says(
                        OkHttpTransport.builder(
                                        "https://nowhere.example",
                                        EventLogDialect.builder("u").build())
                                .client(new OkHttpClient.Builder()
                                        .dns(host -> {
                                            throw new UnknownHostException(host);
                                        })
                                        .build()),
                        PULL));
        all.put("a read that is cut", () -> cut(PULL));
        all.put("a batch that is cut", () -> cut(PUSH));
        all.put("a call that is cut", () -> cut(CALL));
        all.put("no https at the port", () -> {
            answer = "HTTP/1.1 400 Bad Request\r\n\r\n";
            return says(there("https"), PULL);
        });
        all.put("nobody is signed in", () -> says(there("http").credentials(source(() -> null)), PULL));
        all.put("the credential is refused", () -> {
            answer = "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            return says(there("http").credentials(Credentials.bearer("t")), PULL);
        });
        all.put(
                "the source of credentials is offline",
                () -> says(
                        there("http").credentials(source(() -> {
                            throw new IOException("no way");
                        })),
                        PULL));
        all.put(
                "the source of credentials blocks",
                () -> says(
                        there("http").callTimeout(Duration.ofMillis(50)).credentials(source(() -> {
                            new CountDownLatch(1).await();
                            return "never";
                        })),
                        PULL));
        all.put("a sick server", () -> answered("500 Oh", "{\"error\":\"the disk is full\"}"));
        all.put("a server that wants to be left alone", () -> answered("429 Wait", ""));
        all.put("a wrong address", () -> answered("404 Not Found", ""));
        all.put("a captive portal", () -> answered("511 Sign in", "<html>"));
        all.put("a redirect to a login page elsewhere", () -> {
            answer = "HTTP/1.1 302 Found\r\n"
                    + "Location: http://login.example/\r\n"
                    + "Connection: close\r\n"
                    + "Content-Length: 0\r\n\r\n";
            return says(there("http"), PULL);
        });
        all.put("an answer that nobody can read", () -> answered("200 OK", "[1,2"));
        all.put(
                "a source of credentials that fails",
                () -> says(
                        there("http").credentials(source(() -> {
                            throw new IllegalStateException("secret");
                        })),
                        PULL));
        all.put(
                "a credential that no header can carry",
                () -> says(there("http").credentials(Credentials.bearer("a\nb")), PULL));
        all.put("no permission", () -> answered("403 Forbidden", ""));
        all.put("a length that is none", () -> raw("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"));
        all.put("two lengths", () -> raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n[]"));
        all.put(
                "an encoding that nobody asked for",
                () -> raw("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n[]"));
        all.put("no HTTP at all", () -> raw("SSH-2.0 hello\r\n\r\n"));
        all.put(
                "a web page in place of an answer",
                () -> raw("HTTP/1.1 200 OK\r\n"
                        + "Content-Type: text/html\r\n"
                        + "Connection: close\r\n\r\n"
                        + "<html><title>Login</title>"));
        return all;
    }

    private String raw(String whole) {
        answer = whole;
        return says(there("http"), PULL);
    }

    private Map<String, Callable<String>> ends() {
        Map<String, Callable<String>> all = new LinkedHashMap<>();
        all.put("it failed, nothing waits, not started", () -> core(0, false, MessagesTest::trouble));
        all.put("it failed, one waits, not started", () -> core(1, false, MessagesTest::trouble));
        all.put("it failed, two wait, started", () -> core(2, true, MessagesTest::trouble));
        all.put("it failed, nothing waits, started", () -> core(0, true, MessagesTest::trouble));
        all.put(
                "the app's handler threw",
                () -> core(0, false, (server, phone) -> {
                    server.foreign("x", "1");
                    phone.refuses = true;
                }));
        all.put(
                "something nobody has foreseen",
                () -> core(0, false, (server, phone) -> server.before = ask -> new IllegalStateException("x")));
        all.put(
                "the server knows less",
                () -> core(1, false, (server, phone) -> {
                    server.foreign("x", "1");
                    phone.sync();
                    server.log.clear();
                }));
        all.put(
                "the server's schema is another",
                () -> core(
                        0,
                        false,
                        (server, phone) -> server.said = new Answer.Incompatible(Mismatch.OTHER_SCHEMA, "version 3")));
        return all;
    }

    private String cut(Ask ask) {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n";
        return says(there("http"), ask);
    }

    @Test
    void everyRowIsWhatIsSaidInItsSituation() throws Exception {
        MessagePage page = MessagePage.read();
        page.check("What happened", exchanges());
        page.check("What comes next", ends());
    }
}
