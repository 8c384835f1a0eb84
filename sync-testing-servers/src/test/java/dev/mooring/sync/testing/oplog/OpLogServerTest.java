package dev.mooring.sync.testing.oplog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.process.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpLogServerTest {
    private static final String USER = "dev-user";

    private final OpLogServer server = OpLogServer.builder().keys(() -> "gen-1").build();

    private static String op(String actor, Object clock, String rest) {
        return "{\"scope\":\"s\",\"resourceId\":\"r\",\"actor\":\"" + actor + "\",\"clock\":" + clock + rest + "}";
    }

    private static String body(String key, String... ops) {
        return "{\"clientId\":\"c\",\"datasetGenerationKey\":\"" + key + "\",\"ops\":[" + String.join(",", ops) + "]}";
    }

    private String push(String body) {
        return line(server.handle(Request.of("POST", "/sync/push", "", body)));
    }

    private String pull(String key, Object since) {
        return line(server.handle(
                Request.of("GET", "/sync/pull?since=" + since + "&clientId=c&datasetGenerationKey=" + key, "", "")));
    }

    private String reset(String key, String snapshot) {
        return line(server.handle(Request.of(
                "POST",
                "/sync/reset",
                "",
                "{\"clientId\":\"c\",\"datasetGenerationKey\":\"" + key + "\",\"snapshot\":\"" + snapshot + "\"}")));
    }

    private String bootstrap() {
        return line(server.handle(Request.of("GET", "/sync/bootstrap", "", "")));
    }

    /** Status and body without its spaces. */
    private static String line(Reply reply) {
        return reply.status() + " " + reply.text().replaceAll("\\s+", "");
    }

    private static String state(String key, long serverSeq) {
        return "200 {\"datasetGenerationKey\":\"" + key + "\",\"serverSeq\":" + serverSeq + "}";
    }

    @Test
    void theFirstWriteWinsInSilenceAndADuplicateBurnsANumber() {
        assertEquals(state("gen-1", 1), push(body("gen-1", op("a", 1, ",\"payload\":1"))));
        assertEquals(state("gen-1", 1), push(body("gen-1", op("a", 1, ",\"payload\":2"))));
        assertEquals(
                state("gen-1", 4), push(body("gen-1", op("a", 1, ",\"payload\":3"), op("a", 2, ",\"payload\":4"))));
        assertEquals(
                List.of(new StoredOp(1, "s", "r", "a", 1, "1"), new StoredOp(4, "s", "r", "a", 2, "4")),
                server.ops(USER));
    }

    @Test
    void anEmptyPullMayNameAnOperationThatItDoesNotShow() {
        server.during(Race.EMPTY_PULL, () -> server.append(USER, new StoredOp(0, "s", "r", "b", 1, "{}")));
        assertEquals("200 {\"datasetGenerationKey\":\"gen-1\",\"ops\":[],\"serverSeq\":1}", pull("gen-1", 0));
        assertTrue(pull("gen-1", 0).contains("\"serverSeq\":1,\"scope\""));
    }

    @Test
    void anOperationWithoutPayloadEmptiesEveryAnswerThatCoversItUntilAReset() {
        push(body("gen-1", op("a", 1, ",\"payload\":null"), op("a", 2, "")));
        assertEquals("200 ", pull("gen-1", 0));
        assertEquals("200 ", bootstrap());
        assertTrue(pull("gen-1", 2).startsWith("200 {"));
        reset("gen-2", "");
        assertEquals(
                "200 {\"datasetGenerationKey\":\"gen-2\",\"ops\":[],\"serverSeq\":0,\"snapshot\":\"\"}", bootstrap());
    }

    @Test
    void aPushUnderAnOldKeyMayLandInTheNewGeneration() {
        server.during(Race.PUSH, () -> server.reset(USER, "gen-2", "snap"));
        assertEquals(state("gen-1", 1), push(body("gen-1", op("a", 1, ",\"payload\":{}"))));
        assertEquals("gen-2", server.generation(USER));
        assertEquals(1, server.ops(USER).size());
    }

    @Test
    void aBootstrapMayShowAnOldSnapshotWithNewOperations() {
        server.reset(USER, "gen-2", "two");
        server.during(Race.BOOTSTRAP, () -> {
            server.reset(USER, "gen-3", "three");
            server.append(USER, new StoredOp(0, "s", "r", "b", 1, "{}"));
        });
        String answer = bootstrap();
        assertTrue(
                answer.contains("\"gen-2\"") && answer.contains("\"two\"") && answer.contains("\"actor\":\"b\""),
                answer);
    }

    @Test
    void aStaleKeyIsToldTheNewOneAndWinsOverABadSince() {
        server.reset(USER, "gen-2", "<snap>");
        String stale = "409 {\"datasetGenerationKey\":\"gen-2\",\"snapshot\":\"\\u003csnap\\u003e\"}";
        assertEquals(stale, pull("gen-1", -1));
        assertEquals(stale, push(body("gen-1", op("a", 0, ""))));
        assertEquals("409 {\"error\":\"datasetGenerationKeyalreadyexists\"}", reset("gen-2", "x"));
        assertEquals("409 {\"error\":\"datasetGenerationKeyalreadyexists\"}", reset("gen-1", "x"));
    }

    @Test
    void aResetFreesClocksAndTheCounterGoesOn() {
        push(body("gen-1", op("a", 1, ",\"payload\":1")));
        assertEquals(state("gen-2", 0), reset("gen-2", "x"));
        assertEquals(state("gen-2", 2), push(body("gen-2", op("a", 1, ",\"payload\":1"))));
    }

    @Test
    void aRestoredDatabaseIsSeenOnlyByALowerSequence() {
        push(body("gen-1", op("a", 1, ",\"payload\":1")));
        Runnable restore = server.backup();
        push(body("gen-1", op("a", 2, ",\"payload\":2")));
        restore.run();
        assertEquals("200 {\"datasetGenerationKey\":\"gen-1\",\"ops\":[],\"serverSeq\":1}", pull("gen-1", 2));
        assertEquals(state("gen-1", 2), push(body("gen-1", op("b", 9, ",\"payload\":9"))));
        server.truncate(1);
        assertEquals(state("gen-1", 2), push(body("gen-1", op("b", 9, ",\"payload\":9"))));
    }

    @Test
    void anEmptyDatabaseMakesItselfAGenerationThatLooksLikeAResetToNothing() {
        Iterator<String> keys = List.of("gen-1", "gen-2").iterator();
        OpLogServer wiped = OpLogServer.builder().keys(keys::next).build();
        wiped.append(USER, new StoredOp(0, "s", "r", "a", 1, "1"));
        wiped.wipe();
        String path = "/sync/pull?since=1&clientId=c&datasetGenerationKey=gen-1";
        assertEquals(
                "409 {\"datasetGenerationKey\":\"gen-2\",\"snapshot\":\"\"}",
                line(wiped.handle(Request.of("GET", path, "", ""))));
        assertEquals(
                "200 {\"datasetGenerationKey\":\"gen-2\",\"ops\":[],\"serverSeq\":0,\"snapshot\":\"\"}",
                line(wiped.handle(Request.of("GET", "/sync/bootstrap", "", ""))));
        assertEquals(1, wiped.append(USER, new StoredOp(0, "s", "r", "a", 1, "1")));
    }

    @Test
    void reIndentingMakesManyTimesOfAPayload() {
        String ones = "[" + "1,".repeat(9_999) + "1]";
        push(body("gen-1", op("a", 1, ",\"payload\":" + ones)));
        assertTrue(ones.length() * 5 < pullText().length());
        push(body("gen-1", op("a", 2, ",\"payload\":" + "[".repeat(500) + "]".repeat(500))));
        assertTrue(ones.length() * 5 + 500 * 500 * 2 < pullText().length());
    }

    private String pullText() {
        return server.handle(Request.of("GET", "/sync/bootstrap", "", "")).text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"clientId\": | unexpected EOF",
                "hello | invalid character 'h' looking for beginning of value",
                "{a:1} | invalid character 'a' looking for beginning of object key string",
                "{\"a\" 1} | invalid character '1' after object key",
                "{\"ops\":[] 1} | invalid character '1' after object key:value pair",
                "{\"ops\":[1 2]} | invalid character '2' after array element",
                "{\"ops\":[1,]} | invalid character ']' looking for beginning of value",
                "{\"ops\":-x} | invalid character 'x' in numeric literal",
                "{\"ops\":1.x} | invalid character 'x' after decimal point in numeric literal",
                "{\"ops\":\"\\x\"} | invalid character 'x' in string escape code",
                "{\"ops\":nul1} | invalid character '1' in literal null (expecting 'l')",
                "{\"clientId\":1} | json: cannot unmarshal number into Go struct field .clientId of type string",
                "{\"ops\":[{\"clock\":\"1\"}]} | json: cannot unmarshal string into Go struct field Op.ops.clock of"
                        + " type int64",
                "{\"ops\":[{\"extra\":1}]} | json: unknown field \"extra\"",
                "{\"CLIENTID\":\"c\"} trailing | datasetGenerationKey is required",
                "{} | clientId is required",
            })
    void aBadBodyIsRefusedInTheDecodersWords(String body, String words) {
        Reply reply = server.handle(Request.of("POST", "/sync/push", "", body));
        assertEquals(400, reply.status());
        assertEquals("{\n  \"error\": " + JsonShape.quote(words) + "\n}\n", reply.text());
    }

    @Test
    void payloadsKeepTheirValueAndNotTheirBytes() {
        String payload = "{ \"a\" : [ ] , \"n\":1.0,\"n\":1e400,\"d\":12345678901234567890,\"s\":\"<\\ud800\\/>\"}";
        push(body("gen-1", op("a", 1, ",\"payload\":" + payload)));
        assertEquals(
                "{\"a\":[],\"n\":1.0,\"n\":1e400,\"d\":12345678901234567890,\"s\":\"\\u003c\\ud800\\/\\u003e\"}",
                server.ops(USER).get(0).payload());
    }

    @Test
    void sessionsAskForACookieAndPostsForAnOrigin() {
        OpLogServer guarded = OpLogServer.builder().sessions(true).build();
        guarded.logIn("session=s1", "u1");
        assertEquals(403, status(guarded, "POST", Map.of("Cookie", "session=s1", "Host", "sync.example:8080")));
        assertEquals(401, status(guarded, "POST", Map.of("Host", "h:1", "Origin", "https://h:2")));
        assertEquals(403, status(guarded, "POST", Map.of("Host", "h:1", "Origin", "null")));
        assertEquals(
                400, status(guarded, "POST", Map.of("Cookie", "a=b; session=s1", "Host", "h", "Origin", "http://h")));
        assertEquals(
                403,
                status(
                        guarded,
                        "POST",
                        Map.of("Cookie", "session=s1", "Host", "[::1]:80", "Origin", "http://[::1]:80")));
        assertEquals(200, status(guarded, "GET", Map.of("Cookie", "session=s1")));
        guarded.logOut("session=s1");
        assertEquals(401, status(guarded, "GET", Map.of("Cookie", "session=s1")));
    }

    private static int status(OpLogServer to, String method, Map<String, String> headers) {
        String path = method.equals("GET") ? "/sync/bootstrap" : "/sync/push";
        return to.handle(new Request(method, path, headers, "{}".getBytes(StandardCharsets.UTF_8)))
                .status();
    }

    @Test
    void unknownPathsAreNotFoundOrAWebPage() {
        assertEquals("404 404pagenotfound", line(server.handle(Request.of("POST", "/sync/push/", "", "{}"))));
        Reply page = OpLogServer.builder().pages(true).build().handle(Request.of("POST", "/sync/push/", "", "{}"));
        assertEquals(200, page.status());
        assertEquals("text/html; charset=utf-8", page.headers().get("Content-Type"));
    }

    @Test
    void overHttpLongAnswersGoInChunksAndShortOnesWithALength() throws IOException {
        for (int i = 1; i <= 100_000; i++) {
            server.append(USER, new StoredOp(0, "s", "r", "a", i, "{\"n\":" + i + "}"));
        }
        String expected =
                server.handle(Request.of("GET", "/sync/bootstrap", "", "")).text();
        OkHttpClient client = new OkHttpClient();
        try (OpLogServer started = server.start()) {
            okhttp3.Request all = new okhttp3.Request.Builder()
                    .url(started.url() + "/sync/bootstrap")
                    .build();
            try (Response response = client.newCall(all).execute()) {
                assertEquals("chunked", response.header("Transfer-Encoding"));
                assertNull(response.header("Content-Length"));
                assertTrue(expected.equals(response.body().string()));
            }
            okhttp3.Request none = new okhttp3.Request.Builder()
                    .url(started.url() + "/sync/pull?since=100000&clientId=c&datasetGenerationKey=gen-1")
                    .build();
            try (Response response = client.newCall(none).execute()) {

                assertEquals(
                        response.header("Content-Length"),
                        Integer.toString(response.body().bytes().length));
            }
        }
    }

    @Test
    void aProcessBeginsAsItsOptionsSay() {
        String[] args = {"--ops", "2", "--user", "ada", "--key", "gen-7", "--auth", "cookie", "--pages"};
        OpLogServer made = CommandLine.server(Options.read(args, CommandLine.OPTIONS));
        assertEquals(2, made.ops("ada").size());
        assertEquals("gen-7", made.generation("ada"));
    }
}
