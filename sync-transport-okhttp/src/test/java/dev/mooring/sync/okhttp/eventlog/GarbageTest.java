package dev.mooring.sync.okhttp.eventlog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.okhttp.AnswerFuzz;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.eventlog.EventLogFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import java.util.List;
import okhttp3.Headers;
import okio.Buffer;
import org.junit.jupiter.api.Test;

/**
 * I13: whatever a server answers, the outcome is typed, and the cursor never goes beyond contiguous whole events. Every
 * answer that was recorded is damaged in every way and decoded as the answer to every ask.
 */
class GarbageTest {
    private static final List<Integer> STATUSES = List.of(200, 409, 500, 502);
    private static final List<Ask> ASKS = List.of(
            new Ask.Check(new Cursor("2")),
            new Ask.Pull(Cursor.START),
            new Ask.Pull(new Cursor("1")),
            EventLogFixtures.push(new Cursor("2"), EventLogFixtures.mutation(1)),
            new Ask.Call(new Cursor("2"), null, ApiCall.get("http://api/x")));

    private static final AnswerFuzz FUZZ = AnswerFuzz.of(
            "event-log",
            "{\"events_accepted\":true,\"server_events\":[" + EventLogFixtures.event(3)
                    + "],\"response\":{\"status\":200,\"headers\":{\"a\":\"b\"},\"body\":\"ok\"}}");

    @Test
    void everyFieldDamagedInEveryWay() {
        FUZZ.damageEveryField(GarbageTest::decodeAsEverything);
    }

    @Test
    void fieldsThatAreThereTwice() {
        List<String> names =
                List.of("sequence", "payload", "events_accepted", "server_events", "latest_sequence", "error");
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

    // ---- decoding

    private static void decodeAsEverything(byte[] body) {
        for (Ask ask : ASKS) {
            boolean read = ask instanceof Ask.Check || ask instanceof Ask.Pull;
            for (int status : read ? List.of(200) : STATUSES) {
                WireResponse response = new WireResponse(status, Headers.EMPTY, new Buffer().write(body), null);
                decode(ask, response);
            }
        }
    }

    private static void decode(Ask ask, WireResponse response) {
        Collected sink = new Collected();
        Answer answer = AnswerFuzz.decode(EventLogFixtures.dialect(), ask, response, sink);
        if (answer instanceof Answer.Settled settled && ask instanceof Ask.Pull && sink.cursor != null) {
            assertTrue(sink.cursor.equals(settled.page().cursor()), "the page is not where the last slice ended");
        }
        if (!sink.changes.isEmpty()) {
            long from = LogCursor.of(ask.cursor()).sequence();
            assertTrue(response.status() == 200 && ask instanceof Ask.Pull, "a refusal was delivered");
            assertTrue(sink.changes.get(0).position() == from + 1, "the first change does not follow the cursor");
            assertTrue(sink.position == from + sink.changes.size(), "the changes are not contiguous");
        }
    }
}
