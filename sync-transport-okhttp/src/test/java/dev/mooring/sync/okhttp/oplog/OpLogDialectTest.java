package dev.mooring.sync.okhttp.oplog;

import static dev.mooring.sync.okhttp.oplog.OpLogFixtures.BEGIN;
import static dev.mooring.sync.okhttp.oplog.OpLogFixtures.at;
import static dev.mooring.sync.okhttp.oplog.OpLogFixtures.decode;
import static dev.mooring.sync.okhttp.oplog.OpLogFixtures.dialect;
import static dev.mooring.sync.okhttp.oplog.OpLogFixtures.id;
import static dev.mooring.sync.okhttp.oplog.OpLogFixtures.mutation;
import static dev.mooring.sync.okhttp.oplog.OpLogFixtures.op;
import static dev.mooring.sync.okhttp.oplog.OpLogFixtures.pulled;
import static dev.mooring.sync.okhttp.oplog.OpLogFixtures.push;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.oplog.OpLogFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import okhttp3.Headers;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request and answer, point by point. */
class OpLogDialectTest {
    private static final String STALE = "{\"datasetGenerationKey\":\"gen-2\",\"snapshot\":\"snap\"}";

    // ---- requests

    @Test
    void aPushSplicesPayloadsAsTheyStandAndSendsNoFieldMore() {
        Mutation odd = Mutation.of(
                        "a\"<b", "é😀", "k", "{ \"n\": 1.0, \"big\": 12345678901234567890, \"u\": \"\u2028\" }")
                .recorded(id(2), OpLogFixtures.AT);
        WireRequest request =
                dialect().encode(push(BEGIN, odd, Mutation.delete("c", "k").recorded(id(3), OpLogFixtures.AT)));
        long clock = OpLogFixtures.AT.toEpochMilli() << 11;
        assertEquals("POST sync/push", request.method() + " " + request.path());
        assertEquals("application/json", request.headers().get("Content-Type"));
        assertEquals(
                "{\"clientId\":\"c1\",\"datasetGenerationKey\":\"gen-1\",\"ops\":["
                        + "{\"scope\":\"a\\\"<b\",\"resourceId\":\"é😀\",\"actor\":\"8000000000000001\",\"clock\":"
                        + (clock + 2)
                        + ",\"payload\":{ \"n\": 1.0, \"big\": 12345678901234567890, \"u\": \"\u2028\" }},"
                        + "{\"scope\":\"c\",\"resourceId\":\"k\",\"actor\":\"8000000000000001\",\"clock\":"
                        + (clock + 3)
                        + ",\"payload\":null}]}",
                request.body().utf8());
    }

    @Test
    void theFirstPullIsABootstrapAndLaterOnesAskForOneOperationMore() {
        assertEquals(
                "sync/bootstrap", dialect().encode(new Ask.Pull(Cursor.START)).path());
        assertEquals(
                "sync/pull?since=0&clientId=c1&datasetGenerationKey=gen-1",
                dialect().encode(new Ask.Pull(BEGIN)).path());
        Cursor odd = new OpCursor(42, "", "a key & more:+é").cursor();
        assertEquals(
                "sync/pull?since=41&clientId=c1&datasetGenerationKey=a%20key%20%26%20more%3A%2B%C3%A9",
                dialect().encode(new Ask.Pull(odd)).path());
    }

    @Test
    void anEmptyCollectionOrKeyIsRefusedWhenItIsRecorded() {
        assertThrows(IllegalArgumentException.class, () -> dialect().measure(Mutation.of("c", "", "k", "1")));
        assertThrows(IllegalArgumentException.class, () -> dialect().measure(Mutation.of("", "k", "k", "1")));
        assertTrue(dialect().measure(mutation(1))
                >= dialect().encode(push(BEGIN, mutation(1))).body().size() - 70);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", "1:2", "1::", "-1::k", ":::", "1e3::k", "9999999999999999999::k"})
    void aCursorOfAnotherDialectIsRefused(String token) {
        assertThrows(IllegalArgumentException.class, () -> dialect().encode(new Ask.Pull(new Cursor(token))));
    }

    // ---- bootstrap

    @Test
    void aBootstrapWithoutASnapshotGivesTheKeyAndEverythingIsPulledUnderIt() {
        String body = "{\"datasetGenerationKey\":\"gen-1\",\"ops\":[" + op(7) + "],\"serverSeq\":7,\"snapshot\":\"\"}";
        Answer.Settled settled = assertInstanceOf(Answer.Settled.class, decode(new Ask.Pull(Cursor.START), 200, body));
        assertEquals(BEGIN, settled.page().cursor());
        assertTrue(settled.page().more());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"datasetGenerationKey\":\"gen-1\",\"ops\":[{}],\"serverSeq\":7,\"snapshot\":\"<s>\"}",
                "{\"snapshot\":\"\\u003cs\\u003e\",\"new\":{},\"serverSeq\":7,\"ops\":[[1]],\"datasetGenerationKey\":\"gen-1\"}"
            })
    void aBootstrapWithASnapshotReplacesWhateverTheOrderOfItsFields(String body) {
        Answer answer = decode(new Ask.Pull(Cursor.START), 200, body);
        Answer.HistoryReplaced replaced = assertInstanceOf(Answer.HistoryReplaced.class, answer);
        assertEquals(BEGIN, replaced.cursor());
        assertEquals(new Snapshot("<s>"), replaced.snapshot());
    }

    // ---- pull

    @Test
    void aPullGivesWhatTheLogHoldsWithExactNumbers() {
        Collected sink = new Collected();
        String payload = "{ \"n\": 1.0, \"big\": 12345678901234567890,\n  \"e\": 1e400, \"x\": \"\\u003ca\\u003e\" }";
        decode(new Ask.Pull(BEGIN), 200, pulled(9, op(4, payload), op(9, "null")), sink);
        assertEquals(
                List.of(
                        new Change(
                                4,
                                "todo",
                                "t4",
                                "op",
                                "{\"n\":1.0,\"big\":12345678901234567890,\"e\":1e400,\"x\":\"<a>\"}",
                                false,
                                0,
                                "",
                                "other"),
                        new Change(9, "todo", "t9", Mutation.DELETE, "null", true, 0, "", "other")),
                sink.changes);
        assertEquals(List.of("", ""), sink.echoes);
    }

    @Test
    void ownOperationsAreRecognisedByActorAndClock() {
        Stamp stamp = Stamp.of(mutation(5));
        String own = op(3).replace("\"other\"", "\"" + stamp.actor() + "\"")
                .replace("\"clock\": 3", "\"clock\": " + stamp.clock());
        Collected sink = new Collected();
        decode(new Ask.Pull(BEGIN), 200, pulled(3, own), sink);
        assertEquals(List.of(dialect().echo(mutation(5))), sink.echoes);
        assertEquals(stamp.actor(), sink.changes.get(0).origin());
    }

    @Test
    void gapsAreNoMatterAndTheCursorIsTheLastOperation() {
        Collected sink = new Collected();
        Answer answer = decode(new Ask.Pull(at(7)), 200, pulled(30, op(7), op(16), op(21)), sink);
        assertEquals(at(21), ((Answer.Settled) answer).page().cursor());
        assertEquals(2, sink.changes.size());
    }

    @Test
    void fieldsInAnotherOrderSayTheSame() {
        String[] parts = {
            "\"serverSeq\":3", "\"new\":[{}]", "\"ops\":[" + op(3) + "]", "\"datasetGenerationKey\":\"gen-1\""
        };
        Collected sink = new Collected();
        Answer answer = decode(new Ask.Pull(BEGIN), 200, "{" + String.join(",", parts) + "}", sink);
        assertEquals(at(3), ((Answer.Settled) answer).page().cursor());
    }

    @Test
    void aDatabaseThatWasRestoredIsIncompatibleAlsoWhereItHasGrownSince() {
        for (String body :
                List.of(pulled(6), pulled(8, op(8)), pulled(9, op(7, "1").replace("other", "another")))) {
            Collected sink = new Collected();
            assertInstanceOf(Answer.Incompatible.class, decode(new Ask.Pull(at(7)), 200, body, sink), body);
            assertEquals(List.of(), sink.changes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2,1", "1,1", "0", "-1"})
    void placesThatDoNotAscendAreGarbage(String places) {
        String[] ops = List.of(places.split(",")).stream()
                .map(n -> op(Long.parseLong(n)))
                .toArray(String[]::new);
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(BEGIN), 200, pulled(9, ops)));
    }

    @Test
    void aLongPullComesInSlicesAndWhatIsCutKeepsItsWholeOperations() throws IOException {
        String all = pulled(
                1203,
                LongStream.rangeClosed(1, 1203).mapToObj(OpLogFixtures::op).toArray(String[]::new));
        Collected sink = new Collected();
        decode(new Ask.Pull(BEGIN), 200, all, sink);
        assertEquals(List.of(500, 500, 203), sink.slices);
        Collected cut = new Collected();
        String most = all.substring(0, all.length() - 200);
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(BEGIN), 200, most, cut));
        assertTrue(cut.changes.size() > 1195, "" + cut.changes.size());
        Collected lost = new Collected();
        WireResponse response =
                new WireResponse(200, Headers.EMPTY, Okio.buffer(new Losing(new Buffer().writeUtf8(most))), null);
        assertThrows(IOException.class, () -> dialect().decode(new Ask.Pull(BEGIN), response, lost));
        assertEquals(cut.changes.size(), lost.changes.size());
    }

    /** A connection that dies behind a part of the body. */
    private static final class Losing extends ForwardingSource {
        Losing(Buffer body) {
            super(body);
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            long count = super.read(sink, byteCount);
            if (count < 0) {
                throw new IOException("lost");
            }
            return count;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"scope\": \"\", \"resourceId\": \"r\", \"actor\": \"o\", \"clock\": 1, \"payload\": {\"a\": [1]}",
                "\"scope\": \"s\", \"resourceId\": {\"r\": [2]}, \"actor\": \"o\", \"clock\": 1, \"payload\": 1",
                "\"scope\": \"s\", \"resourceId\": \"r\", \"actor\": null, \"clock\": 1, \"payload\": 1",
                "\"scope\": \"s\", \"resourceId\": \"r\", \"actor\": \"o\", \"clock\": 1.5, \"payload\": 1",
                "\"scope\": \"s\", \"resourceId\": \"r\", \"actor\": \"o\", \"clock\": 1",
            })
    void anOperationWhoseSequenceAloneCanBeReadTakesItsPlaceAndStopsNothing(String rest) {
        List<Incoming> all = new ArrayList<>();
        String odd = "{" + rest + ", \"serverSeq\": 4}";
        decode(new Ask.Pull(BEGIN), 200, pulled(9, op(2), odd, op(9)), (slice, after) -> all.addAll(slice));
        assertEquals(3, all.size());
        assertTrue(
                all.get(1).unreadable().startsWith("the operation's "),
                all.get(1).unreadable());
        assertEquals(4, all.get(1).change().position());
        assertNull(all.get(2).unreadable());
        String nowhere = "{" + rest + "}";
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(BEGIN), 200, pulled(9, op(2), nowhere, op(9))));
    }

    // ---- push

    @Test
    void theAnswerToAPushSettlesNothingAndMovesNothing() {
        Ask.Push push = push(at(7), mutation(1));
        Answer.Settled settled =
                (Answer.Settled) decode(push, 200, "{\"datasetGenerationKey\":\"gen-1\",\"serverSeq\":99}");
        assertEquals(List.of(), settled.outcomes());
        assertEquals(at(7), settled.page().cursor());
        assertTrue(settled.page().more());
    }

    @Test
    void theOperationThatTheServerNamesIsRejectedAndItsNeighboursAreDeferred() {
        Stamp stamp = Stamp.of(mutation(2));
        String words = "invalid op metadata: scope=\\\"todo\\\" resource=\\\"t2\\\" actor=\\\"" + stamp.actor()
                + "\\\" clock=" + stamp.clock();
        Ask.Push push = push(BEGIN, mutation(1), mutation(2));
        Answer.Settled settled = (Answer.Settled) decode(push, 500, "{\n  \"error\": \"" + words + "\"\n}\n");
        assertInstanceOf(Outcome.Deferred.class, settled.outcomes().get(0));
        Outcome.Rejected rejected = (Outcome.Rejected) settled.outcomes().get(1);
        assertEquals(id(2), rejected.mutation());
        assertTrue(rejected.reason().startsWith("invalid op metadata"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | invalid op metadata: scope=\\\"list\\\" resource=\\\"l\\\" actor=\\\"a\\\" clock=0 | INVALID",
                "400 | json: cannot unmarshal number 1.0 into Go struct field Op.ops.clock of type int64 | INVALID",
                "400 | exceeded max depth | INVALID",
                "400 | json: unknown field \\\"datasetGenerationKey\\\" | REFUSED",
                "400 | unexpected EOF | REFUSED",
                "400 | clientId is required | REFUSED",
                "404 | 404 page not found | REFUSED",
                "405 | method not allowed | REFUSED",
                "500 | database is locked | SERVER",
                "401 | unauthorized | AUTH",
                "413 | too large | TOO_LARGE",
                "429 | slow down | THROTTLED",
                "302 | Found | AUTH",
            })
    void refusalsAreToldApart(int status, String words, Kind kind) {
        TransportException e = assertThrows(
                TransportException.class,
                () -> decode(push(BEGIN, mutation(1)), status, "{\"error\":\"" + words + "\"}"));
        assertEquals(kind, e.kind());
        assertTrue(e.getMessage().contains(words.replace("\\", "")), e.getMessage());
    }

    @Test
    void aForbiddenPostIsToldAboutOrigin() {
        TransportException e =
                assertThrows(TransportException.class, () -> decode(push(BEGIN, mutation(1)), 403, "Forbidden\n"));
        assertEquals(Kind.AUTH, e.kind());
        assertTrue(e.getMessage().contains("403: Forbidden") && e.getMessage().contains("Origin"), e.getMessage());
    }

    // ---- generations

    @Test
    void aStaleKeyIsAnotherHistoryOnPullAndPush() {
        for (Ask ask : List.of(new Ask.Pull(at(7)), push(at(7), mutation(1)))) {
            Answer.HistoryReplaced replaced = (Answer.HistoryReplaced) decode(ask, 409, STALE);
            assertEquals(OpCursor.begin("gen-2").cursor(), replaced.cursor());
            assertEquals(new Snapshot("snap"), replaced.snapshot());
            String empty = STALE.replace("snap\"}", "\"}");
            assertEquals(new Snapshot(""), ((Answer.HistoryReplaced) decode(ask, 409, empty)).snapshot());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>conflict</html>",
                "{}",
                "{\"error\":\"datasetGenerationKey already exists\"}",
                "{\"datasetGenerationKey\":\"gen-2\"}",
                "{\"datasetGenerationKey\":\"gen-2\",\"snapshot\":null}",
                "{\"datasetGenerationKey\":\"\",\"snapshot\":\"\"}",
                "{\"datasetGenerationKey\":\"gen-1\",\"snapshot\":\"\"}",
                "{\"snapshot\":\"\"}",
            })
    void a409ThatNamesNoOtherGenerationReplacesNothing(String body) {
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(at(7)), 409, body));
        assertThrows(ProtocolException.class, () -> decode(push(at(7), mutation(1)), 409, body));
    }

    // ---- a sick server

    @Test
    void anEmptyOrForeignPageWith200IsASickServer() throws IOException {
        for (Ask ask : List.of(new Ask.Pull(Cursor.START), new Ask.Pull(at(7)), push(BEGIN, mutation(1)))) {
            ProtocolException empty = assertThrows(ProtocolException.class, () -> decode(ask, 200, ""));
            assertTrue(empty.getMessage().contains("unreadable"), empty.getMessage());
            Headers html = Headers.of("Content-Type", "text/html; charset=utf-8");
            WireResponse page = new WireResponse(200, html, new Buffer().writeUtf8("<!doctype html>"), null);
            ProtocolException foreign =
                    assertThrows(ProtocolException.class, () -> dialect().decode(ask, page, new Collected()));
            assertTrue(foreign.getMessage().contains("text/html"), foreign.getMessage());
            assertThrows(ProtocolException.class, () -> decode(ask, 200, "[]"));
            assertThrows(ProtocolException.class, () -> decode(ask, 204, ""));
        }
    }

    @Test
    void anAnswerForAnotherGenerationIsGarbage() {
        String other = pulled(3, op(3)).replace("gen-1", "gen-9");
        Collected sink = new Collected();
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(BEGIN), 200, other, sink));
        assertEquals(List.of(), sink.changes);
        assertThrows(
                ProtocolException.class,
                () -> decode(push(BEGIN, mutation(1)), 200, "{\"datasetGenerationKey\":\"gen-9\",\"serverSeq\":1}"));
    }

    @Test
    void aPayloadThatIsNestedDeepStopsNothing() {
        Collected sink = new Collected();
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        decode(new Ask.Pull(BEGIN), 200, pulled(2, op(1, deep), op(2)), sink);
        assertEquals(
                List.of(1L, 2L), sink.changes.stream().map(Change::position).collect(Collectors.toList()));
    }

    @Test
    void aValueThatIsMostlySpacesIsReadAndOneThatIsTooLargeHoldsTheCursorBeforeIt() {
        String spaced = "[1" + (",\n" + " ".repeat(400) + "1").repeat(50_000) + "]"; // 20 MB as it comes.
        Collected sink = new Collected();
        assertTrue(decode(new Ask.Pull(BEGIN), 200, pulled(1, op(1, spaced)), sink) instanceof Answer.Settled);
        assertEquals(100_003, sink.changes.get(0).payload().length());

        String large = "[" + "7,".repeat(9 << 20) + "7]";
        Collected held = new Collected();
        ProtocolException e = assertThrows(
                ProtocolException.class,
                () -> decode(new Ask.Pull(BEGIN), 200, pulled(5, op(1), op(4), op(5, large), op(6)), held));
        assertTrue(e.getMessage().contains("the operation behind sequence 4"), e.getMessage());
        assertTrue(e.getMessage().contains("16777216") && e.getMessage().contains("maxValueBytes"), e.getMessage());
        assertFalse(e.getMessage().contains("tried again later"), e.getMessage());
        assertEquals(2, held.changes.size());
    }

    @Test
    void whatTheServerWouldGiveBackTooLargeIsRefusedAtWrite() {
        String ones = "[" + "1,".repeat(1_700_000) + "1]"; // 3.4 MB, and 15 MB when it comes back in its place.
        for (String payload : List.of(
                "{\"a\":{\"b\":" + ones + "}}",
                "[".repeat(900) + "1,".repeat(10_000) + "1" + "]".repeat(900),
                "\"" + "<".repeat(3_000_000) + "\"")) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class, () -> dialect().measure(Mutation.of("list", "x", "op", payload)));
            assertTrue(e.getMessage().contains("mutation of list/x refused"), e.getMessage());
            assertTrue(e.getMessage().contains("every device"), e.getMessage());
        }
        assertTrue(dialect().measure(Mutation.of("list", "x", "op", "\"" + "x".repeat(16_000_000) + "\""))
                > 16_000_000);
    }

    @Test
    void aGenerationKeyIsBounded() {
        String answer = "{\"datasetGenerationKey\":\"" + "k".repeat(5_000) + "\",\"snapshot\":\"\"}";
        ProtocolException e =
                assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(BEGIN), 409, answer, new Collected()));
        assertTrue(e.getMessage().contains("5000 characters") && e.getMessage().length() < 400, e.getMessage());
    }
}
