package dev.mooring.sync.okhttp.oplog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.AnswerFuzz;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.oplog.OpLogFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import java.util.List;
import okhttp3.Headers;
import okio.Buffer;
import org.junit.jupiter.api.Test;

/**
 * I13: whatever a server answers, the outcome is typed, the cursor never goes beyond whole operations, and no history is
 * replaced but by an answer that names another generation and has a snapshot.
 */
class GarbageTest {
    private static final String RECORDED = "da63ff7b-2c0f-4747-abb1-d326f70dfe10";
    private static final List<Ask> ASKS = List.of(
            new Ask.Pull(Cursor.START),
            new Ask.Pull(OpCursor.begin(RECORDED).cursor()),
            new Ask.Pull(new OpCursor(24, "", RECORDED).cursor()),
            new Ask.Pull(OpCursor.begin("gen-2").cursor()),
            OpLogFixtures.push(
                    OpCursor.begin(RECORDED).cursor(), OpLogFixtures.mutation(1), OpLogFixtures.mutation(2)));

    private static final AnswerFuzz FUZZ = AnswerFuzz.of("op-log");

    @Test
    void everyFieldDamagedInEveryWay() {
        FUZZ.damageEveryField(GarbageTest::decodeAsEverything);
    }

    @Test
    void fieldsThatAreThereTwice() {
        List<String> names = List.of(
                "datasetGenerationKey",
                "snapshot",
                "ops",
                "serverSeq",
                "scope",
                "resourceId",
                "actor",
                "clock",
                "payload",
                "error");
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
            for (int status : List.of(200, 400, 409, 500)) {
                decode(ask, new WireResponse(status, Headers.EMPTY, new Buffer().write(body), null));
            }
        }
    }

    private static void decode(Ask ask, WireResponse response) {
        Collected sink = new Collected();
        Answer answer = AnswerFuzz.decode(OpLogFixtures.dialect(), ask, response, sink);
        if (answer instanceof Answer.Settled settled && ask instanceof Ask.Pull) {
            assertEquals(200, response.status());
            if (!ask.cursor().isStart()) {
                Cursor reached = sink.cursor == null ? ask.cursor() : sink.cursor;
                assertEquals(reached, settled.page().cursor(), "the page is not where the last slice ended");
            }
        }
        if (answer instanceof Answer.HistoryReplaced replaced) {
            OpCursor begin = OpCursor.of(replaced.cursor());
            assertTrue(response.status() == (ask.cursor().isStart() ? 200 : 409), "replaced by a refusal");
            assertTrue(begin.sequence() == 0 && sink.changes.isEmpty());
            assertTrue(
                    ask.cursor().isStart() || !OpCursor.of(ask.cursor()).key().equals(begin.key()));
        }
        if (!sink.changes.isEmpty()) {
            long from = OpCursor.of(ask.cursor()).sequence();
            assertTrue(response.status() == 200 && ask instanceof Ask.Pull, "a refusal was delivered");
            assertTrue(sink.changes.get(0).position() > from, "the first change does not follow the cursor");
        }
    }
}
