package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.mooring.examples.server.Served.Heard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API call in the exchange: what may be called, with which secrets, and that the push stands whatever becomes of it. */
class ProxyTest {
    @TempDir
    Path folder;

    private final List<String> called = new CopyOnWriteArrayList<>();
    private HttpServer api;
    private Served server;

    @BeforeEach
    void serve() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", call -> {
            String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            called.add(call.getRequestMethod() + " " + call.getRequestURI() + " "
                    + call.getRequestHeaders().getFirst("X-Key") + " " + body);
            call.getResponseHeaders().add("X-Said", "a");
            call.getResponseHeaders().add("X-Said", "b");
            call.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
            byte[] answer = "hé".getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(call.getRequestURI().getPath().endsWith("away") ? 302 : 200, answer.length);
            call.getResponseBody().write(answer);
            call.close();
        });
        api.start();
        Path config = folder.resolve("proxy.properties");
        Files.writeString(
                config,
                "target.mail=" + at("/mail") + "\ntarget.other=" + at("/other/") + "\ntarget.down=http://127.0.0.1:1/\n"
                        + "secret.mail-key=s3cret$1\nonly.mail-key=mail\nsecret.any=a\n");
        Options options = new Options();
        options.db = folder.resolve("server.db").toFile();
        options.proxyConfig = config.toFile();
        server = new Served(options, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        server.close();
        api.stop(0);
    }

    private String at(String path) {
        return "http://127.0.0.1:" + api.getAddress().getPort() + path;
    }

    private Heard call(long since, String request) {
        return server.post(
                "/do/proxy",
                "{\"events_since\":" + since + ",\"events\":[" + Served.event(since + 1, "m" + since)
                        + "],\"request\":{" + request + "}}");
    }

    @Test
    void theCallIsMadeBehindThePushWithItsSecrets() {
        Heard heard = call(
                0,
                "\"url\":\"" + at("/mail/send") + "?a=<<SECRET:any>>\",\"headers\":{\"X-Key\":\"<<SECRET:mail-key>>\"},"
                        + "\"body\":\"k=<<SECRET:mail-key>>\"");
        assertEquals(200, heard.status(), heard.json().toString());
        assertEquals(200, heard.json().path("response").path("status").asInt());
        assertEquals("hé", heard.json().path("response").path("body").asText());
        assertEquals(
                "a, b",
                heard.json().path("response").path("headers").path("x-said").asText());
        assertEquals(List.of("POST /mail/send?a=a s3cret$1 k=s3cret$1"), called);
        assertEquals(1, server.get("/do/events").sequences().size());
        call(1, "\"url\":\"" + at("/mail") + "\",\"method\":\"get\"");
        assertEquals("GET /mail null ", called.get(1));
        call(2, "\"url\":\"" + at("/mail") + "\",\"body\":{\"a\":1}");
        assertEquals("POST /mail null {\"a\":1}", called.get(2));
    }

    @Test
    void whatIsNotNamedIsNotCalledAndThePushStands() {
        List<String> urls = List.of(
                at("/"),
                at("/mailbox"),
                at("/other"),
                at("/mail/../secret"),
                at("/mail/%2e%2e/secret"),
                "nonsense",
                "file:///etc/passwd",
                at("/mail").replace("http://", "http://u@"),
                "http://127.0.0.1/mail",
                at("/mail").replace("127.0.0.1", "localhost"),
                at("/mail/%2F.."),
                at("/other/.."));
        long since = 0;
        for (String url : urls) {
            Heard heard = call(since++, "\"url\":\"" + url + "\"");
            assertEquals(502, heard.status(), url);
            assertTrue(heard.json().path("events_accepted").booleanValue());
            assertTrue(heard.json().path("response").isNull());
        }
        assertEquals(List.of(), called);
        assertEquals(urls.size(), server.get("/do/events").sequences().size());
    }

    @Test
    void aSecretGoesOnlyWhereItMay() {
        Heard heard = call(0, "\"url\":\"" + at("/other/x") + "\",\"body\":\"<<SECRET:mail-key>>\"");
        assertEquals(500, heard.status());
        assertEquals("Secret \"mail-key\" is not configured.", heard.error());
        assertEquals(
                500,
                call(1, "\"url\":\"" + at("/mail") + "\",\"body\":\"<<SECRET:none>>\"")
                        .status());
        assertEquals(List.of(), called);
        assertEquals(2, server.get("/do/events").sequences().size());
    }

    @Test
    void aRedirectIsAnAnswer() {
        assertEquals(
                302,
                call(0, "\"url\":\"" + at("/mail/away") + "\"")
                        .json()
                        .path("response")
                        .path("status")
                        .asInt());
        assertEquals(1, called.size());
    }

    @Test
    void whatCannotBeCalledIs502() {
        assertEquals(502, call(0, "\"url\":\"http://127.0.0.1:1/\"").status());
        assertEquals(
                502,
                call(1, "\"url\":\"" + at("/mail") + "\",\"method\":\"GET\",\"body\":\"\"")
                        .status());
        assertEquals(
                502,
                call(2, "\"url\":\"" + at("/mail") + "\",\"method\":\"FOO BAR\"")
                        .status());
        assertEquals(
                502,
                call(3, "\"url\":\"" + at("/mail") + "\",\"headers\":{\"Host\":\"x\"}")
                        .status());
    }

    @Test
    void aConflictMakesNoCall() {
        server.push(0, "", "m");
        assertEquals(409, call(0, "\"url\":\"" + at("/mail") + "\"").status());
        assertEquals(400, server.post("/do/proxy", "{\"events\":[]}").status());
        assertEquals(List.of(), called);
    }
}
