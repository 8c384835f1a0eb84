package dev.mooring.sync.okhttp.eventlog;

import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.at;
import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.decode;
import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.dialect;
import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.event;
import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.events;
import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.mutation;
import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.push;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.eventlog.EventLogFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import okhttp3.Headers;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the dialect asks and what it makes of the answers. */
class EventLogDialectTest {
    // ---- requests

    @Test
    void aPushNumbersItsEventsBehindTheCursorAndWrapsThem() {
        WireRequest wire = dialect().encode(push(new Cursor("4:ab"), mutation(1)));
        assertEquals("POST do/sync", wire.method() + " " + wire.path());
        assertEquals("u1", wire.headers().get("X-User-Id"));
        assertEquals("application/json", wire.headers().get("Content-Type"));
        assertNull(wire.headers().get("Content-Encoding"));
        String payload = "{\\\"mooring\\\":{\\\"v\\\":1,\\\"id\\\":\\\"00000000-0000-0001-0000-000000000001\\\","
                + "\\\"device\\\":\\\"phone\\\",\\\"collection\\\":\\\"todo\\\",\\\"key\\\":\\\"t1\\\",\\\"kind\\\":\\\"toggled\\\"},"
                + "\\\"data\\\":{\\\"n\\\":1}}";
        assertEquals(
                "{\"events_since\":4,\"events\":[" + event(5, payload) + "]}",
                wire.body().utf8());
    }

    @Test
    void theSameBatchMakesTheSameBytes() {
        Ask ask = push(at(3), mutation(1), mutation(2));
        assertEquals(dialect().encode(ask).body(), dialect().encode(ask).body());
    }

    @Test
    void readsCarryNoBodyAndAPullAsksForTheEventAtItsCursor() {
        assertEquals("do/status", dialect().encode(new Ask.Check(at(3))).path());
        assertEquals(
                "do/events?since=0",
                dialect().encode(new Ask.Pull(Cursor.START)).path());
        assertEquals("do/events?since=0", dialect().encode(new Ask.Pull(at(1))).path());
        WireRequest wire = dialect().encode(new Ask.Pull(at(3)));
        assertEquals("GET do/events?since=2", wire.method() + " " + wire.path());
        assertNull(wire.body());
    }

    @Test
    void aCallWithoutABodyOmitsIt() {
        Ask ask = new Ask.Call(
                at(2), null, dev.mooring.sync.calls.ApiCall.get("http://api/x").withHeader("A", "b"));
        WireRequest wire = dialect().encode(ask);
        assertEquals("do/proxy", wire.path());
        assertEquals(
                "{\"events_since\":2,\"events\":[],\"request\":{\"url\":\"http://api/x\",\"headers\":{\"A\":\"b\"},\"method\":\"GET\"}}",
                wire.body().utf8());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "9007199254740993", ":ab", "1.5"})
    void aCursorOfAnotherDialectIsRefused(String token) {
        assertThrows(IllegalArgumentException.class, () -> dialect().encode(new Ask.Pull(new Cursor(token))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zoë", " a", "a\n"})
    void aUserIdThatServersReadDifferentlyIsRefused(String id) {
        assertThrows(IllegalArgumentException.class, () -> EventLogDialect.builder(id));
    }

    // ---- measure

    @Test
    void aPayloadBeyondTheRowLimitIsRefusedWhenItIsRecorded() {
        Mutation large = Mutation.of("todo", "t", "k", '"' + "é".repeat(950_000) + '"');
        assertThrows(IllegalArgumentException.class, () -> dialect().measure(large));
        Mutation fits = Mutation.of("todo", "t", "k", '"' + "x".repeat(1_899_000) + '"');
        assertTrue(dialect().measure(fits) > 1_899_000);
    }

    @Test
    void theServersOwnEventTypeIsRefusedWhenItIsRecorded() {
        EventLogDialect dialect =
                EventLogDialect.builder("u").eventType(kind -> kind).build();
        assertThrows(IllegalArgumentException.class, () -> dialect.measure(Mutation.of("c", "k", "proxy_minted", "1")));
        assertTrue(dialect.measure(Mutation.of("c", "k", "added", "1")) > 0);
    }

    // ---- check

    @ParameterizedTest
    @CsvSource({
        "3,3,Settled",
        "5,5,Diverged",
        "2,2,Incompatible",
        "0,0,Incompatible",
        "3,4,Incompatible",
        "4,3,Incompatible",
        "2,51,Incompatible"
    })
    void aCheckComparesTheCountersWithTheCursor(long count, long latest, String expected) {
        Answer answer = decode(
                new Ask.Check(at(3)),
                200,
                "{\"latest_sequence\":" + latest + ",\"x\":[],\"event_count\":" + count + "}");
        assertEquals(expected, answer.getClass().getSimpleName());
        if (answer instanceof Answer.Diverged diverged) {
            assertTrue(diverged.page().more());
            assertEquals(at(3), diverged.page().cursor());
        }
    }

    // ---- pull

    @Test
    void aPullFromTheStartDeliversEverythingInSlices() {
        Collected sink = new Collected();
        Answer answer = decode(new Ask.Pull(Cursor.START), 200, events(1, 1234), sink);
        assertEquals(List.of(500, 500, 234), sink.slices);
        assertEquals(sink.cursor, ((Answer.Settled) answer).page().cursor());
        assertFalse(((Answer.Settled) answer).page().more());
    }

    @Test
    void slicesAreBoundedByBytesToo() {
        Collected sink = new Collected();
        String large = "x".repeat(300_000);
        decode(
                new Ask.Pull(Cursor.START),
                200,
                "[" + event(1, large) + "," + event(2, large) + "," + event(3, large) + "]",
                sink);
        assertEquals(List.of(2, 1), sink.slices);
    }

    @Test
    void aPullGoesOnBehindItsAnchorAndDoesNotDeliverIt() {
        Collected sink = new Collected();
        decode(new Ask.Pull(at(3)), 200, events(3, 5), sink);
        assertEquals(
                List.of(4L, 5L), sink.changes.stream().map(Change::position).toList());
        assertEquals(at(5), sink.cursor);
    }

    @Test
    void aPullWithNothingNewStaysWhereItIs() {
        Answer.Settled answer = (Answer.Settled) decode(new Ask.Pull(at(3)), 200, events(3, 3));
        assertEquals(at(3), answer.page().cursor());
        Answer.Settled empty = (Answer.Settled) decode(new Ask.Pull(Cursor.START), 200, "[]");
        assertEquals(Cursor.START, empty.page().cursor());
    }

    @Test
    void aHistoryThatIsNotOursIsIncompatibleAndNothingOfItIsTaken() {
        Collected sink = new Collected();
        Ask pull = new Ask.Pull(at(3));
        String other = "[" + event(3, "another log") + "," + event(4) + "]";
        assertInstanceOf(Answer.Incompatible.class, decode(pull, 200, other, sink));
        assertInstanceOf(Answer.Incompatible.class, decode(pull, 200, "[]", sink));
        assertInstanceOf(Answer.Incompatible.class, decode(pull, 200, events(4, 5), sink));
        assertThrows(ProtocolException.class, () -> decode(pull, 200, events(2, 5), sink));
        assertTrue(sink.changes.isEmpty());
    }

    @Test
    void aHoleIsNamedAndWhatIsBeforeItIsApplied() {
        Collected sink = new Collected();
        Answer answer = decode(new Ask.Pull(at(1)), 200, "[" + event(1) + "," + event(2) + "," + event(5) + "]", sink);
        assertTrue(assertInstanceOf(Answer.Incompatible.class, answer).reason().contains("5 follows 2"));
        assertEquals(at(2), sink.cursor);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 1, 0, -1})
    void aSequenceThatDoesNotAscendIsGarbage(long next) {
        Collected sink = new Collected();
        String body = "[" + event(1) + "," + event(2) + "," + event(next) + "]";
        ProtocolException e =
                assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(Cursor.START), 200, body, sink));
        assertTrue(e.getMessage().contains("sequence " + next + " follows 2"), e.getMessage());
    }

    @Test
    void fieldOrderAndUnknownFieldsDoNotMatter() {
        Collected sink = new Collected();
        String body =
                "[{\"payload\":\"p\",\"x\":{\"sequence\":9},\"schema_version\":4294967295,\"event_type\":\"cron_result\","
                        + "\"timestamp\":\"\",\"sequence\":1}]";
        decode(new Ask.Pull(Cursor.START), 200, body, sink);
        Change change = sink.changes.get(0);
        assertEquals(new Change(1, "cron_result", "1", "cron_result", "p", false, 0, "", ""), change);
        assertEquals("", sink.echoes.get(0));
    }

    @Test
    void anEventOfTheWrongTypeIsNamed() {
        String body = "[" + event(1) + "," + event(2).replace("\"sequence\":2", "\"sequence\":\"2\"") + "]";
        Collected sink = new Collected();
        ProtocolException e =
                assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(Cursor.START), 200, body, sink));
        assertTrue(e.getMessage().contains("$[1].sequence"), e.getMessage());
        assertTrue(sink.changes.isEmpty());
    }

    @Test
    void aLostConnectionGivesUpToTheLastWholeEvent() {
        Buffer part = new Buffer().writeUtf8(events(1, 9).substring(0, 700));
        ForwardingSource lost = new ForwardingSource(part) {
            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                long count = super.read(sink, byteCount);
                if (count < 0) {
                    throw new IOException("lost");
                }
                return count;
            }
        };
        Collected sink = new Collected();
        WireResponse response = new WireResponse(200, Headers.EMPTY, Okio.buffer(lost), null);
        assertThrows(IOException.class, () -> dialect().decode(new Ask.Pull(Cursor.START), response, sink));
        int whole = (int) events(1, 9)
                        .substring(0, 700)
                        .chars()
                        .filter(c -> c == '}')
                        .count()
                / 2;
        assertEquals(whole, sink.changes.size());
        assertEquals(at(whole), sink.cursor);
    }

    @Test
    void ownMutationsAreRecognisedInAPull() {
        Ask.Push push = push(at(1), mutation(7), mutation(8));
        String sent = dialect().encode(push).body().utf8();
        String array = "[" + event(1) + "," + sent.substring(sent.indexOf("[") + 1, sent.lastIndexOf("]")) + "]";
        Collected sink = new Collected();
        decode(new Ask.Pull(at(1)), 200, array, sink);
        assertEquals(List.of(dialect().echo(mutation(7)), dialect().echo(mutation(8))), sink.echoes);
        assertEquals(Change.of(mutation(7), 2, "phone"), sink.changes.get(0));
    }

    @Test
    void plainPayloadsStandAsTheyAreAndAreRecognisedByContent() throws IOException {
        EventLogDialect plain = EventLogDialect.builder("u1")
                .plainPayloads((type, payload) -> new EventMapping.Subject("log", "k", "delete"))
                .build();
        String sent = plain.encode(push(Cursor.START, mutation(7))).body().utf8();
        assertTrue(sent.contains("\"payload\":\"{\\\"n\\\":7}\""), sent);
        Collected sink = new Collected();
        String array = sent.substring(sent.indexOf("["), sent.lastIndexOf("]") + 1);
        plain.decode(new Ask.Pull(Cursor.START), WireResponse.of(200, array), sink);
        assertEquals(List.of(plain.echo(mutation(7))), sink.echoes);
        assertTrue(sink.changes.get(0).tombstone());
        assertEquals("{\"n\":7}", sink.changes.get(0).payload());
        assertFalse(plain.echo(mutation(7)).equals(plain.echo(mutation(8))));
    }

    @Test
    void anEventThatTheMappingThrowsAtIsSetAsideAndTheNextOneComes() throws Exception {
        EventLogDialect plain = EventLogDialect.builder("u1")
                .plainPayloads((type, payload) -> {
                    if (payload.contains("1")) {
                        throw new IllegalStateException("not mine: " + payload);
                    }
                    return new EventMapping.Subject("log", "k", type);
                })
                .build();
        List<Incoming> all = new ArrayList<>();
        plain.decode(
                new Ask.Pull(Cursor.START), WireResponse.of(200, events(1, 2)), (slice, after) -> all.addAll(slice));
        assertEquals(
                "the app's event mapping could not read the event", all.get(0).unreadable());
        assertEquals("1", all.get(0).change().key());
        assertEquals("log", all.get(1).change().collection());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"timestamp\":\"t\",\"event_type\":\"x\",\"schema_version\":1,\"payload\":{\"a\":[1]}",
                "\"timestamp\":\"t\",\"event_type\":\"x\",\"schema_version\":1,\"payload\":null",
                "\"timestamp\":\"t\",\"event_type\":\"x\",\"schema_version\":1",
                "\"timestamp\":5,\"event_type\":\"x\",\"schema_version\":1,\"payload\":\"p\"",
                "\"timestamp\":\"t\",\"event_type\":\"x\",\"schema_version\":[],\"payload\":\"p\"",
            })
    void anEventWhoseSequenceAloneCanBeReadTakesItsPlaceAndStopsNothing(String rest) {
        String body = "[" + event(1) + ",{" + rest + ",\"sequence\":2}," + event(3) + "]";
        List<Incoming> all = new ArrayList<>();
        Cursor[] reached = {Cursor.START};
        decode(new Ask.Pull(Cursor.START), 200, body, (slice, after) -> {
            all.addAll(slice);
            reached[0] = after;
        });
        assertEquals(3, all.size());
        assertNull(all.get(0).unreadable());
        assertTrue(
                all.get(1).unreadable().startsWith("the event's "), all.get(1).unreadable());
        assertEquals(2, all.get(1).change().position());
        assertEquals(at(3), reached[0]);
    }

    @Test
    void anUnreadableEventAtTheCursorIsKnownByItsPlaceAlone() {
        String odd = "{\"sequence\":2}";
        Cursor[] reached = {Cursor.START};
        decode(new Ask.Pull(Cursor.START), 200, "[" + event(1) + "," + odd + "]", (slice, after) -> reached[0] = after);
        for (String anchor : List.of(odd, event(2))) {
            Collected sink = new Collected();
            Answer answer = decode(new Ask.Pull(reached[0]), 200, "[" + anchor + "," + event(3) + "]", sink);
            assertInstanceOf(Answer.Settled.class, answer);
            assertEquals(1, sink.changes.size());
        }
    }

    @Test
    void anEventWithoutASequenceEndsThePull() {
        String body = "[" + event(1) + ",{\"timestamp\":\"t\",\"payload\":\"p\"}," + event(3) + "]";
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(Cursor.START), 200, body));
        String text = "[" + event(1) + ",{\"sequence\":\"2\"}]";
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(Cursor.START), 200, text));
    }

    // ---- push

    @Test
    void anAcceptedPushSettlesItsMutationsAtTheirPositions() {
        Ask push = push(at(4), mutation(1), mutation(2));
        Answer.Settled answer =
                (Answer.Settled) decode(push, 200, "{\"response\":null,\"server_events\":[],\"events_accepted\":true}");
        assertEquals(
                List.of(new Outcome.Accepted(new UUID(1, 1), 5), new Outcome.Accepted(new UUID(1, 2), 6)),
                answer.outcomes());
        assertFalse(answer.page().more());
        assertTrue(answer.page().cursor().token().startsWith("6:"));
    }

    @Test
    void theCursorAfterAPushIsTheOneThatAPullFinds() {
        Ask.Push push = push(Cursor.START, mutation(1), mutation(2));
        Cursor pushed = ((Answer.Settled) decode(push, 200, "{\"events_accepted\":true}"))
                .page()
                .cursor();
        String sent = dialect().encode(push).body().utf8();
        Collected sink = new Collected();
        decode(new Ask.Pull(Cursor.START), 200, sent.substring(sent.indexOf("["), sent.lastIndexOf("]") + 1), sink);
        assertEquals(pushed, sink.cursor);
    }

    @Test
    void eventsBeyondTheBatchMeanThatThereIsMore() {
        Ask push = push(at(4), mutation(1));
        String body = "{\"events_accepted\":true,\"server_events\":[" + event(6) + "],\"response\":null}";
        assertTrue(((Answer.Settled) decode(push, 200, body)).page().more());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"events_accepted\":false}",
                "{\"events_accepted\":\"true\"}",
                "{\"events_accepted\":1}",
                "{\"events_accepted\":null}",
                "{\"events_accepted\":true,\"server_events\":{}}",
                "{\"events_accepted\":true,\"server_events\":[1]}",
                "{\"events_accepted\":true,\"events_accepted\":true}",
                "{\"events_accepted\":true}{}",
                "{\"events_accepted\":true",
                "[]"
            })
    void a200WithoutAnAcceptanceIsGarbage(String body) {
        assertThrows(ProtocolException.class, () -> decode(push(at(4), mutation(1)), 200, body));
    }

    @Test
    void theTwoConflictsOfThisServerAreDivergence() {
        Ask push = push(at(4), mutation(1));
        String gap = "{\"events_accepted\":false,\"error\":\"Sequence gap: expected 6, got 5\",\"server_events\":["
                + event(5) + "]}";
        Answer.Diverged conflict = assertInstanceOf(Answer.Diverged.class, decode(push, 409, gap));
        assertEquals(at(4), conflict.page().cursor());
        assertTrue(conflict.page().more());
        assertEquals("Sequence gap: expected 6, got 5", conflict.reason());
        String unique = "{\"error\":\"UNIQUE constraint failed: events.sequence: SQLITE_CONSTRAINT\"}";
        assertInstanceOf(Answer.Diverged.class, decode(push, 500, unique));
        assertInstanceOf(Answer.Diverged.class, decode(push, 409, "<html>"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{\"error\":\"Missing user ID\"}|REFUSED",
                "403|{\"events_accepted\":false,\"error\":\"Client cannot submit\"}|REFUSED",
                "403|{\"error\":\"no\"}|AUTH",
                "403|<html>|AUTH",
                "500|{\"error\":\"string or blob too big: SQLITE_TOOBIG\"}|TOO_LARGE",
                "500|{\"error\":\"NOT NULL constraint failed: events.payload\"}|SERVER",
                "500|{\"error\":\"Secret \\\"nope\\\" is not configured.\"}|SERVER",
                "502|{\"events_accepted\":true,\"error\":\"Upstream\"}|SERVER",
                "500|{\"error\":{}}|SERVER",
                "511|login|AUTH"
            })
    void aRefusedPushIsTyped(int status, String body, Kind kind) {
        TransportException e =
                assertThrows(TransportException.class, () -> decode(push(at(4), mutation(1)), status, body));
        assertEquals(kind, e.kind());
        assertEquals(Delivery.ANSWERED, e.delivery());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 201, 204, 206, 304})
    void aStatusThatSaysNothingIsGarbage(int status) {
        assertThrows(ProtocolException.class, () -> decode(push(at(4), mutation(1)), status, ""));
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(at(4)), status, ""));
    }

    // ---- call

    @Test
    void aCallBringsTheApisAnswerWhateverItsStatus() {
        Ask call = new Ask.Call(
                at(4), push(at(4), mutation(1)), dev.mooring.sync.calls.ApiCall.post("http://api/x", "{}"));
        String body = "{\"events_accepted\":true,\"server_events\":[],"
                + "\"response\":{\"body\":\"gone\",\"status\":404,\"headers\":{\"a\":\"b\"}}}";
        Answer.Settled answer = (Answer.Settled) decode(call, 200, body);
        assertEquals(404, answer.response().status());
        assertEquals("gone", answer.response().body());
        assertEquals("b", answer.response().headers().get("a"));
        assertEquals(1, answer.outcomes().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{\"events_accepted\":true,\"server_events\":[],\"response\":null}|CallFailed",
                "200|{\"events_accepted\":true}|CallFailed",
                "502|{\"events_accepted\":true,\"server_events\":[],\"response\":null,\"error\":\"Upstream request failed\"}|CallFailed",
                "500|{\"error\":\"Secret \\\"nope\\\" (env: NOPE) is not configured.\"}|CallFailed",
                "409|{\"events_accepted\":false,\"error\":\"Sequence gap\",\"server_events\":[],\"response\":null}|Diverged",
                "500|{\"error\":\"UNIQUE constraint failed: events.sequence\"}|Diverged"
            })
    void aCallThatWasNotMadeOrFailedIsToldFromOneThatWas(int status, String body, String expected) {
        Ask call = new Ask.Call(at(4), null, dev.mooring.sync.calls.ApiCall.get("http://api/x"));
        assertEquals(expected, decode(call, status, body).getClass().getSimpleName());
    }

    @Test
    void anEdgeErrorOnACallIsTheServersFault() {
        Ask call = new Ask.Call(at(4), null, dev.mooring.sync.calls.ApiCall.get("http://api/x"));
        TransportException e =
                assertThrows(TransportException.class, () -> decode(call, 502, "<html>Bad gateway</html>"));
        assertEquals(Kind.SERVER, e.kind());
    }
}
