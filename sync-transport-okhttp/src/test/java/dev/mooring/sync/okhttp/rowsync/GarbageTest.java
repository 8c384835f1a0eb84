package dev.mooring.sync.okhttp.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.AnswerFuzz;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import java.util.List;
import okhttp3.Headers;
import okio.Buffer;
import org.junit.jupiter.api.Test;

/**
 * I13: whatever a server answers, the outcome is typed, the next cursor is one that can be asked with and never behind times
 * that the answer did not tell, and nothing is settled but by a whole answer.
 */
class GarbageTest {
    private static final RowSyncDialect DIALECT = RowSyncFixtures.dialect();
    private static final RowTables TABLES = new RowTables(RowSyncFixtures.TABLES);
    private static final List<Ask> ASKS = List.of(
            new Ask.Pull(Cursor.START),
            new Ask.Pull(page().token()),
            new Ask.Pull(RowSyncFixtures.behind(RowSyncFixtures.MARK)),
            RowSyncFixtures.push(
                    RowSyncFixtures.behind(RowSyncFixtures.MARK), RowSyncFixtures.tune(1), RowSyncFixtures.tune(2)));

    private static final AnswerFuzz FUZZ = AnswerFuzz.of(
            "row-sync",
            "{\"error\":\"[PUSH] Failed applying tune rowId="
                    + RowSyncFixtures.tune(2).id() + ": code=23503 | x\"}");

    private static RowCursor page() {
        RowCursor begin = RowCursor.of(Cursor.START, TABLES);
        return begin.at(RowCursor.Paging.FIRST.nextPage("", RowSyncFixtures.MARK, "abc"));
    }

    @Test
    void everyFieldDamagedInEveryWay() {
        FUZZ.damageEveryField(GarbageTest::decodeAsEverything);
    }

    @Test
    void fieldsThatAreThereTwice() {
        List<String> names = List.of(
                "changes", "syncedAt", "nextCursor", "syncStartedAt", "table", "data", "deleted", "id", "error");
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
            for (int status : List.of(200, 401, 500)) {
                decode(ask, new WireResponse(status, Headers.EMPTY, new Buffer().write(body), null));
            }
        }
    }

    private static void decode(Ask ask, WireResponse response) {
        Collected sink = new Collected();
        Answer answer = AnswerFuzz.decode(DIALECT, ask, response, sink);
        if (answer instanceof Answer.Settled settled) {
            Cursor next = settled.page().cursor();
            DIALECT.encode(new Ask.Pull(next));
            if (ask instanceof Ask.Push) {
                assertEquals(ask.cursor(), next);
                boolean accepted = settled.outcomes().stream().anyMatch(Outcome.Accepted.class::isInstance);
                assertEquals(response.status() == 200, accepted, "settled by a refusal");
            }
        }
        if (!sink.changes.isEmpty()) {
            assertTrue(response.status() == 200 && ask instanceof Ask.Pull, "a refusal was delivered");
            sink.changes.forEach(change -> assertTrue(TABLES.get(change.collection()) != null));
        }
    }
}
