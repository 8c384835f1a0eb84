package dev.mooring.sync.okhttp.entitysync;

import static dev.mooring.sync.okhttp.entitysync.EntitySyncFixtures.accepted;
import static dev.mooring.sync.okhttp.entitysync.EntitySyncFixtures.decode;
import static dev.mooring.sync.okhttp.entitysync.EntitySyncFixtures.dialect;
import static dev.mooring.sync.okhttp.entitysync.EntitySyncFixtures.entry;
import static dev.mooring.sync.okhttp.entitysync.EntitySyncFixtures.pulled;
import static dev.mooring.sync.okhttp.entitysync.EntitySyncFixtures.push;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.entitysync.EntitySyncFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Reference;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.Vouch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import okhttp3.Headers;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntitySyncDialectTest {
    private static final String ERROR = "{\"success\":false,\"error\":\"Invalid request body\",\"code\":400}";

    private static List<Outcome> outcomes(Ask.Push push, String body) {
        return ((Answer.Settled) decode(push, 200, body)).outcomes();
    }

    private static Kind kind(Ask ask, int status, String body) {
        return assertThrows(TransportException.class, () -> decode(ask, status, body))
                .kind();
    }

    // ---- requests

    @Test
    void aPushCarriesItsKeyAndTheDeviceAndItsFrozenText() {
        Ask.Push push = push(entry(1), entry(2));
        WireRequest request = dialect().encode(push);
        assertEquals("api/sync/push", request.path());
        assertEquals(EntitySyncFixtures.BATCH.toString(), request.headers().get("X-Idempotency-Key"));
        assertEquals("dev_phone", request.headers().get("X-Device-ID"));
        assertEquals(push.wire(), request.body().utf8());
        assertEquals(
                "{\"changes\":{\"entries\":[{\"duration\":1,\"id\":\"e1\",\"notes\":\"n\",\"updatedAt\":"
                        + "\"2026-11-20T10:00:00.000Z\"},{\"duration\":2,\"id\":\"e2\",\"notes\":\"n\",\"updatedAt\":"
                        + "\"2026-11-20T10:00:00.000Z\"}]}}",
                push.wire());
    }

    @Test
    void aFrozenTextIsSentAsItIsWhateverIsLeftOfTheBatch() {
        Ask.Push left = new Ask.Push(
                EntitySyncFixtures.BATCH,
                Cursor.START,
                EntitySyncFixtures.AT,
                List.of(entry(2)),
                push(entry(1), entry(2)).wire());
        assertEquals(left.wire(), dialect().encode(left).body().utf8());
        List<Outcome> outcomes = outcomes(left, accepted(2, "{\"entityId\":\"e1\",\"reason\":\"gone meanwhile\"}"));
        assertEquals(1, outcomes.size());
        assertInstanceOf(Outcome.Accepted.class, outcomes.get(0));
    }

    @Test
    void deletionsOfGoalsGoFirstAndTheRestIsPutOff() {
        Ask.Push push = push(entry(1), EntitySyncFixtures.delete("goals", "g"));
        assertEquals("api/sync/batch", dialect().encode(push).path());
        List<Outcome> outcomes = outcomes(push, "{\"uploaded\":1,\"downloaded\":0,\"conflicts\":[]}");
        assertInstanceOf(Outcome.Deferred.class, outcomes.get(0));
        assertInstanceOf(Outcome.Accepted.class, outcomes.get(1));
    }

    @Test
    void anApiCallIsAPlainRequest() {
        Ask call = new Ask.Call(Cursor.START, null, ApiCall.post("api/goals", "{}"));
        assertEquals("api/goals", dialect().encode(call).path());
        Answer.Settled settled = (Answer.Settled) decode(call, 404, "none");
        assertEquals(404, settled.response().status());
    }

    @Test
    void theTokenOfTheServerIsSentBackOnlyWhereThatIsPromised() {
        EntitySyncDialect incremental = EntitySyncDialect.builder("d")
                .incrementalPull(Duration.ofHours(1))
                .build();
        Ask.Pull later = new Ask.Pull(EntityCursor.ofToken("seq_7"));
        assertEquals(
                "{\"syncToken\":\"seq_7\"}", incremental.encode(later).body().utf8());
        assertEquals("{}", dialect().encode(later).body().utf8());
        assertFalse(incremental.capabilities("s").listsAll());
        Capabilities live = dialect().capabilities("s");
        assertTrue(live.listsAll() && live.coalesces() && live.recognisesOwn());
        assertEquals(Capabilities.Order.KEYS, live.order());
    }

    // ---- answers to a push

    @Test
    void successAloneProvesNothing() {
        for (String body : List.of(
                "{\"success\":true}",
                "{\"success\":true,\"conflicts\":null}",
                "{\"success\":false,\"conflicts\":[]}",
                "{\"conflicts\":[]}",
                "{\"success\":true,\"conflicts\":[{\"reason\":\"of whom?\"}]}",
                "{\"success\":true,\"conflicts\":[]} x",
                "[]",
                "")) {
            assertThrows(ProtocolException.class, () -> decode(push(entry(1)), 200, body), body);
        }
    }

    @Test
    void conflictsNameWhatWasNotTakenWhateverTheirShape() {
        Ask.Push push = push(entry(1), entry(2), entry(3), EntitySyncFixtures.put("goals", "e1", "{\"title\":\"t\"}"));
        List<Outcome> outcomes = outcomes(
                push,
                "{\"success\":true,\"conflicts\":["
                        + "{\"entityId\":\"e1\",\"entityType\":\"logbook_entry\",\"reason\":\"SQLITE_TOOBIG\"},"
                        + "{\"entityId\":\"e2\",\"localVersion\":1,\"remoteVersion\":4},{\"entityId\":\"e3\",\"entityType\":\"logbook_entry\",\"reason\":\"D1_ERROR:"
                        + " database is locked\"}]}");
        assertEquals(new Outcome.Rejected(push.mutations().get(0).id(), "SQLITE_TOOBIG"), outcomes.get(0));
        assertEquals(
                new Outcome.Conflict(push.mutations().get(1).id(), "version 1 is behind the server's 4"),
                outcomes.get(1));
        assertInstanceOf(Outcome.Deferred.class, outcomes.get(2));
        assertInstanceOf(Outcome.Accepted.class, outcomes.get(3));
    }

    @Test
    void fewerThanWereSentAreNotAcknowledged() {
        List<Outcome> outcomes = outcomes(push(entry(1), entry(2)), accepted(1, ""));
        outcomes.forEach(outcome -> assertInstanceOf(Outcome.Deferred.class, outcome));
        outcomes(push(entry(1), entry(2)), accepted(1, "{\"entityId\":\"e2\",\"reason\":\"no\"}"))
                .forEach(outcome -> assertFalse(outcome instanceof Outcome.Deferred));
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID",
        "422, INVALID",
        "401, AUTH",
        "403, AUTH",
        "404, REFUSED",
        "408, THROTTLED",
        "413, TOO_LARGE",
        "425, THROTTLED",
        "429, THROTTLED",
        "500, SERVER",
        "502, SERVER",
        "503, THROTTLED",
        "302, AUTH"
    })
    void aStatusMeansWhatTheFamilySays(int status, Kind kind) {
        assertEquals(kind, kind(push(entry(1)), status, ERROR));
    }

    @Test
    void aRefusalOfAnotherProgramInFrontBlamesNoItem() {
        assertEquals(Kind.REFUSED, kind(push(entry(1)), 400, "<html>Bad Request</html>"));
        assertEquals(Kind.REFUSED, kind(new Ask.Pull(Cursor.START), 400, ERROR));
    }

    @Test
    void conflictsOfTheWholeArePulledFor() {
        for (int status : List.of(409, 412)) {
            Answer.Diverged diverged = (Answer.Diverged)
                    decode(push(entry(1)), status, "{\"success\":false,\"error\":\"pull latest\",\"code\":409}");
            assertEquals("pull latest", diverged.reason());
            assertTrue(diverged.page().more());
        }
    }

    // ---- pulls

    @Test
    void theListsMayStandInAnyOrderAndNoneMayBeMissing() {
        Collected sink = new Collected();
        String body =
                "{\"timestamp\":1,\"planTemplates\":[],\"extra\":{\"a\":[]},\"goals\":[{\"id\":\"g\"}],\"entries\":[],"
                        + "\"planOccurrences\":[],\"syncToken\":\"x\",\"practicePlans\":[]}";
        Answer.Settled settled = (Answer.Settled) decode(new Ask.Pull(Cursor.START), 200, body, sink);
        assertEquals(new Page(new Cursor("listed:1:moved:x"), false, true), settled.page());
        assertEquals(1, sink.changes.size());
        assertThrows(
                ProtocolException.class,
                () -> decode(new Ask.Pull(Cursor.START), 200, body.replace("\"practicePlans\":[]", "\"x\":[]")));
    }

    @Test
    void anEntityWithoutAnIdIsSetAsideAndNothingCountsAsGoneForIt() {
        for (String odd : List.of("{\"notes\":\"n\"}", "{\"id\":7}", "{\"id\":\"\"}", "null", "[]", "7")) {
            Collected sink = new Collected();
            Answer.Settled settled = (Answer.Settled)
                    decode(new Ask.Pull(Cursor.START), 200, pulled("{\"id\":\"a\"}", odd, "{\"id\":\"b\"}"), sink);
            assertEquals(
                    List.of("a", "b"), sink.changes.stream().map(Change::key).toList(), odd);
            assertEquals(List.of("an entity has no id"), sink.unreadable, odd);
            assertEquals(
                    new Page(new Cursor("listed:3:moved~t1795218561184:sync_x"), false, false), settled.page(), odd);
        }
    }

    @Test
    void anEntityThatIsTooDeepOrTooLargeIsSetAsideByItsIdAndItsNeighboursCome() throws Exception {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        String large = "\"" + "x".repeat(100_000) + "\"";
        for (String odd : List.of(
                "{\"notes\":" + deep + ",\"id\":\"odd\"}",
                "{\"id\":\"odd\",\"notes\":1e999}",
                "{\"id\":\"odd\",\"notes\":" + large + "}")) {
            Collected sink = new Collected();
            List<String> ids = new ArrayList<>();
            String body = pulled("{\"id\":\"a\"}", odd, "{\"id\":\"b\"}").replaceFirst("\\{", "{\"new\":" + deep + ",");
            long most = odd.contains("xxx") ? 4_096 : 1 << 20;
            WireResponse response = new WireResponse(200, Headers.EMPTY, new Buffer().writeUtf8(body), null, most);
            dialect().decode(new Ask.Pull(Cursor.START), response, (slice, after) -> {
                sink.accept(slice, after);
                slice.stream()
                        .filter(each -> each.unreadable() != null)
                        .forEach(each -> ids.add(each.change().key()));
            });
            assertEquals(
                    List.of("a", "b"), sink.changes.stream().map(Change::key).toList());
            assertEquals(List.of("odd"), ids);
            assertEquals(most == 4_096, sink.unreadable.get(0).contains("more than 4096 bytes; whoever builds the"));
            assertEquals(most == 4_096, sink.unreadable.get(0).contains("maxValueBytes"));
        }
        String broken = "{\"id\":\"odd\",\"notes\":{\"a\":nope}}";
        assertThrows(
                ProtocolException.class,
                () -> decode(new Ask.Pull(Cursor.START), 200, pulled("{\"id\":\"a\"}", broken)));
    }

    @Test
    void theFirstOfTwoRowsWithOneIdCounts() {
        Collected sink = new Collected();
        decode(
                new Ask.Pull(Cursor.START),
                200,
                pulled("{\"id\":\"a\",\"notes\":\"new\"}", "{\"id\":\"a\",\"notes\":\"old\"}"),
                sink);
        assertEquals(1, sink.changes.size());
        assertTrue(sink.changes.get(0).payload().contains("new"));
    }

    @Test
    void whatIsMarkedAsDeletedIsATombstone() {
        Collected sink = new Collected();
        decode(
                new Ask.Pull(Cursor.START),
                200,
                pulled(
                        "{\"id\":\"a\",\"deletedAt\":\"2026-11-03T00:00:00Z\"}",
                        "{\"id\":\"b\",\"deleted_at\":1793527200000}",
                        "{\"id\":\"c\",\"deletedAt\":null,\"deleted_at\":\"\"}"),
                sink);
        assertEquals(
                List.of(true, true, false),
                sink.changes.stream().map(change -> change.tombstone()).toList());
    }

    @Test
    void aPullThatShowsNothingIsLookedAtTwice() {
        Page first = page(new Ask.Pull(new Cursor("listed:2:moved:old")), pulled());
        assertEquals(new Page(new Cursor("empty:0:moved~t1795218561184~cba06b5736fa:sync_x"), true), first);
        Ask.Pull status = new Ask.Pull(first.cursor());
        assertEquals("api/sync/status", dialect().encode(status).path());
        Page listed = new Page(new Cursor("listed:0:moved~t1795218561184~cba06b5736fa:sync_x"), false, true);
        assertEquals(
                listed.vouching(Vouch.WHOLE),
                page(status, "{\"lastSyncTime\":\"2026-11-01 10:00:00\",\"entityCount\":0}"));
        assertEquals(
                listed.vouching(new Vouch(0, false, true)),
                page(status, "{\"entityCount\":0,\"lastSyncTime\":null}"),
                "a database that was wiped knows of no use");
        Page some = page(status, "{\"lastSyncTime\":null,\"entityCount\":3}");
        assertEquals(new Page(new Cursor("again:3:moved~t1795218561184~cba06b5736fa:sync_x"), true), some);
        assertEquals(listed.vouching(new Vouch(3, true, true)), page(new Ask.Pull(some.cursor()), pulled()));
    }

    @Test
    void theStatusIsHeldAgainstTheListing() {
        Page listed = page(new Ask.Pull(new Cursor("listed:5:moved:old")), pulled("{\"id\":\"a\"}", "{\"id\":\"b\"}"));
        assertEquals(new Page(new Cursor("listed:2:moved~t1795218561184~cba06b5736fa:sync_x"), false, true), listed);
        Ask.Check check = new Ask.Check(listed.cursor());
        assertEquals("api/sync/status", dialect().encode(check).path());
        String counts = "{\"lastSyncTime\":\"2026-11-01 10:00:00\",\"entityCount\":";
        assertEquals(Vouch.WHOLE, page(check, counts + "2}").vouch());
        assertEquals(new Vouch(7, true, true), page(check, counts + "9}").vouch());
        assertEquals(new Vouch(-1, true, true), page(check, counts + "1}").vouch());
        assertNull(page(new Ask.Check(new Cursor("listed")), counts + "1}").vouch(), "as an older version wrote it");
    }

    @Test
    void aTokenThatIsStillTheSameSaysThatNobodyHasWritten() {
        Page listed = page(new Ask.Pull(new Cursor("listed:5:moved:sync_x")), pulled("{\"id\":\"a\"}"));
        assertEquals(new Cursor("listed:1:still~t1795218561184:sync_x"), listed.cursor());
        assertEquals(
                new Vouch(0, true, false),
                page(new Ask.Check(listed.cursor()), "{\"entityCount\":1}").vouch());
        Page empty = page(new Ask.Pull(new Cursor("listed:5:moved:sync_x")), pulled());
        assertEquals(
                new Vouch(0, true, false),
                page(new Ask.Pull(empty.cursor()), "{\"entityCount\":0}").vouch());
    }

    @Test
    void aTokenThatWasLeftBeforeIsThatOfAnOlderCopy() {
        Page first = page(
                new Ask.Pull(new Cursor("listed:0:moved:sync_x")),
                pulled("{\"id\":\"a\"}").replace("sync_x", "sync_y"));
        Page later = page(new Ask.Pull(first.cursor()), pulled("{\"id\":\"a\"}").replace("sync_x", "sync_z"));
        Answer restored = decode(new Ask.Pull(later.cursor()), 200, pulled());
        assertEquals(
                Mismatch.KNOWS_LESS,
                assertInstanceOf(Answer.Incompatible.class, restored).mismatch());
        assertInstanceOf(Answer.Settled.class, decode(new Ask.Pull(Cursor.START), 200, pulled()), "of a rebuild");
        Cursor listed = later.cursor();
        Page same = page(new Ask.Pull(listed), pulled("{\"id\":\"a\"}").replace("sync_x", "sync_z"));
        assertTrue(same.listed(), "the same token is no older one");
    }

    private static Page page(Ask ask, String body) {
        return ((Answer.Settled) decode(ask, 200, body)).page();
    }

    @Test
    void whatTheSinkThrowsPassesUnchanged() {
        JsonDataException thrown = new JsonDataException("of the app");
        assertSame(
                thrown,
                assertThrows(
                        JsonDataException.class,
                        () -> decode(new Ask.Pull(Cursor.START), 200, pulled("{\"id\":\"a\"}"), (slice, after) -> {
                            throw thrown;
                        })));
    }

    @Test
    void theDeviceMustFitIntoAHeader() {
        for (String bad : List.of("", " a", "é", "a\n")) {
            assertThrows(IllegalArgumentException.class, () -> EntitySyncDialect.builder(bad), bad);
        }
    }

    @Test
    void idsAndTokensOfAServerAreBounded() {
        String id = "i".repeat(100_000);
        EntitySyncFixtures.Collected sink = new EntitySyncFixtures.Collected();
        String twice = EntitySyncFixtures.pulled("{\"id\":\"" + id + "\"}", "{\"id\":\"" + id + "\"}");
        EntitySyncFixtures.decode(new Ask.Pull(Cursor.START), 200, twice, sink);
        assertEquals(1, sink.changes.size());
        String token = twice.replace("sync_x", "s".repeat(5_000));
        ProtocolException e = assertThrows(
                ProtocolException.class,
                () -> EntitySyncFixtures.decode(
                        new Ask.Pull(Cursor.START), 200, token, new EntitySyncFixtures.Collected()));
        assertTrue(e.getMessage().contains("5000 characters"), e.getMessage());
    }

    @Test
    void anOccurrenceThatAForeignKeyRefusesWaitsForItsPlan() {
        Mutation occurrence = Mutation.of("planOccurrences", "o1", "put", "{\"id\":\"o1\",\"planId\":\"p1\"}")
                .recorded(new UUID(1, 1), Instant.parse("2026-11-20T10:00:00Z"));
        assertEquals(List.of(new Reference("practicePlans", "p1")), dialect().references(occurrence));
        assertEquals(List.of(), dialect().references(Mutation.of("goals", "g", "put", "{\"planId\":\"p1\"}")));
        String failed = "{\"entityId\":\"o1\",\"entityType\":\"plan_occurrence\",\"reason\":\"D1_ERROR: FOREIGN KEY"
                + " constraint failed: SQLITE_CONSTRAINT\"}";
        Answer.Settled settled = (Answer.Settled) decode(push(occurrence), 200, accepted(0, failed));
        Outcome.Waiting waiting =
                assertInstanceOf(Outcome.Waiting.class, settled.outcomes().get(0));
        assertEquals("", waiting.collection());
    }
}
