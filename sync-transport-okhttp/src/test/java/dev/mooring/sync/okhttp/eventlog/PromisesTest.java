package dev.mooring.sync.okhttp.eventlog;

import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.event;
import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.events;
import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.mutation;
import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.push;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.eventlog.EventLogFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ProtocolException;
import java.io.IOException;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a server that keeps the promises, and what its answers mean. */
class PromisesTest {
    private static final EventLogDialect DIALECT = EventLogDialect.builder("u1")
            .device("phone")
            .promises("w1")
            .compacts(mutation -> mutation.kind().equals("put"))
            .live()
            .build();

    private static final Cursor AT_THREE = new Cursor("3:" + print(3) + ":7:h:1");

    // ---- requests

    @Test
    void aPushNamesHistoryWriterTokenAndMutations() {
        String body = body(push(AT_THREE, mutation(1)));
        assertTrue(
                body.startsWith(
                        "{\"events_since\":3,\"history\":\"h:1\",\"writer\":\"w1\",\"fencing_token\":7,\"events\":[{\"sequence\":4,"),
                body);
        assertTrue(body.endsWith(",\"mutation_id\":\"00000000-0000-0001-0000-000000000001\"}]}"), body);
    }

    @Test
    void theFirstPushOfAllNamesNoHistoryAndOneOntoAnUnknownLogNamesNone() {
        assertTrue(body(push(Cursor.START, mutation(1)))
                .startsWith("{\"events_since\":0,\"writer\":\"w1\",\"fencing_token\":0,\"events\""));
        assertTrue(body(push(new Cursor("3:ab"), mutation(1)))
                .startsWith("{\"events_since\":3,\"history\":\"\",\"writer\":\"w1\",\"fencing_token\":0,\"events\""));
    }

    @Test
    void theKeyIsNamedWhereTheAppSaysThatTheMutationTellsAllOfIt() {
        Mutation whole =
                Mutation.of("to\"do", "t,1", "put", "{}").recorded(mutation(1).id(), EventLogFixtures.AT);
        String body = body(push(AT_THREE, whole));
        assertTrue(body.endsWith(",\"key\":\"[\\\"to\\\\\\\"do\\\",\\\"t,1\\\"]\"}]}"), body);
    }

    @Test
    void aPullNamesWriterAndHistoryAndNoToken() {
        assertEquals("do/events?since=2&writer=w1&history=h%3A1", path(new Ask.Pull(AT_THREE)));
        assertEquals("do/events?since=0&writer=w1", path(new Ask.Pull(Cursor.START)));
        String call = body(new Ask.Call(AT_THREE, null, ApiCall.get("http://api/x")));
        assertTrue(call.startsWith("{\"events_since\":3,\"history\":\"h:1\",\"writer\":\"w1\",\"events\":[],"), call);
    }

    @Test
    void theLiveStreamNamesTheWriter() {
        LiveDialect.Opening opening = DIALECT.opening(HttpUrl.get("https://host/base/"), null);
        assertEquals("https://host/base/do/live?writer=w1", opening.url().toString());
    }

    @Test
    void aBatchMayBeSentAgainAndNothingIsChecked() {
        assertEquals(Capabilities.Resend.SAFE, DIALECT.capabilities("s").resend());
        assertFalse(DIALECT.capabilities("s").checks());
        assertTrue(EventLogFixtures.dialect().capabilities("s").checks());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "zoë", "a\n"})
    void aWriterThatNoServerCouldKeepIsRefused(String writer) {
        assertThrows(
                IllegalArgumentException.class,
                () -> EventLogDialect.builder("u").promises(writer).build());
    }

    // ---- answers

    @Test
    void theTokenThatAnAnswerTellsIsKeptWithTheCursor() {
        Answer.Settled settled = assertInstanceOf(
                Answer.Settled.class,
                decode(
                        push(AT_THREE, mutation(1)),
                        200,
                        "{\"lease\":{\"held\":true,\"fencing_token\":8,\"x\":[]},\"events_accepted\":true,\"server_events\":[],"
                                + "\"response\":null,\"latest_sequence\":4,\"history\":\"h:1\"}"));
        assertTrue(settled.page().cursor().token().endsWith(":8:h:1"));
        assertFalse(settled.page().more());
    }

    @ParameterizedTest
    @CsvSource({"4,false,false", "5,false,true", "4,true,true"})
    void whatTheServerHasBehindTheBatchIsToBePulled(long latest, boolean more, boolean expected) {
        Answer.Settled settled = (Answer.Settled) decode(
                push(AT_THREE, mutation(1)),
                200,
                "{\"events_accepted\":true,\"more\":" + more + ",\"history\":\"h:1\",\"latest_sequence\":" + latest
                        + "}");
        assertEquals(expected, settled.page().more());
    }

    @Test
    void aRefusalIsADivergenceWhateverItsWords() {
        for (String error : new String[] {"Fenced: the token is 8", "Sequence gap: expected 5, got 4", ""}) {
            Answer.Diverged diverged = assertInstanceOf(
                    Answer.Diverged.class,
                    decode(
                            push(AT_THREE, mutation(1)),
                            409,
                            "{\"events_accepted\":false,\"server_events\":" + events(4, 4) + ",\"error\":\"" + error
                                    + "\",\"history\":\"h:1\",\"latest_sequence\":4,\"lease\":{\"fencing_token\":8}}"));
            assertTrue(diverged.page().more());
            assertEquals(AT_THREE, diverged.page().cursor(), "a token without what it came with fences nothing");
        }
        assertInstanceOf(Answer.Diverged.class, decode(push(AT_THREE, mutation(1)), 409, "<html>"));
    }

    @Test
    void anotherHistoryReplacesTheOldOneAtAPullToo() {
        String body =
                "{\"events_accepted\":false,\"error\":\"Another history\",\"history\":\"h:2\",\"server_events\":[]}";
        for (Ask ask : new Ask[] {push(AT_THREE, mutation(1)), new Ask.Pull(AT_THREE)}) {
            Answer.HistoryReplaced replaced = assertInstanceOf(Answer.HistoryReplaced.class, decode(ask, 409, body));
            assertEquals("0::0/3:h:2", replaced.cursor().token());
        }
        assertInstanceOf(
                Answer.HistoryReplaced.class,
                decode(new Ask.Pull(AT_THREE), 200, "[]", headers("h:2", 1, 0), new Collected()));
        assertInstanceOf(
                Answer.Diverged.class,
                decode(push(new Cursor("3:ab"), mutation(1)), 409, body),
                "only a pull can tell whether an unknown log is the one that was followed");
    }

    @Test
    void aLogThatEndsBeforeTheCursorKnowsLess() {
        assertInstanceOf(
                Answer.Incompatible.class,
                decode(
                        push(AT_THREE, mutation(1)),
                        409,
                        "{\"error\":\"Sequence gap\",\"history\":\"h:1\",\"latest_sequence\":2,\"server_events\":[]}"));
    }

    @Test
    void anAnswerThatNamesNoHistoryIsOfAnotherServer() {
        assertThrows(
                ProtocolException.class,
                () -> decode(push(AT_THREE, mutation(1)), 200, "{\"events_accepted\":true,\"server_events\":[]}"));
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(AT_THREE), 200, events(3, 4)));
        assertThrows(
                ProtocolException.class,
                () -> decode(push(AT_THREE, mutation(1)), 200, "{\"events_accepted\":true,\"history\":\"h:2\"}"),
                "it was taken into a history that it was not meant for");
    }

    @Test
    void aPullLearnsTheTokenAlsoWhereNothingIsNew() {
        Answer.Settled settled = (Answer.Settled)
                decode(new Ask.Pull(AT_THREE), 200, events(3, 3), headers("h:1", 9, 0), new Collected());
        assertEquals("3:" + print(3) + ":9:h:1", settled.page().cursor().token());
    }

    @Test
    void whatWasDroppedIsNoHoleAndWhatWasNotIsOne() {
        String holes = "[" + event(3) + "," + event(6) + "," + event(7) + "]";
        assertInstanceOf(Answer.Settled.class, pulled(AT_THREE, holes, 5));
        assertInstanceOf(Answer.Incompatible.class, pulled(AT_THREE, holes, 4));
        String anchorless = "[" + event(5) + "]";
        assertInstanceOf(Answer.Settled.class, pulled(AT_THREE, anchorless, 4));
        assertInstanceOf(Answer.Incompatible.class, pulled(AT_THREE, anchorless, 3));
    }

    private static Answer pulled(Cursor from, String body, long compactedTo) {
        return decode(new Ask.Pull(from), 200, body, headers("h:1", 9, compactedTo), (slice, after) -> {});
    }

    @ParameterizedTest
    @CsvSource({"3,5,2,Settled", "3,5,0,Incompatible", "6,5,2,Incompatible"})
    void aCheckCountsWhatWasDropped(long count, long latest, long compactedTo, String expected) {
        Answer answer = decode(
                new Ask.Check(new Cursor("5")),
                200,
                "{\"event_count\":" + count + ",\"latest_sequence\":" + latest + ",\"compacted_to\":" + compactedTo
                        + "}");
        assertEquals(expected, answer.getClass().getSimpleName());
    }

    @Test
    void oddFactsCountAsNotTold() {
        Answer.Settled settled = (Answer.Settled) decode(
                push(AT_THREE, mutation(1)),
                200,
                "{\"events_accepted\":true,\"more\":1,\"lease\":[8],\"latest_sequence\":\"9\",\"compacted_to\":{},"
                        + "\"history\":\"h:1\"}");
        assertTrue(settled.page().cursor().token().endsWith(":7:h:1"));
        assertFalse(settled.page().more());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3:ab:7", "3:ab:x:h", "3:ab:-1:h", "x:ab:1:h", "3:ab:1/x:h", "3:ab:1/2/3:h"})
    void aCursorThatNoAnswerMadeIsRefused(String token) {
        assertThrows(IllegalArgumentException.class, () -> LogCursor.of(new Cursor(token)));
    }

    // ---- the fixture

    private static String print(long sequence) {
        return LogCursor.of(EventLogFixtures.at(sequence)).fingerprint();
    }

    private static Headers headers(String history, long token, long compactedTo) {
        return Headers.of(
                "X-History",
                history,
                "X-Fencing-Token",
                Long.toString(token),
                "X-Compacted-To",
                Long.toString(compactedTo));
    }

    private static String body(Ask ask) {
        return DIALECT.encode(ask).body().utf8();
    }

    private static String path(Ask ask) {
        return DIALECT.encode(ask).path();
    }

    private static Answer decode(Ask ask, int status, String body) {
        return decode(ask, status, body, Headers.EMPTY, new Collected());
    }

    private static Answer decode(Ask ask, int status, String body, Headers headers, ChangeSink sink) {
        try {
            return DIALECT.decode(ask, new WireResponse(status, headers, new Buffer().writeUtf8(body), null), sink);
        } catch (IOException e) {
            throw new AssertionError("a body in memory cannot be lost", e);
        }
    }
}
