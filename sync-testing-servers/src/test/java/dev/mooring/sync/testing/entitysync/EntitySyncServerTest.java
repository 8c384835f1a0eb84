package dev.mooring.sync.testing.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.process.Options;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntitySyncServerTest {
    private Instant now = Instant.parse("2026-11-20T23:49:21.184Z");
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
    private final EntitySyncServer server = server(Flavour.LIVE);
    private final EntitySyncServer promised = server(Flavour.PROMISED);

    private EntitySyncServer server(Flavour flavour) {
        return EntitySyncServer.builder()
                .user("u1", "t1")
                .flavour(flavour)
                .clock(clock)
                .build();
    }

    private static Reply call(EntitySyncServer to, String method, String path, String key, String body) {
        Map<String, String> headers = key.isEmpty()
                ? Map.of("Authorization", "Bearer t1")
                : Map.of("Authorization", "Bearer t1", "X-Idempotency-Key", key);
        return to.handle(new Request(method, "/api/sync/" + path, headers, body.getBytes(StandardCharsets.UTF_8)));
    }

    private Reply push(String key, String changes) {
        return call(server, "POST", "push", key, "{\"changes\":{" + changes + "}}");
    }

    private String pull() {
        return call(server, "POST", "pull", "", "").text();
    }

    private Reply batch(String entities) {
        return call(server, "POST", "batch", "", "{\"entities\":[" + entities + "]}");
    }

    private String stored(EntityType type, String id) {
        return server.entity("u1", type, id).orElseThrow().data();
    }

    @Test
    void anOlderEntityOverwritesANewerOne() {
        push("", "\"entries\":[{\"id\":\"e\",\"notes\":\"new\",\"updatedAt\":\"2026-11-05T00:00:00Z\"}]");
        push("", "\"entries\":[{\"id\":\"e\",\"notes\":\"old\",\"updatedAt\":\"2020-01-01T00:00:00Z\"}]");
        assertTrue(pull().contains("\"notes\":\"old\""));
    }

    @Test
    void anItemThatFailsIsToldBesideSuccessAndTheOthersAreStored() {
        server.failItem("u1", EntityType.LOGBOOK_ENTRY, "bad", "D1_ERROR: no");
        String answer = push("k", "\"entries\":[{\"id\":\"a\"},{\"id\":\"bad\"},{\"id\":\"b\"}]")
                .text();
        assertTrue(answer.startsWith("{\"success\":true,"), answer);
        assertTrue(
                answer.contains("\"conflicts\":[{\"entityId\":\"bad\",\"entityType\":\"logbook_entry\","
                        + "\"reason\":\"D1_ERROR: no\"}],\"stats\":{\"entriesProcessed\":2,"),
                answer);
        server.failItem("u1", EntityType.LOGBOOK_ENTRY, "bad", null);
        assertEquals(
                answer,
                push("k", "\"entries\":[{\"id\":\"a\"},{\"id\":\"bad\"},{\"id\":\"b\"}]")
                        .text(),
                "the failure is replayed although it is mended");
        assertTrue(server.entity("u1", EntityType.LOGBOOK_ENTRY, "bad").isEmpty());
    }

    @Test
    void aWorkerThatDiesLeavesAPrefixAppliedAndNoKey() {
        server.dieAfter(1);
        String changes = "\"entries\":[{\"id\":\"a\"},{\"id\":\"b\"}]";
        assertEquals(500, push("k", changes).status());
        assertTrue(server.entity("u1", EntityType.LOGBOOK_ENTRY, "a").isPresent());
        assertTrue(server.entity("u1", EntityType.LOGBOOK_ENTRY, "b").isEmpty());
        Reply again = push("k", changes);
        assertEquals(200, again.status());
        assertNull(again.headers().get("x-idempotent-replay"));
    }

    @Test
    void aKeyLivesToTheEndOfTheUtcDayOnWhichItExpires() {
        push("k", "\"entries\":[{\"id\":\"a\"}]");
        now = Instant.parse("2026-11-21T23:59:59Z");
        assertEquals("true", push("k", "\"entries\":[{\"id\":\"a\"}]").headers().get("x-idempotent-replay"));
        assertEquals(500, push("k", "\"entries\":[{\"id\":\"b\"}]").status());
        now = Instant.parse("2026-11-22T00:00:00Z");
        assertEquals(200, push("k", "\"entries\":[{\"id\":\"b\"}]").status());
    }

    @Test
    void anEditOfATimeAloneIsSwallowedAsAReplayAtAnyDepth() {
        push("k", "\"entries\":[{\"id\":\"a\",\"metadata\":{\"x\":{\"timestamp\":1,\"requestId\":\"r\"}}}]");
        Reply second =
                push("k", "\"entries\":[{\"id\":\"a\",\"timestamp\":7,\"metadata\":{\"x\":{\"requestId\":\"s\"}}}]");
        assertEquals("true", second.headers().get("x-idempotent-replay"));
        assertFalse(stored(EntityType.LOGBOOK_ENTRY, "a").contains("7"));
    }

    @Test
    void databaseReadsThatFailLookLikeAnEmptyAccount() {
        push("", "\"entries\":[{\"id\":\"a\"}],\"goals\":[{\"id\":\"g\",\"title\":\"G\"}]");
        server.failReads(2);
        assertTrue(pull().startsWith("{\"entries\":[],\"goals\":[],"));
        assertTrue(call(server, "GET", "status", "", "").text().endsWith("\"entityCount\":0}"));
        assertTrue(call(server, "GET", "status", "", "").text().endsWith("\"entityCount\":2}"));
        assertTrue(pull().contains("\"goals\":[{\"id\":\"g\",\"title\":\"G\"}]"));
    }

    @Test
    void theTokenOfAnEmptyAccountChangesWithEveryPull() {
        assertNotEquals(pull(), pull());
    }

    @Test
    void deletesAreHiddenAndDoNotMoveTheSequence() {
        push("", "\"entries\":[{\"id\":\"a\",\"notes\":\"x\"}]");
        long seq =
                server.entity("u1", EntityType.LOGBOOK_ENTRY, "a").orElseThrow().seq();
        push(
                "",
                "\"entries\":[{\"id\":\"a\",\"deletedAt\":\"2026-11-03T00:00:00Z\"},"
                        + "{\"id\":\"unknown\",\"deletedAt\":\"2026-11-03T00:00:00Z\"}]");
        StoredEntity dead = server.entity("u1", EntityType.LOGBOOK_ENTRY, "a").orElseThrow();
        assertEquals("2026-11-03T00:00:00Z", dead.deletedAt());
        assertEquals(seq, dead.seq());
        assertEquals(1, dead.version());
        assertTrue(pull().startsWith("{\"entries\":[],"));
        push("", "\"entries\":[{\"id\":\"a\",\"notes\":\"back\"}]");
        assertTrue(pull().contains("\"notes\":\"back\""));
    }

    @Test
    void aRowThatTheSocketWroteKeepsItsShapeAndItsTombstone() {
        server.putOverSocket(
                "u1", EntityType.LOGBOOK_ENTRY, "w", "{\"id\":\"w\",\"type\":\"Lesson\",\"goalIds\":[\"g\"]}");
        assertTrue(
                pull().contains("{\"id\":\"w\",\"type\":\"lesson\",\"goalIds\":[\"g\"],\"goal_ids\":[],"
                        + "\"sync_version\":1}"),
                pull());
        assertTrue(pull().contains("\"syncToken\":\"seq_1\""));
        server.delete("u1", EntityType.LOGBOOK_ENTRY, "w");
        server.putOverSocket("u1", EntityType.LOGBOOK_ENTRY, "w", "{\"id\":\"w\"}");
        assertTrue(pull().startsWith("{\"entries\":[],"));
    }

    @Test
    void aRowThatIsNoJsonIsLeftOutWithoutAWord() {
        server.put("u1", EntityType.LOGBOOK_ENTRY, "x", "{\"id\":");
        server.put("u1", EntityType.GOAL, "g", "{\"id\":\"g\",\"instrument\":\"VIOLA\"}");
        assertTrue(pull().startsWith("{\"entries\":[],\"goals\":[{\"id\":\"g\",\"instrument\":\"viola\"}],"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "entries; {\"id\":\"a\",\"mood\":\"proud\"}",
                "entries; {\"id\":\"a\",\"type\":\"Practice\"}",
                "entries; {\"id\":\"a\",\"updatedAt\":\"2026-11-01T10:00:00+02:00\"}",
                "entries; {\"id\":\"a\",\"updatedAt\":\"2026-02-30T10:00:00Z\"}",
                "entries; {\"id\":\"a\",\"pieces\":[{\"title\":\"t\",\"composer\":null}]}",
                "entries; {\"id\":\"a\",\"duration\":1.5}",
                "entries; {\"id\":\"a\",\"duration\":-1}",
                "entries; {\"id\":\"a\",\"instrument\":\"\"}",
                "entries; {\"id\":\"a\",\"tags\":null}",
                "entries; {\"notes\":\"no id\"}",
                "goals; {\"id\":\"g\",\"status\":\"paused\"}",
                "goals; {\"id\":\"g\",\"title\":\"\"}",
                "goals; {\"id\":\"g\",\"target_value\":0.5}",
                "practicePlans; {\"title\":\"no id\"}",
                "planOccurrences; {\"id\":\"o\"}",
                "planTemplates; {\"id\":7}"
            })
    void oneBadValueRefusesTheWholePushWithoutDetail(String list, String bad) {
        Reply reply = push("", "\"" + list + "\":[{\"id\":\"good\",\"planId\":\"p\"}," + bad + "]");
        assertEquals(400, reply.status());
        assertEquals("{\"success\":false,\"error\":\"Invalid request body\",\"code\":400}", reply.text());
        assertEquals(0, server.entities("u1").size());
    }

    @Test
    void aRecurringPlanWithoutAFrequencyFailsAlone() {
        String answer = push(
                        "",
                        "\"practicePlans\":[{\"id\":\"p\",\"schedule\":{\"kind\":\"recurring\",\"rule\":\"FREQ=HOURLY\"}},"
                                + "{\"id\":\"q\",\"schedule\":{\"kind\":\"recurring\",\"rule\":\"freq=daily\"},\"foo\":1}]")
                .text();
        assertTrue(
                answer.contains("[{\"entityId\":\"p\",\"entityType\":\"practice_plan\","
                        + "\"reason\":\"Invalid recurrence rule\"}]"),
                answer);
        assertEquals(
                "{\"id\":\"q\",\"schedule\":{\"kind\":\"recurring\",\"rule\":\"freq=daily\"},\"user_id\":\"u1\"}",
                stored(EntityType.PRACTICE_PLAN, "q"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"title\":\"Suite - No. 1\",\"composer\":\"J.S. Bach\"}; suite - no. 1||js bach",
                "{\"title\":\"Alone\"}; alone-unknown",
                "{\"title\":\"é é\",\"composer\":\"\"}; é é-unknown",
                "{\"title\":\"x\",\"id\":\" X \"}; x-unknown",
                "{\"title\":\"x\",\"id\":\"  \"}; x-unknown",
                "{\"title\":\"x\",\"id\":\"score_abc\"}; score_abc",
                "{\"title\":\"x\",\"id\":\" My-Own Id \"}; my-own id",
                "{\"title\":\"x\",\"id\":\"a-b-c\"}; a||b-c"
            })
    void piecesGetIdsAndGivenOnesAreNormalised(String piece, String id) {
        push("", "\"entries\":[{\"id\":\"a\",\"pieces\":[" + piece + "]}]");
        assertTrue(stored(EntityType.LOGBOOK_ENTRY, "a").contains("\"id\":\"" + id + "\""));
    }

    @Test
    void aTimeWithoutSecondsIsTaken() {
        push(
                "",
                "\"entries\":[{\"id\":\"a\",\"timestamp\":\"2026-11-01T10:00Z\",\"updatedAt\":\"2026-11-01T10:00Z\"}]");
        assertEquals(
                "{\"id\":\"a\",\"timestamp\":1793527200000,\"updatedAt\":\"2026-11-01T10:00Z\",\"user_id\":\"u1\","
                        + "\"updated_at\":\"2026-11-01T10:00Z\"}",
                stored(EntityType.LOGBOOK_ENTRY, "a"));
    }

    @Test
    void aPreflightNeedsNoTokenAndAnEmptyBearerIsABadOne() {
        Reply preflight = server.handle(new Request("OPTIONS", "/api/sync/push", Map.of(), new byte[0]));
        assertEquals("204 ", preflight.status() + " " + preflight.text());
        Map<String, String> empty = Map.of("Authorization", "Bearer");
        Reply refused = server.handle(new Request("GET", "/api/sync/status", empty, new byte[0]));
        assertEquals(
                "401 {\"success\":false,\"error\":\"Invalid or expired token\",\"code\":401}",
                refused.status() + " " + refused.text());
        Reply none = server.handle(new Request("GET", "/api/sync/status", Map.of(), new byte[0]));
        assertTrue(none.text().contains("No authentication token provided"), none.text());
    }

    @Test
    void anUnknownUserIsToldAtLengthWithoutAKey() {
        server.forgetUser("u1");
        assertEquals(500, push("k", "").status());
        Reply reply = push("", "\"entries\":[{\"id\":\"a\",\"notes\":\"n\"}]");
        assertEquals(500, reply.status());
        assertEquals(
                "{\"success\":false,\"error\":\"D1_ERROR: FOREIGN KEY constraint failed: SQLITE_CONSTRAINT\","
                        + "\"details\":{\"userId\":\"u1\",\"entriesCount\":1,\"goalsCount\":0,\"practicePlansCount\":0,"
                        + "\"planOccurrencesCount\":0,\"firstEntry\":{\"id\":\"a\",\"hasDeletedAt\":false,"
                        + "\"keys\":[\"id\",\"notes\"]}}}",
                reply.text());
    }

    @Test
    void aBatchComparesVersionsAndStoresWhatComes() {
        batch("{\"id\":\"a\",\"type\":\"goal\",\"data\":{\"id\":\"a\",\"Odd\":1},\"checksum\":\"1\",\"version\":9}");
        assertEquals(1, server.entity("u1", EntityType.GOAL, "a").orElseThrow().version());
        assertEquals("{\"id\":\"a\",\"Odd\":1}", stored(EntityType.GOAL, "a"));
        batch("{\"id\":\"a\",\"type\":\"goal\",\"data\":{\"id\":\"a\"},\"checksum\":\"2\",\"version\":50}");
        assertEquals(2, server.entity("u1", EntityType.GOAL, "a").orElseThrow().version());
        assertEquals(
                400,
                batch("{\"id\":\"r\",\"type\":\"repertoire_item\",\"data\":{},\"checksum\":\"3\",\"version\":1}")
                        .status());
    }

    @Test
    void aBatchThatFailsHasStoredWhatCameBefore() {
        Reply reply = batch("{\"id\":\"a\",\"type\":\"goal\",\"data\":{\"id\":\"a\"},\"checksum\":\"1\",\"version\":1},"
                + "{\"id\":\"b\",\"type\":\"goal\",\"checksum\":\"2\",\"version\":1}");
        assertEquals(500, reply.status());
        assertTrue(server.entity("u1", EntityType.GOAL, "a").isPresent());
    }

    @Test
    void thePromisedServerRefusesWhatIsOlderAndAppliesNothing() {
        String newer = "{\"changes\":{\"entries\":[{\"id\":\"e\",\"updatedAt\":\"2026-11-05T00:00:00Z\"}]}}";
        String older =
                "{\"changes\":{\"entries\":[{\"id\":\"f\"},{\"id\":\"e\",\"updatedAt\":\"2020-01-01T00:00:00Z\"}]}}";
        assertEquals(200, call(promised, "POST", "push", "k", newer).status());
        assertEquals(409, call(promised, "POST", "push", "l", older).status());
        assertEquals(422, call(promised, "POST", "push", "k", older).status());
        assertEquals(1, promised.entities("u1").size());
        String many = "{\"id\":\"x\"},".repeat(1000) + "{\"id\":\"x\"}";
        assertEquals(
                413,
                call(promised, "POST", "push", "", "{\"changes\":{\"entries\":[" + many + "]}}")
                        .status());
    }

    @Test
    void thePromisedServerPullsFromATokenWithTombstones() {
        call(promised, "POST", "push", "", "{\"changes\":{\"entries\":[{\"id\":\"a\"},{\"id\":\"b\"}]}}");
        assertTrue(call(promised, "POST", "pull", "", "{}").text().contains("\"syncToken\":\"seq_2\""));
        call(
                promised,
                "POST",
                "push",
                "",
                "{\"changes\":{\"entries\":[{\"id\":\"a\",\"deletedAt\":\"2026-11-05T00:00:00Z\"}]}}");
        assertTrue(call(promised, "POST", "pull", "", "{\"syncToken\":\"seq_2\"}")
                .text()
                .startsWith("{\"entries\":[{\"id\":\"a\",\"deletedAt\":\"2026-11-05T00:00:00Z\"}],\"goals\""));
    }

    @Test
    void tokensCanExpireAndAnswersCanBeCanned() {
        server.answerNext(Reply.of(429, Map.of("Retry-After", "7"), "slow"));
        assertEquals("7", push("", "").headers().get("Retry-After"));
        server.expireToken("t1");
        assertEquals(401, push("", "").status());
        server.addToken("u1", "t1");
        assertEquals(200, push("", "").status());
    }

    @Test
    void overHttpABigAccountIsOneBody() throws Exception {
        for (int i = 0; i < 5000; i++) {
            server.put("u1", EntityType.LOGBOOK_ENTRY, "e" + i, "{\"id\":\"e" + i + "\"}");
        }
        try (EntitySyncServer listening = server.start()) {
            Response response = new OkHttpClient()
                    .newCall(new okhttp3.Request.Builder()
                            .url(listening.url() + "/api/sync/pull")
                            .header("Cookie", "a=b; auth-token=t1")
                            .post(RequestBody.create(new byte[0]))
                            .build())
                    .execute();
            String body = response.body().string();
            assertEquals(upToToken(pull()), upToToken(body));
        }
    }

    private static String upToToken(String body) {
        return body.substring(0, body.indexOf("\"syncToken\""));
    }

    @Test
    void aProcessBeginsAsItsOptionsSay() {
        String[] args = {"--entities", "2", "--user", "ada", "--token", "secret", "--flavour", "promised"};
        EntitySyncServer made = CommandLine.server(Options.read(args, CommandLine.OPTIONS));
        assertEquals(2, made.entities("ada").size());
    }
}
