package dev.mooring.sync.testing.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Ear;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.ScriptValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The numbered holes of the protocol's description, and what else goes wrong inside the server. */
class EntitySocketsTest {
    private static final String AT = "\"timestamp\":\"2026-11-20T10:00:00Z\"";

    private Instant now = Instant.parse("2026-11-20T10:00:00Z");
    private final EntitySyncServer server = EntitySyncServer.builder()
            .user("u1", "t1")
            .user("u2", "t2")
            .clock(((InstantSource) () -> now).withZone(ZoneOffset.UTC))
            .build();
    private final Ear a = socket("u1", "t1");
    private final Ear b = socket("u1", "t1");

    private Ear socket(String user, String token) {
        Ear ear = Ear.socket(server, "/sync/ws?userId=" + user + "&token=" + token);
        assertEquals(List.of("WELCOME"), words(ear));
        return ear;
    }

    /** Each message as its type and what tells it from others. */
    private static List<String> words(Ear ear) {
        List<String> words = new ArrayList<>();
        for (String text : ear.take()) {
            Object message = JsonReader.read(text);
            StringBuilder word = new StringBuilder(ScriptValue.text(ScriptValue.get(message, "type")));
            for (String field : List.of("entryId", "scoreId", "error", "seq", "lastSeq")) {
                Object value = ScriptValue.get(message, field);
                word.append(value instanceof ScriptValue.Nothing ? "" : " " + ScriptValue.text(value));
            }
            for (String list : List.of("entries", "pieces")) {
                if (ScriptValue.get(message, list) instanceof List<?> rows) {
                    rows.forEach(row -> word.append(' ').append(ScriptValue.text(ScriptValue.get(row, "id"))));
                }
            }
            words.add(word.toString());
        }
        return words;
    }

    private static String fields(String id, String more) {
        return "{\"id\":\"" + id + "\"," + AT + ",\"duration\":1,\"type\":\"practice\",\"instrument\":\"piano\"" + more
                + "}";
    }

    private static void entry(Ear from, String id) {
        from.client().send("{\"type\":\"ENTRY_CREATED\",\"entry\":" + fields(id, "") + "," + AT + "}");
    }

    private static void delete(Ear from, String id) {
        from.client().send("{\"type\":\"ENTRY_DELETED\",\"entryId\":\"" + id + "\"," + AT + "}");
    }

    private static void piece(Ear from, String id) {
        from.client()
                .send("{\"type\":\"PIECE_ADDED\",\"piece\":{\"id\":\"" + id
                        + "\",\"title\":\"T\",\"status\":\"planned\"}," + AT + "}");
    }

    private static List<String> sync(Ear from, String more) {
        from.take();
        from.client().send("{\"type\":\"SYNC_REQUEST\"," + AT + more + "}");
        return words(from);
    }

    private void push(String entries) {
        server.handle(new Request(
                "POST",
                "/api/sync/push",
                Map.of("Authorization", "Bearer t1"),
                ("{\"changes\":{\"entries\":[" + entries + "]}}").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void othersOfTheUserAreToldAndNobodyElse() {
        Ear stranger = socket("u2", "t2");
        entry(a, "e1");
        assertEquals(List.of("SYNC_RESPONSE 1"), words(a));
        assertEquals(List.of("ENTRY_CREATED 1"), words(b));
        assertEquals(List.of(), words(stranger));
        assertTrue(
                server.handle(new Request("GET", "/api/sync/status", Map.of("Authorization", "Bearer t1"), new byte[0]))
                        .text()
                        .contains("\"syncToken\":\"seq_1\",\"pendingChanges\":0,\"deviceCount\":2,"));
    }

    @Test
    void whatGoesOverHttpIsToldToNobody() {
        push(fields("e1", ""));
        push("{\"id\":\"e1\",\"deletedAt\":\"2026-11-20T10:00:00Z\"}");
        assertEquals(List.of(), words(b));
    }

    @Test
    void anEmptyIdIsStoredNowhereAndToldAllTheSame() {
        entry(a, "e1");
        a.take();
        b.take();
        delete(a, "");
        a.client().send("{\"type\":\"PIECE_REMOVED\",\"scoreId\":\"\"," + AT + "}");
        assertEquals(List.of(), words(a));
        assertEquals(List.of("ENTRY_DELETED ", "PIECE_REMOVED "), words(b));
        assertEquals(1, server.entities("u1").size());
        entry(a, "e2");
        assertEquals(List.of("SYNC_RESPONSE 2"), words(a), "no sequence was taken");
    }

    @Test
    void aFailedWriteIsToldWithoutASequence() {
        server.sockets().failWrites(1);
        entry(a, "e1");
        assertEquals(List.of(), words(a));
        assertEquals(List.of("ENTRY_CREATED"), words(b));
        assertEquals(List.of(), server.entities("u1"));
        server.failItem("u1", EntityType.LOGBOOK_ENTRY, "e2", "locked");
        entry(a, "e2");
        assertEquals(List.of("ENTRY_CREATED"), words(b));
        entry(a, "e3");
        assertEquals(List.of("ENTRY_CREATED 3"), words(b));
    }

    @Test
    void anOlderEntryOverwritesAndTheSameOneTakesTwoSequences() {
        entry(a, "e1");
        entry(a, "e1");
        assertEquals(List.of("ENTRY_CREATED 1", "ENTRY_CREATED 2"), words(b));
    }

    @Test
    void aReCreatedEntryStaysDeleted() {
        entry(a, "e1");
        delete(a, "e1");
        entry(a, "e1");
        assertEquals(List.of("ENTRY_CREATED 1", "ENTRY_DELETED e1 2", "ENTRY_CREATED 3"), words(b));
        assertEquals(List.of("ENTRY_DELETED e1 3 3", "SYNC_RESPONSE 3"), sync(b, ",\"lastSeq\":0"));
        push(fields("e1", ""));
        assertEquals(List.of("BULK_SYNC 4 e1", "SYNC_RESPONSE 4"), sync(b, ",\"lastSeq\":3"));
    }

    @Test
    void aDeletionOverHttpIsShownByTimeAloneOrFromTheStart() {
        entry(a, "e1");
        entry(a, "e2");
        now = now.plusSeconds(60);
        push("{\"id\":\"e1\",\"deletedAt\":\"2026-11-20T10:00:00Z\"}");
        String since = ",\"lastSyncTime\":\"2026-11-20T10:00:30Z\"";
        assertEquals(List.of("BULK_SYNC 2 e2", "SYNC_RESPONSE 2"), sync(b, ",\"lastSeq\":1" + since));
        assertEquals(List.of("ENTRY_DELETED e1 1 1", "SYNC_RESPONSE 2"), sync(b, ",\"lastSeq\":2" + since));
        assertEquals(
                List.of("ENTRY_DELETED e1 1 1", "BULK_SYNC 2 e2", "SYNC_RESPONSE 2"),
                sync(b, ",\"lastSeq\":0" + since));
    }

    @Test
    void aPieceBehindAnEntryIsSkippedWhereALaterOneExists() {
        piece(a, "p1");
        entry(a, "e2");
        assertEquals(
                List.of("BULK_SYNC 2 e2", "REPERTOIRE_BULK_SYNC 2 p1", "SYNC_RESPONSE 2"),
                sync(b, ""),
                "by time, as no later piece exists");
        piece(a, "p3");
        assertEquals(List.of("BULK_SYNC 2 e2", "REPERTOIRE_BULK_SYNC 3 p3", "SYNC_RESPONSE 3"), sync(b, ""));
        assertEquals(
                List.of(
                        "BULK_SYNC 9007199254740991 e2",
                        "REPERTOIRE_BULK_SYNC 9007199254740991 p1 p3",
                        "SYNC_RESPONSE 9007199254740991"),
                sync(b, ",\"lastSeq\":9007199254740991"));
        assertEquals(List.of("ERROR Invalid sync event format"), sync(b, ",\"lastSeq\":9007199254740992"));
    }

    @Test
    void aMarkerAheadIsEchoedAndATimeAheadIsSevenDays() {
        entry(a, "e1");
        now = now.plus(Duration.ofDays(1));
        assertEquals(
                List.of("SYNC_RESPONSE 999999"),
                sync(b, ",\"lastSeq\":999999,\"lastSyncTime\":\"2026-11-21T10:00:00Z\""));
        assertEquals(
                List.of("BULK_SYNC 999999 e1", "SYNC_RESPONSE 999999"),
                sync(b, ",\"lastSeq\":999999,\"lastSyncTime\":\"2027-01-01T00:00:00Z\""));
        now = now.plus(Duration.ofDays(7));
        assertEquals(List.of("SYNC_RESPONSE 999999"), sync(b, ",\"lastSeq\":999999"));
    }

    @Test
    void plansAreInNoStreamAndItsTailIsBelowTheirSequence() {
        entry(a, "e1");
        a.client()
                .send(
                        "{\"type\":\"PLAN_CREATED\",\"plan\":{\"id\":\"p\",\"title\":\"P\",\"type\":\"custom\",\"schedule\":{"
                                + "\"kind\":\"single\"},\"visibility\":\"private\",\"status\":\"active\",\"createdAt\":"
                                + "\"2026-11-20T10:00:00Z\",\"updatedAt\":\"2026-11-20T10:00:00Z\"},\"occurrences\":[{\"id\":\"o\","
                                + "\"planId\":\"p\",\"status\":\"scheduled\"}]," + AT + "}");
        assertEquals(List.of("ENTRY_CREATED 1", "PLAN_CREATED 3"), words(b));
        assertEquals(List.of("BULK_SYNC 1 e1", "SYNC_RESPONSE 1"), sync(b, ""));
        assertTrue(server.entity("u1", EntityType.PLAN_OCCURRENCE, "o").isPresent());
    }

    @Test
    void aSequenceBecomesVisibleLate() {
        server.sockets().lateSequence(1);
        entry(a, "e1");
        entry(a, "e2");
        assertEquals(List.of("BULK_SYNC 2 e2", "SYNC_RESPONSE 2"), sync(b, ""));
        server.sockets().landLate();
        assertEquals(List.of("ENTRY_CREATED 1"), words(b));
        assertEquals(List.of("SYNC_RESPONSE 2", "SYNC_RESPONSE 1"), words(a));
        assertEquals(List.of("SYNC_RESPONSE 2"), sync(b, ",\"lastSeq\":2,\"lastSyncTime\":\"2026-11-20T10:00:00Z\""));
    }

    @Test
    void aStreamComesInChunksAndIsCutByTime() {
        for (int i = 0; i < 251; i++) {
            entry(a, "e" + i);
        }
        List<String> bySequence = sync(b, "");
        assertEquals(3, bySequence.size());
        assertTrue(bySequence.get(0).startsWith("BULK_SYNC 250 e0 ")
                && bySequence.get(0).endsWith(" e249"));
        assertEquals("BULK_SYNC 251 e250", bySequence.get(1));
        List<String> byTime = sync(b, ",\"lastSeq\":1000");
        assertEquals(2, byTime.size());
        assertFalse(byTime.get(0).endsWith("e250"));
    }

    @Test
    void whatHappensDuringAStreamIsToldInBetween() {
        entry(a, "e1");
        server.sockets().slowStreams(true);
        assertEquals(List.of(), sync(b, ""));
        assertTrue(server.sockets().stepStreams());
        entry(a, "e2");
        assertEquals(List.of("BULK_SYNC 1 e1", "ENTRY_CREATED 2"), words(b));
        while (server.sockets().stepStreams()) {
            continue;
        }
        assertEquals(List.of("SYNC_RESPONSE 1"), words(b));
        server.sockets().slowStreams(false);
        server.sockets().failStreamAfter(1);
        assertEquals(List.of("BULK_SYNC 2 e1 e2", "SYNC_RESPONSE 0"), sync(b, ""));
        server.failReads(1);
        assertEquals(List.of("SYNC_RESPONSE 0"), sync(b, ""));
    }

    @Test
    void acknowledgementsChangeTheirOrder() {
        server.sockets().reorderAcks(true);
        entry(a, "e1");
        assertEquals(List.of(), words(a));
        entry(a, "e2");
        assertEquals(List.of("SYNC_RESPONSE 2", "SYNC_RESPONSE 1"), words(a));
        entry(a, "e3");
        a.client().send("{\"type\":\"PING\"," + AT + "}");
        assertEquals(List.of("SYNC_RESPONSE 3", "PONG"), words(a));
    }

    @Test
    void rowsThatTheSocketsSchemaRefusesAreInNoStream() {
        push("{\"id\":\"half\",\"notes\":\"n\"}");
        push(fields("e2", ",\"pieces\":[{\"id\":\"mine\",\"title\":\"Title\",\"composer\":\"C\"}]"));
        sync(b, "");
        assertEquals(List.of("BULK_SYNC 2 e2", "SYNC_RESPONSE 2"), sync(b, ""));
        b.client().send("{\"type\":\"SYNC_REQUEST\"," + AT + "}");
        assertTrue(b.take().get(0).contains("{\"title\":\"Title\",\"composer\":\"C\",\"id\":\"title-c\"}"));
    }

    @Test
    void aTokenIsLookedAtInTheHandshakeOnly() {
        server.expireToken("t1");
        entry(a, "e1");
        assertEquals(List.of("ENTRY_CREATED 1"), words(b));
        assertEquals(
                List.of("refused 401"),
                Ear.socket(server, "/sync/ws?userId=u1&token=t1").take());
        assertEquals(
                404,
                server.handle(new Request("GET", "/sync/ws?userId=u2&token=t2", Map.of(), new byte[0]))
                        .status());
    }
}
