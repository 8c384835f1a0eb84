package dev.mooring.sync.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who is let in, decided by values and over real HTTP. */
class DoorTest {
    private static final String HOST = "127.0.0.1:8080";

    private final Door door = new Door(8080, "secret");

    private int status(String method, String path, String host, String origin) {
        return door.ask(method, path, host, origin).status();
    }

    @Test
    void whoKnowsTheTokenAndAsksThisMachineComesIn() {
        assertEquals(0, status("GET", "/secret/", HOST, null));
        assertEquals(0, status("GET", "/secret/status", "localhost:8080", "http://evil.example"));
        assertEquals(0, status("GET", "/secret/", "[::1]:8080", null));
        assertEquals(0, status("POST", "/secret/drop", HOST, "http://" + HOST));
        assertEquals("/a/b", door.ask("GET", "/secret/a/b", HOST, null).path());
        assertEquals("", door.ask("GET", "/secret", HOST, null).path());
    }

    @Test
    void everybodyElseStaysOutside() {
        for (String host : new String[] {
            null,
            "",
            "evil.example",
            "evil.example:8080",
            "127.0.0.1",
            "127.0.0.1:8081",
            "127.0.0.1:8080.evil.example",
            "localhost"
        }) {
            assertEquals(403, status("GET", "/secret/", host, null), String.valueOf(host));
        }
        for (String path :
                new String[] {"/", "", "/secre/", "/secrets/", "/SECRET/", "//secret/", "/x/secret/", "/favicon.ico"}) {
            assertEquals(404, status("GET", path, HOST, null), path);
        }
        for (String method : new String[] {"HEAD", "PUT", "DELETE", "OPTIONS", "get"}) {
            assertEquals(405, status(method, "/secret/", HOST, null), method);
        }
        for (String origin : new String[] {
            null, "null", "http://evil.example", "https://" + HOST, "http://localhost:8080", "http://127.0.0.1:8081"
        }) {
            assertEquals(403, status("POST", "/secret/drop", HOST, origin), String.valueOf(origin));
        }
    }

    @Test
    void theSameHoldsOnTheWire() throws IOException {
        SyncClient<MemoryTables> client = new Shelf().client(new InMemoryStorage());
        try (client;
                Inspector inspector = Inspector.of(client).start();
                Inspector other = Inspector.of(client).start()) {
            Browser browser = new Browser(inspector);
            URI page = browser.page();
            assertEquals(43, page.getPath().length() - 2, "256 random bits in the address");
            assertEquals(404, browser.get("/").statusCode());
            assertEquals(404, browser.get(other.url().getPath()).statusCode(), "the token of another inspector");
            assertEquals(308, browser.get(page.getPath().replaceAll("/$", "")).statusCode());
            String body = "id=" + UUID.randomUUID();
            HttpRequest.Builder press =
                    HttpRequest.newBuilder(page.resolve("drop")).POST(BodyPublishers.ofString(body));
            assertEquals(403, browser.send(press.build()).statusCode(), "no page has pressed it");
            press.setHeader("Origin", "http://evil.example");
            assertEquals(403, browser.send(press.build()).statusCode(), "another page has pressed it");
            assertEquals(200, browser.press("drop", body).statusCode());
            String get = "GET " + page.getPath() + "status HTTP/1.1\r\nConnection: close\r\n";
            assertTrue(browser.raw(get + "Host: evil.example:" + page.getPort() + "\r\n\r\n")
                    .contains(" 403 "));
            assertFalse(browser.raw(get + "\r\n").contains(" 200 "), "no host");
            String ours = "Host: " + page.getAuthority() + "\r\n";
            assertFalse(browser.raw(get + ours + "Host: evil.example\r\n\r\n").contains(" 200 "), "two hosts");
            assertTrue(browser.raw(get + ours + "\r\n").contains(" 200 "));
        }
    }
}
