package dev.mooring.sync.testing.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.process.Options;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLogServerTest {
    private static final String COLLISION = "{\"error\":\"UNIQUE constraint failed: events.sequence: SQLITE_CONSTRAINT"
            + " (extended: SQLITE_CONSTRAINT_PRIMARYKEY)\"}";

    private final List<String> upstream = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-20T23:11:13.643Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final EventLogServer server = server(Flavour.BASE);
    private final EventLogServer full = server(Flavour.FULL);

    private EventLogServer server(Flavour flavour) {
        return EventLogServer.builder()
                .flavour(flavour)
                .clock(clock)
                .secret("TEST_API_KEY", "s3cret")
                .upstream((method, url, headers, body) -> {
                    upstream.add(method + " " + url + " " + headers + " " + body);
                    if (url.contains("refused")) {
                        throw new IOException("Network connection lost.");
                    }
                    return new Upstream.Result(404, Map.of("x-b", "2", "a", "1"), "body");
                })
                .build();
    }

    private static String event(Object sequence, String rest) {
        return "{\"sequence\":" + sequence
                + ",\"timestamp\":\"t\",\"event_type\":\"e\",\"schema_version\":1,\"payload\":" + rest + "}";
    }

    private static String push(Object since, String... events) {
        return "{\"events_since\":" + since + ",\"events\":[" + String.join(",", events) + "]}";
    }

    private static String post(EventLogServer to, String path, String body) {
        Reply reply = to.handle(Request.of("POST", path, "u", body));
        return reply.status() + " " + reply.text();
    }

    private String sync(String body) {
        return post(server, "/do/sync", body);
    }

    private String payloadAt(long sequence) {
        return server.events("u", sequence - 1).get(0).payload();
    }

    @Test
    void aMarkerAboveZeroIsBelievedAndMakesAHole() {
        sync(push(0, event(1, "\"a\"")));
        assertEquals(
                "200 {\"events_accepted\":true,\"server_events\":[],\"response\":null}",
                sync(push(50, event(51, "\"b\""))));
        assertEquals(
                "{\"event_count\":2,\"latest_sequence\":51}",
                server.handle(Request.of("GET", "/do/status", "u", "")).text());
    }

    @Test
    void rowsBeforeTheFailingOneStay() {
        sync(push(50, event(51, "\"b\"")));
        assertEquals("500 " + COLLISION, sync(push(49, event(50, "\"x\""), event(51, "\"y\""))));
        assertEquals(List.of("x", "b"), List.of(payloadAt(50), payloadAt(51)));
    }

    @Test
    void aNullFieldIsA500AndRowsBeforeItStay() {
        String answer = sync(push(0, event(1, "\"a\""), event(2, "null")));
        assertTrue(
                answer.startsWith("500 {\"error\":\"NOT NULL constraint failed: events.payload: SQLITE_CON"), answer);
        assertEquals(1, server.latest("u"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1} | [object Object]",
                "7 | 7.0",
                "7.5 | 7.5",
                "true | true",
                "[1,[2,null]] | 1,2,",
                "1e20 | 1.0e+20",
                "0.00001 | 1.0e-05"
            })
    void wrongTypesAreCoercedSilently(String payload, String stored) {
        assertTrue(sync(push(0, event(1, payload))).startsWith("200 "));
        assertEquals(stored, payloadAt(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"1\" | 2 | expected 11, got 2",
                "\"x\" | 2 | expected 1, got 2",
                "-3 | 2 | expected 1, got 2",
                "true | 3 | expected 2, got 3",
                "1.5 | 2 | expected 2.5, got 2",
                "[4] | 5 | expected 41, got 5",
                "0 | \"1\" | expected 1, got 1",
                "0 | null | expected 1, got null",
                "0 | {} | expected 1, got [object Object]"
            })
    void theCheckIsJavaScripts(String since, String sequence, String error) {
        String answer = sync(push(since, event(sequence, "\"a\"")));
        assertTrue(answer.startsWith("409 ") && answer.contains("Sequence gap: " + error + "\""), answer);
    }

    @Test
    void aFractionalSequenceIsAMismatch() {
        assertEquals("500 {\"error\":\"datatype mismatch: SQLITE_MISMATCH\"}", sync(push(1.5, event(2.5, "\"a\""))));
    }

    @Test
    void twoTo53AndTheNextOneAreTheSame() {
        String batch = push(9007199254740991L, event(9007199254740992L, "\"a\""), event(9007199254740993L, "\"b\""));
        assertEquals("500 " + COLLISION, sync(batch));
        assertEquals(9007199254740992L, server.latest("u"));
    }

    @Test
    void aLoneSurrogateComesBackAsThreeReplacements() {
        sync(push(0, event(1, "\"x\\ud800y\"")));
        assertEquals("x\uFFFD\uFFFD\uFFFDy", payloadAt(1));
    }

    @Test
    void rawAppendChecksNothingAndFillsInAMissingSequence() {
        assertEquals("200 {\"stored\":1}", post(server, "/do/events", event(7, "\"a\"")));
        String bare = "[{\"timestamp\":\"t\",\"event_type\":\"e\",\"schema_version\":1,\"payload\":\"b\"}]";
        assertEquals("200 {\"stored\":1}", post(server, "/do/events", bare));
        assertEquals(8, server.latest("u"));
    }

    @Test
    void pathsAndMethodsThatAreNotThere() {
        assertEquals("404 {\"error\":\"Not found\"}", post(server, "/do/sync/", "{}"));
        assertEquals("404 {\"error\":\"Not found\"}", post(server, "/do/cron", "{}"));
        Reply get = server.handle(Request.of("GET", "/", "", ""));
        assertEquals("405 {\"error\":\"Method not allowed. Use POST.\"}", get.status() + " " + get.text());
        assertEquals("400 {\"error\":\"Invalid JSON body.\"}", post(server, "/", "{"));
        assertEquals("400 {\"error\":\"Missing 'url' in request body.\"}", post(server, "/", "{}"));
    }

    @Test
    void theHeaderWinsOverTheQuery() {
        server.append("a", "x", "1");
        Reply reply = server.handle(Request.of("GET", "/do/status?user_id=b", "a", ""));
        assertEquals("{\"event_count\":1,\"latest_sequence\":1}", reply.text());
    }

    @Test
    void aProxiedCallCarriesEventsAndSecrets() {
        String request = ",\"request\":{\"url\":\"http://up/<<SECRET:test-api-key>>\",\"headers\":{\"K\":\"1\"},"
                + "\"body\":{\"a\":1}}}";
        String body = push(0, event(1, "\"a\""));
        assertEquals(
                "200 {\"events_accepted\":true,\"server_events\":[],\"response\":{\"status\":404,\"headers\":"
                        + "{\"a\":\"1\",\"x-b\":\"2\"},\"body\":\"body\"}}",
                post(server, "/do/proxy", body.substring(0, body.length() - 1) + request));
        assertEquals(List.of("POST http://up/s3cret {K=1} {\"a\":1}"), upstream);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"url\":\"http://refused/\"} | 502 | Upstream request failed: Network connection lost.",
                "{\"url\":\"nonsense\"} | 502 | Upstream request failed: Fetch API cannot load: nonsense",
                "{\"url\":\"http://up/\",\"method\":\"get\",\"body\":\"\"} | 502 | Upstream request failed: "
                        + "Request with a GET or HEAD method cannot have a body.",
                "{\"url\":\"http://up/<<SECRET:nope>>\"} | 500 | Secret \\\"nope\\\" (env: NOPE) is not configured."
            })
    void aFailedCallLeavesTheEventsStored(String request, int status, String error) {
        String body = push(0, event(1, "\"a\""));
        String answer =
                post(server, "/do/proxy", body.substring(0, body.length() - 1) + ",\"request\":" + request + "}");
        assertTrue(answer.startsWith(status + " ") && answer.contains("\"error\":\"" + error + "\""), answer);
        assertEquals(1, server.latest("u"));
    }

    @Test
    void theFullFlavourWritesEventsItself() {
        assertEquals(
                "200 {\"ok\":true,\"sequence\":1}",
                post(full, "/do/cron", "{\"trigger\":\"0 * * * *\",\"scheduledTime\":123}"));
        assertEquals(
                "200 {\"received\":true,\"sequence\":2,\"webhook_path\":\"/webhook/stripe\"}",
                post(full, "/do/webhook/stripe", "{\"id\":\"evt_1\"}"));
        assertEquals(
                "200 {\"ok\":true,\"alarm_scheduled\":true,\"delayMs\":200}",
                post(full, "/do/schedule-alarm", "{\"delayMs\":200,\"meta\":{\"k\":1}}"));
        assertEquals(2, full.latest("u"));
        now = now.plusMillis(200);
        assertEquals(
                List.of(
                        new StoredEvent(
                                1,
                                "2026-11-20T23:11:13.643Z",
                                "cron_result",
                                "1",
                                "{\"trigger\":\"0 * * * *\",\"scheduledTime\":123}"),
                        new StoredEvent(
                                2,
                                "2026-11-20T23:11:13.643Z",
                                "webhook_result",
                                "1",
                                "{\"webhook_path\":\"/webhook/stripe\",\"data\":{\"id\":\"evt_1\"}}"),
                        new StoredEvent(
                                3,
                                "2026-11-20T23:11:13.843Z",
                                "proxy_minted",
                                "1",
                                "{\"type\":\"alarm_fired\",\"meta\":{\"k\":1}}")),
                full.events("u"));
    }

    @ParameterizedTest
    @CsvSource({"{}", "5", "true"})
    void eventsThatCannotBeWalkedOverAreNothingToTheBaseAndAnErrorToTheFullFlavour(String events) {
        String body = "{\"events_since\":0,\"events\":" + events + "}";
        assertEquals("200 {\"events_accepted\":true,\"server_events\":[],\"response\":null}", sync(body));
        assertEquals("500 {\"error\":\"events is not iterable\"}", post(full, "/do/sync", body));
        assertEquals(
                "409 {\"events_accepted\":false,\"error\":\"Sequence gap: expected 1, got"
                        + " undefined\",\"server_events\":[],\"response\":null}",
                post(full, "/do/sync", "{\"events\":\"abc\"}"));
        assertTrue(post(full, "/do/sync", "{\"events\":null}").startsWith("200 "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | webhook/x | {} | 405 {\"error\":\"Webhooks only accept POST requests\"}",
                "POST | webhook/x | hello | 400 {\"error\":\"Invalid JSON body.\"}",
                "POST | schedule-alarm | {} | 400 {\"error\":\"Missing 'delayMs' in body.\"}",
                "POST | schedule-alarm | {\"delayMs\":-1} | 400 {\"error\":\"'delayMs' must not be negative.\"}",
                "POST | schedule-alarm | {\"delayMs\":\"x\"} | 500 {\"error\":\"setAlarm() cannot be called with a"
                        + " time that is not a number.\"}"
            },
            quoteCharacter = '`')
    void whatTheFullFlavourRefusesWritesNothing(String method, String path, String body, String answer) {
        Reply reply = full.handle(Request.of(method, "/do/" + path, "u", body));
        assertEquals(answer, reply.status() + " " + reply.text());
        now = now.plusSeconds(60);
        assertEquals(0, full.latest("u"));
    }

    @Test
    void theSizeLimitCountsTheUtf8OfAStoredText() {
        assertTrue(sync(push(0, event(1, "\"" + "x".repeat(2_100_000) + "\""))).startsWith("200 "));
        assertTrue(sync(push(0, event(2, "\"" + "é".repeat(1_060_000) + "\""))).startsWith("200 "));
        String tooBig = "500 {\"error\":\"string or blob too big: SQLITE_TOOBIG\"}";
        assertEquals(tooBig, sync(push(0, event(3, "\"" + "x".repeat(2_200_000) + "\""))));
        assertEquals(tooBig, sync(push(0, event(3, "\"" + "é".repeat(1_100_000) + "\""))));
        assertEquals(2, server.latest("u"));
    }

    @Test
    void testsCanLoseTheServersData() {
        for (int i = 0; i < 5; i++) {
            server.append("u", "x", "" + i);
        }
        server.makeHole("u", 2);
        server.truncate("u", 4);
        Reply reply = server.handle(Request.of("GET", "/do/status", "u", ""));
        assertEquals("{\"event_count\":3,\"latest_sequence\":4}", reply.text());
        assertEquals(1, server.requests());
    }

    @Test
    void overHttpItSaysTheSameZippedOrNot() throws IOException {
        for (int i = 0; i < 3000; i++) {
            server.append("u", "x", "payload " + i);
        }
        String expected =
                server.handle(Request.of("GET", "/do/events", "u", "")).text();
        OkHttpClient client = new OkHttpClient();
        try (EventLogServer started = server.start()) {
            for (String encoding : List.of("", "identity")) {
                okhttp3.Request.Builder request = new okhttp3.Request.Builder()
                        .url(started.url() + "/do/events")
                        .header("X-User-Id", "u");
                if (!encoding.isEmpty()) {
                    request.header("Accept-Encoding", encoding);
                }
                try (Response response = client.newCall(request.build()).execute()) {
                    assertEquals(expected, response.body().string());
                }
            }
        }
    }

    @Test
    void aProcessBeginsAsItsOptionsSay() {
        String[] args = {"--events", "2", "--user", "ada", "--flavour", "full", "--no-gzip"};
        EventLogServer made = CommandLine.server(Options.read(args, CommandLine.OPTIONS));
        assertEquals(2, made.events("ada").size());
    }
}
