package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.AnswerFuzz;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.entitysync.EntitySyncFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import okhttp3.Headers;
import okio.Buffer;
import org.junit.jupiter.api.Test;

/**
 * I13: whatever a server answers, the outcome is typed; nothing is delivered from a refusal; only a whole body is a listing; and
 * no mutation is settled twice or without having been asked for.
 */
class GarbageTest {
    private static final List<Integer> STATUSES = List.of(200, 400, 409, 500);
    private static final Ask.Push PUSH = EntitySyncFixtures.push(
            EntitySyncFixtures.put("entries", "e1r", "{\"notes\":\"n\"}"),
            EntitySyncFixtures.put("entries", "big", "{\"notes\":\"n\"}"),
            EntitySyncFixtures.put("goals", "bc", "{\"title\":\"n\"}"));
    private static final List<Ask> ASKS = List.of(
            new Ask.Check(Cursor.START),
            new Ask.Pull(Cursor.START),
            new Ask.Pull(new Cursor("listed:2:moved:t")),
            new Ask.Pull(new Cursor("empty:0:moved:t")),
            new Ask.Pull(new Cursor("again:3:moved:t")),
            PUSH,
            EntitySyncFixtures.push(EntitySyncFixtures.delete("goals", "bc")));

    private static final AnswerFuzz FUZZ = AnswerFuzz.of(
            "entity-sync",
            "{\"uploaded\":0,\"downloaded\":8,\"conflicts\":[{\"entityId\":\"bc\",\"localVersion\":1,\"remoteVersion\":2}],"
                    + "\"newSyncToken\":\"sync_x\"}",
            "<html><body>Sign in</body></html>",
            "{\"entries\":[{\"id\":\"w\",\"timestamp\":1,\"goalIds\":[\"g\"],\"goal_ids\":[],\"sync_version\":1,"
                    + "\"created_at\":5,\"pieces\":[{\"title\":\"t\",\"id\":\"t\"}],\"deletedAt\":\"x\"}],\"goals\":["
                    + "{\"id\":\"g\",\"updated_at\":\"2026-11-01T10:00:00Z\"}],\"practicePlans\":[],\"planOccurrences\":["
                    + "{\"id\":\"o\",\"plan_id\":\"p\"}],\"planTemplates\":[{\"id\":\"t\",\"authorId\":\"u\"}],"
                    + EntitySyncFixtures.TAIL);

    @Test
    void everyFieldDamagedInEveryWay() {
        FUZZ.damageEveryField(GarbageTest::decodeAsEverything);
    }

    @Test
    void fieldsThatAreThereTwice() {
        List<String> names =
                List.of("entries", "id", "conflicts", "success", "stats", "syncToken", "entityCount", "error");
        FUZZ.doubleFields(names, GarbageTest::decodeAsEverything);
    }

    @Test
    void everyAnswerCutShort() {
        FUZZ.cutShort(GarbageTest::decodeAsEverything);
    }

    @Test
    void fiveThousandRandomDamages() {
        FUZZ.damageAtRandom(20261121, 5_000, GarbageTest::decodeAsEverything);
    }

    private static void decodeAsEverything(byte[] body) {
        for (Ask ask : ASKS) {
            for (int status : ask instanceof Ask.Push ? STATUSES : List.of(200)) {
                WireResponse response = new WireResponse(status, Headers.EMPTY, new Buffer().write(body), null);
                decode(ask, response);
            }
        }
    }

    private static void decode(Ask ask, WireResponse response) {
        Collected sink = new Collected();
        Answer answer = AnswerFuzz.decode(EntitySyncFixtures.dialect(), ask, response, sink);
        for (Change change : sink.changes) {
            assertTrue(response.status() == 200 && ask instanceof Ask.Pull, "a refusal was delivered");
            assertFalse(change.key().isEmpty(), "a change without a key");
        }
        sink.incoming.forEach(one -> assertFalse(one.echo().isEmpty(), "a change without a fingerprint"));
        if (!(answer instanceof Answer.Settled settled)) {
            return;
        }
        Set<Object> told = new HashSet<>();
        for (Outcome outcome : settled.outcomes()) {
            assertTrue(told.add(outcome.mutation()), "two outcomes for one mutation");
        }
        if (ask instanceof Ask.Push push) {
            assertEquals(push.mutations().size(), told.size());
            assertEquals(ask.cursor(), settled.page().cursor());
        } else {
            assertTrue(told.isEmpty(), "an outcome without a push");
        }
    }
}
