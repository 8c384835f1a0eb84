package dev.mooring.sync.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the page is told and what its buttons do, over real HTTP. */
class InspectorTest {
    private static final Pattern NEXT = Pattern.compile("\"next\":(\\d+|null)");

    private final Shelf server = new Shelf();
    private final SyncClient<MemoryTables> client = server.client(new InMemoryStorage());

    @AfterEach
    void close() {
        client.close();
    }

    private void write(String key, String payload) {
        client.write((tables, outbox) -> outbox.add(Mutation.of("item", key, "put", payload)));
    }

    @Test
    void thePageAndItsPartsAreThere() {
        try (Inspector inspector = Inspector.of(client).start()) {
            Browser browser = new Browser(inspector);
            HttpResponse<String> page = browser.get("");
            assertEquals(200, page.statusCode());
            assertEquals(
                    "text/html; charset=utf-8",
                    page.headers().firstValue("Content-Type").orElse(""));
            String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
            assertTrue(policy.startsWith("default-src 'none';") && !policy.contains("unsafe"), policy);
            assertEquals("no-store", page.headers().firstValue("Cache-Control").orElse(""));
            for (String part : List.of("page.css", "page.js", "icon.svg")) {
                assertTrue(page.body().contains('"' + part + '"'), part);
                assertFalse(browser.read(part).isEmpty(), part);
            }
            assertFalse(page.body().contains(inspector.url().getPath().replace("/", "")), "the token is in no page");
            assertEquals(404, browser.get("nothing").statusCode());
        }
    }

    @Test
    void theStatusTellsTheLightTheCountsAndWhy() {
        try (Inspector inspector = Inspector.of(client).start()) {
            Browser browser = new Browser(inspector);
            write("a", "{}");
            String status = browser.read("status");
            assertTrue(status.contains("\"light\":\"grey\""), status);
            assertTrue(status.contains("\"counts\":{\"pending\":1,\"inFlight\":0,"), status);
            assertTrue(status.contains("\"explain\":\"Syncing is switched off."), status);
            client.syncNow().join();
            assertTrue(browser.read("status").contains("\"pending\":0,"));
            String timeline = browser.read("timeline?since=0");
            assertTrue(timeline.contains("\"what\":\"push\",\"sent\":1,\"sentBytes\":2,"), timeline);
            assertTrue(timeline.contains("\"what\":\"sync\",\"words\":\"synced: 1 pushed, 0 pulled\""), timeline);
            assertEquals("{\"entries\":[]}", browser.read("timeline?since=1000000"));
        }
    }

    @Test
    void payloadsAreToldToWhoAsksForThemAlone() {
        server.put("a", "{\"title\":\"milk\",\"done\":false}");
        client.syncNow().join();
        write("a", "{\"title\":\"secret\",\"done\":false}");
        try (Inspector inspector = Inspector.of(client).start()) {
            Browser browser = new Browser(inspector);
            String hidden = browser.read("pending");
            assertTrue(
                    hidden.contains("\"same\":1,\"more\":0,\"fields\":[{\"name\":\"title\",\"change\":\"changed\"}]"),
                    hidden);
            assertFalse(hidden.contains("secret") || hidden.contains("milk"), hidden);
            String shown = browser.read("pending?payloads=1");
            assertTrue(shown.contains("\"confirmed\":\"\\\"milk\\\"\",\"written\":\"\\\"secret\\\"\""), shown);
            assertTrue(shown.contains("\"payload\":\"{\\\"title\\\":\\\"secret\\\""), shown);
            assertTrue(browser.read("export").contains("secret"));
        }
        try (Inspector inspector = Inspector.of(client).withoutPayloads().start()) {
            Browser browser = new Browser(inspector);
            assertFalse(browser.read("pending?payloads=1").contains("secret"));
            assertEquals(404, browser.get("export").statusCode());
            assertTrue(browser.read("status").contains("\"payloads\":false"));
        }
    }

    @Test
    void theButtonsRetryReissueAndDrop() {
        write("bad", "{\"refuse\":1}");
        client.syncNow().join();
        server.put("taken", "{\"n\":1}");
        write("taken", "{\"n\":2}");
        client.syncNow().join();
        ParkedMutation refused = client.parked().quarantined(1).get(0);
        ParkedMutation lost = client.parked().superseded(1).get(0);
        try (Inspector inspector = Inspector.of(client).start()) {
            Browser browser = new Browser(inspector);
            String list = browser.read("quarantined");
            assertTrue(list.contains("\"id\":\"" + refused.mutation().id() + "\""), list);
            assertTrue(list.contains("\"reason\":\"no <b>room</b> for it \\\\u202e\\\\u0007\""), list);
            assertTrue(browser.read("superseded").contains(lost.mutation().id().toString()));

            assertTrue(press(browser, "retry", lost.mutation().id()).contains("nothing was done"));
            assertTrue(press(browser, "retry", refused.mutation().id()).contains("queued again"));
            assertTrue(press(browser, "reissue", lost.mutation().id()).contains("queued anew"));
            assertEquals(2, client.status().pending());
            client.syncNow().join();
            assertTrue(press(browser, "drop", refused.mutation().id()).contains("is dropped"));
            assertTrue(press(browser, "drop", refused.mutation().id()).contains("nothing was done"));
            assertEquals(0, client.status().counts().quarantined());

            assertEquals(400, browser.press("drop", "id=none").statusCode());
            assertEquals(
                    404, browser.press("everything", "id=" + UUID.randomUUID()).statusCode());
            assertEquals(413, browser.press("drop", "id=" + "x".repeat(2_000)).statusCode());
        }
    }

    private static String press(Browser browser, String button, UUID id) {
        HttpResponse<String> response = browser.press(button, "id=" + id);
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }

    @Test
    void aPageWithoutButtonsChangesNothing() {
        write("bad", "{\"refuse\":1}");
        client.syncNow().join();
        UUID id = client.parked().quarantined(1).get(0).mutation().id();
        try (Inspector inspector = Inspector.of(client).withoutButtons().start()) {
            Browser browser = new Browser(inspector);
            assertEquals(404, browser.press("drop", "id=" + id).statusCode());
            assertEquals(1, client.parked().quarantined(1).size());
            assertTrue(browser.read("status").contains("\"buttons\":false"));
        }
    }

    @Test
    void hostileTextsAreEscapedAndCut() {
        String hostile =
                "{\"a\":\"</script><img src=x onerror=alert(1)>\\u0000\u202e\",\"" + "k".repeat(5_000) + "\":1}";
        client.write((tables, outbox) -> {
            outbox.add(Mutation.of("<b>", "'\"><svg>\n\u2028\u202e", "put", hostile));
            outbox.add(Mutation.of("item", "long", "put", "\"" + "x".repeat(1 << 20) + "\""));
        });
        try (Inspector inspector = Inspector.of(client).start()) {
            HttpResponse<String> response = new Browser(inspector).get("pending?payloads=1");
            String body = response.body();
            assertEquals(
                    "application/json; charset=utf-8",
                    response.headers().firstValue("Content-Type").orElse(""));
            assertEquals(
                    "nosniff",
                    response.headers().firstValue("X-Content-Type-Options").orElse(""));
            assertFalse(body.contains("\n") || body.contains("\u202e") || body.contains("\u2028"), body);
            assertTrue(body.contains("\"key\":\"'\\\"><svg>\\\\n\\\\u2028\\\\u202e\""), body);
            assertTrue(body.length() < 20_000, () -> "it is " + body.length() + " characters long");
            assertTrue(body.contains("(cut, of 1048578 characters)"), body);
        }
    }

    @Test
    void aLongOutboxComesPageByPage() {
        client.write((tables, outbox) -> {
            for (int i = 0; i < 60; i++) {
                outbox.add(Mutation.of("item", "k" + i, "put", "{\"refuse\":" + i + "}"));
            }
        });
        try (Inspector inspector = Inspector.of(client).start()) {
            Browser browser = new Browser(inspector);
            assertEquals(List.of(25, 25, 10), pages(browser, "pending"));
            client.syncNow().join();
            assertEquals(List.of(25, 25, 10), pages(browser, "quarantined"));
            assertEquals(List.of(0), pages(browser, "pending"));
            assertEquals(400, browser.get("pending?from=x").statusCode());
            assertEquals(400, browser.get("pending?from=-1").statusCode());
        }
    }

    private static List<Integer> pages(Browser browser, String list) {
        List<Integer> sizes = new java.util.ArrayList<>();
        String from = "0";
        do {
            String page = browser.read(list + "?from=" + from);
            sizes.add((page + " ").split("\"id\":", -1).length - 1);
            Matcher next = NEXT.matcher(page);
            assertTrue(next.find(), page);
            from = next.group(1);
        } while (!from.equals("null"));
        return sizes;
    }

    @Test
    void theTimelineKeepsTheLastAlone() {
        try (Inspector inspector = Inspector.of(client).start()) {
            for (int i = 0; i < 210; i++) {
                client.syncNow().join();
            }
            String timeline = new Browser(inspector).read("timeline?since=0");
            assertEquals(Timeline.KEPT, timeline.split("\"number\":", -1).length - 1);
        }
    }

    @Test
    void itEndsWithItsOwnCloseAndWithTheClient() {
        Inspector first = Inspector.of(client).start();
        Inspector second = Inspector.of(client).start();
        assertNotEquals(first.url(), second.url());
        int port = first.url().getPort();
        UncheckedIOException taken = assertThrows(
                UncheckedIOException.class,
                () -> Inspector.of(client).port(port).start());
        assertTrue(String.valueOf(taken.getMessage()).startsWith("the inspector cannot listen at port " + port));
        first.close();
        first.close();
        assertThrows(AssertionError.class, () -> new Browser(first).get("status"));
        new Browser(second).read("status");
        client.close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!second.isClosed() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertTrue(second.isClosed());
        assertThrows(IllegalStateException.class, () -> Inspector.of(client).start());
        assertThrows(IllegalArgumentException.class, () -> Inspector.of(client).port(65_536));
    }
}
