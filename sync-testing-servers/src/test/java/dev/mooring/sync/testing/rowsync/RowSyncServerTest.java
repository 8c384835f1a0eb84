package dev.mooring.sync.testing.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.process.Options;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptValue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSyncServerTest {
    private static final String BEFORE = "2026-11-20T00:00:00.000Z";
    private static final String TUNE = "00000000-0000-4000-8000-00000000000";

    private Instant now = Instant.parse("2026-11-20T12:00:00.000Z");
    private final RowSyncServer server = RowSyncServer.builder()
            .clock(new Clock() {
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
            })
            .build();

    private Reply post(String token, String body) {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + token);
        return server.handle(new Request("POST", "/api/sync", headers, body.getBytes(StandardCharsets.UTF_8)));
    }

    private String push(String... changes) {
        Reply reply = post("token", "{\"changes\":[" + String.join(",", changes) + "],\"pullTables\":[]}");
        return reply.status() + " " + reply.text();
    }

    private static String change(String table, String id, String data, boolean deleted) {
        return "{\"table\":\"" + table + "\",\"rowId\":\"" + id + "\",\"data\":" + data + ",\"deleted\":" + deleted
                + ",\"lastModifiedAt\":\"2026-11-20T12:00:00.000Z\"}";
    }

    private static String tune(int number, String title, String stamp) {
        String id = TUNE + number;
        return change(
                "tune",
                id,
                "{\"id\":\"" + id + "\",\"title\":\"" + title + "\",\"privateFor\":\"" + RowSyncServer.USER
                        + "\",\"lastModifiedAt\":\"" + stamp + "\"}",
                false);
    }

    private List<?> pulled(String fields) {
        Object answer =
                JsonReader.read(post("token", "{\"changes\":[]," + fields + "}").text());
        return (List<?>) ScriptValue.get(answer, "changes");
    }

    private StoredRow tuneRow(int number) {
        StoredRow row = server.row("tune", TUNE + number);
        assertNotNull(row);
        return row;
    }

    @Test
    void theLastArrivalWinsAndTheStampGoesBackwards() {
        push(tune(1, "new", "2026-11-20T11:00:00.000Z"));
        push(tune(1, "old", "2020-01-01T00:00:00.000Z"));
        assertEquals("2020-01-01T00:00:00Z", tuneRow(1).lastModifiedAt());
        assertEquals(List.of(), pulled("\"lastSyncAt\":\"" + BEFORE + "\""));
    }

    @Test
    void aPushedDeleteLeavesTheStampAlone() {
        push(tune(1, "a", "2026-11-20T11:00:00.000Z"));
        push(change("tune", "x", "{\"id\":\"" + TUNE + "1\"}", true));
        assertTrue(tuneRow(1).deleted());
        assertEquals("2026-11-20T11:00:00Z", tuneRow(1).lastModifiedAt());
    }

    @Test
    void tablesThatDenyDeletesSkipThemInSilence() {
        push(tune(1, "a", "2026-11-20T11:00:00.000Z"));
        String tag = "{\"tagId\":\"" + TUNE + "2\",\"userRef\":\"" + RowSyncServer.USER + "\",\"tuneRef\":\"" + TUNE
                + "1\",\"tagText\":\"slow\"}";
        push(change("tag", "x", tag, false));
        assertTrue(push(change("tag", "x", tag, true)).startsWith("200 "));
        assertEquals(1, server.rows("tag").size());
    }

    @Test
    void thePrimaryKeyOfANaturalKeyChangesToTheLastOne() {
        push(tune(1, "a", "2026-11-20T11:00:00.000Z"));
        for (int id = 2; id <= 3; id++) {
            String tag = "{\"tagId\":\"" + TUNE + id + "\",\"userRef\":\"" + RowSyncServer.USER + "\",\"tuneRef\":\""
                    + TUNE + "1\",\"tagText\":\"slow\"}";
            push(change("tag", "x", tag, false));
        }
        assertNull(server.row("tag", TUNE + 2));
        assertNotNull(server.row("tag", TUNE + 3));
    }

    @Test
    void aFailingChangeTakesTheWholeRequestBack() {
        String orphan = change("note", "n", "{\"id\":\"" + TUNE + "5\",\"tuneRef\":\"" + TUNE + "6\"}", false);
        String answer = push(tune(1, "a", "2026-11-20T11:00:00.000Z"), orphan);
        assertTrue(answer.startsWith("500 {\"error\":\"[PUSH] Failed applying note rowId=n: code=23503 | "), answer);
        assertNull(server.row("tune", TUNE + 1));
        assertNull(server.changeLog("tune"));
    }

    @Test
    void aFunctionOfTheDatabaseReturnsAThousandRowsAndNoHint() {
        push(tune(1, "a", "2026-11-20T11:00:00.000Z"));
        for (int i = 0; i < 1100; i++) {
            server.put(
                    "note",
                    String.format(
                            "{\"id\":\"00000000-0000-4000-9000-%012d\",\"tuneRef\":\"%s1\",\"userRef\":\"%s\"}",
                            i, TUNE, RowSyncServer.USER));
        }
        assertEquals(
                1000,
                pulled("\"lastSyncAt\":\"" + BEFORE + "\",\"pullTables\":[\"note\"]")
                        .size());
    }

    @Test
    void aStalledPushOverwritesWhatCameInBetweenAndSetsTheChangeLogBack() {
        server.stallNextPush();
        assertTrue(push(tune(1, "slow", "2026-11-20T11:00:00.000Z")).startsWith("524 "));
        assertNull(server.row("tune", TUNE + 1));
        now = now.plusSeconds(20);
        push(tune(1, "fast", "2026-11-20T12:00:20.000Z"));
        HeldPush held = server.takeHeldPush();
        assertNotNull(held);
        assertEquals(200, held.commit().status());
        assertTrue(tuneRow(1).data().contains("slow"), tuneRow(1).data());
        assertEquals("2026-11-20T12:00:00.000Z", server.changeLog("tune"));
    }

    @Test
    void writersOfOneTableWaitForEachOthersEndAndThoseOfAnotherDoNot() {
        server.holdNextPush();
        assertTrue(push(tune(1, "slow", "2026-11-20T12:00:00.000Z")).startsWith("524 "));
        now = now.plusSeconds(20);
        assertTrue(push(tune(1, "next", "2026-11-20T12:00:20.000Z")).startsWith("524 "));
        String repertoire = "{\"repertoireId\":\"" + TUNE + "7\",\"userRef\":\"" + RowSyncServer.USER + "\"}";
        assertTrue(push(change("repertoire", "r", repertoire, false)).startsWith("200 "));
        assertNull(server.row("tune", TUNE + 1));
        now = now.plusSeconds(90);
        HeldPush held = server.takeHeldPush();
        assertNotNull(held);
        assertEquals(200, held.commit().status());
        assertTrue(tuneRow(1).data().contains("next"), tuneRow(1).data());
        assertEquals("2026-11-20T12:00:20.000Z", server.changeLog("tune"));
        assertTrue(push(tune(2, "free", "2026-11-20T12:02:00.000Z")).startsWith("200 "));
    }

    @Test
    void notesComeInTheOrderOfTheirStampsAndNotWithoutTheirTune() {
        push(tune(1, "a", "2026-11-20T11:00:00.000Z"), tune(2, "b", "2026-11-20T11:00:00.000Z"));
        push(note(5, 1, "10:00:03"), note(6, 1, "10:00:01"), note(7, 2, "10:00:02"));
        String all = "\"initialPageCount\":32,\"pullTables\":[\"note\"]";
        assertEquals(List.of(TUNE + 6, TUNE + 7, TUNE + 5), ids(pulled(all)));
        push(change("tune", "x", "{\"id\":\"" + TUNE + "1\"}", true));
        assertEquals(List.of(TUNE + 7), ids(pulled(all)));
        assertEquals(List.of(TUNE + 7), ids(pulled("\"lastSyncAt\":\"" + BEFORE + "\",\"pullTables\":[\"note\"]")));
    }

    private static String note(int number, int tune, String time) {
        String data = "{\"id\":\"" + TUNE + number + "\",\"tuneRef\":\"" + TUNE + tune + "\",\"userRef\":\""
                + RowSyncServer.USER + "\",\"lastModifiedAt\":\"2026-11-20T" + time + ".000Z\"}";
        return change("note", "n", data, false);
    }

    private static List<String> ids(List<?> changes) {
        List<String> ids = new ArrayList<>();
        changes.forEach(change -> ids.add(ScriptValue.text(ScriptValue.get(change, "rowId"))));
        return ids;
    }

    @Test
    void aNullInAUniqueKeyIsLikeAnotherOne() {
        String shared = pulled("\"initialPageCount\":32,\"pullTables\":[\"instrument\"]")
                .toString();
        assertTrue(shared.contains("Irish Flute"), shared);
        assertEquals(1, server.rows("goal").size());
        push(change(
                "instrument",
                "x",
                "{\"id\":\"" + TUNE + "4\",\"privateToUser\":null,\"instrument\":\"Irish Flute\"}",
                false));
        assertEquals(1, server.rows("instrument").size());
        assertNotNull(server.row("instrument", TUNE + 4));
    }

    @Test
    void aDeadlockEndsOnePush() {
        server.deadlock(1);
        String answer = push(tune(1, "a", BEFORE));
        assertTrue(answer.contains("code=40P01 | detail=Process 2 waits"), answer);
        assertTrue(push(tune(1, "a", BEFORE)).startsWith("200 "));
    }

    @Test
    void anExpiredTokenIsRefusedBeforeTheBodyIsRead() {
        server.expire("token");
        assertEquals(401, post("token", "{").status());
        server.allow("token", RowSyncServer.USER);
        assertEquals(500, post("token", "{").status());
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"v\":2,\"tableIndex\":1,\"offset\":0,\"syncStartedAt\":\"2026-11-20T00:00:00Z\",\"sig\":\"x\"}',signature",
        "'{\"v\":1,\"tableIndex\":-1,\"offset\":0}',.tableIndex",
        "'{\"v\":1,\"tableIndex\":1,\"offset\":\"x\"}',.offset",
        "'[]',''"
    })
    void badCursorsAre500(String cursor, String words) {
        String raw = Base64.getEncoder().encodeToString(cursor.getBytes(StandardCharsets.UTF_8));
        String text =
                post("token", "{\"changes\":[],\"pullCursor\":\"" + raw + "\"}").text();
        assertTrue(text.startsWith("{\"error\":\"Invalid pullCursor"), text);
        assertTrue(text.contains(words), text);
    }

    @Test
    void anEmptyDatabaseTakesARequestForEachTablePage() {
        assertEquals(31, requestsOfInitialPull(1));
        assertEquals(2, requestsOfInitialPull(16));
        assertEquals(1, requestsOfInitialPull(32));
    }

    private int requestsOfInitialPull(int pages) {
        int requests = 0;
        String cursor = "";
        do {
            String body = "{\"changes\":[],\"initialPageCount\":" + pages + cursor + "}";
            Object next = ScriptValue.get(JsonReader.read(post("token", body).text()), "nextCursor");
            cursor = next instanceof String text ? ",\"pullCursor\":" + JsonWriter.quote(text) : "";
            requests++;
        } while (!cursor.isEmpty());
        return requests;
    }

    @Test
    void manyRowsAreServedInPagesWithoutAGap() {
        for (int i = 0; i < 20_000; i++) {
            server.put(
                    "tune",
                    String.format(
                            "{\"id\":\"00000000-0000-4000-8000-%012d\",\"privateFor\":\"%s\"}", i, RowSyncServer.USER));
        }
        assertEquals(20_000, keysOfInitialPull().size());
    }

    private Set<String> keysOfInitialPull() {
        Set<String> keys = new HashSet<>();
        List<String> cursor = new ArrayList<>(List.of(""));
        while (!cursor.isEmpty()) {
            String body = "{\"changes\":[],\"pullTables\":[\"tune\"],\"initialPageCount\":32" + cursor.remove(0) + "}";
            Object answer = JsonReader.read(post("token", body).text());
            for (Object change : (List<?>) ScriptValue.get(answer, "changes")) {
                keys.add(ScriptValue.text(ScriptValue.get(change, "rowId")));
            }
            if (ScriptValue.get(answer, "nextCursor") instanceof String next) {
                cursor.add(",\"pullCursor\":" + JsonWriter.quote(next));
            }
        }
        return keys;
    }

    @Test
    void aProcessBeginsAsItsOptionsSay() {
        String[] args = {"--rows", "2", "--token", "secret", "--no-gzip"};
        RowSyncServer made = CommandLine.server(Options.read(args, CommandLine.OPTIONS));
        assertEquals(2, made.rows("tune").size());
    }
}
