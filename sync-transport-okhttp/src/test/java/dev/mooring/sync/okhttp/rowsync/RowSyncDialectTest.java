package dev.mooring.sync.okhttp.rowsync;

import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.AT;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.MARK;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.USER;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.behind;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.decode;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.dialect;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.id;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.mutation;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.push;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.tune;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.tuneRow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Reference;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.storage.Confirmed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutations, pushes and what they come to. */
class RowSyncDialectTest {
    private static final String SELECTION =
            "{\"userId\":\"" + USER + "\",\"genreId\":\"ITRAD\",\"createdAt\":\"2026-11-21T04:00:00+05:00\"}";

    private static String encoded(RowSyncDialect dialect, Ask ask) {
        return Objects.requireNonNull(dialect.encode(ask).body()).utf8();
    }

    private static Ask.Push pushAt(Instant frozenAt, Mutation... mutations) {
        return new Ask.Push(new UUID(7, 7), behind(MARK), frozenAt, List.of(mutations));
    }

    private static String refused(Mutation mutation) {
        return assertThrows(IllegalArgumentException.class, () -> dialect().measure(mutation))
                .getMessage();
    }

    // ---- mutations

    @Test
    void whatTheServerCanDoIsSaidInCapabilities() {
        Capabilities can = dialect().capabilities("s");
        assertEquals(Capabilities.Order.KEYS, can.order());
        assertEquals(Capabilities.Resend.SAFE, can.resend());
        assertTrue(can.coalesces() && can.recognisesOwn() && can.calls() && !can.listsAll() && !can.checks());
        assertEquals(Duration.ofHours(24), can.listEvery());
        assertEquals(100, can.maxBatchCount());
    }

    @Test
    void keysAreDerivedFromTheDataByWhatTheServerGoesBy() {
        assertEquals("5", RowSyncFixtures.TUNE.key("{\"id\":5}"));
        assertEquals(
                "{\"userId\":\"u\",\"genreId\":\"é\\\"\"}",
                RowSyncFixtures.SELECTION.key("{\"genreId\":\"é\\\"\",\"userId\":\"u\"}"));
        assertEquals(
                "{\"userRef\":\"u\",\"tuneRef\":\"t\",\"tagText\":\"slow\"}",
                RowSyncFixtures.TAG.key("{\"tagId\":\"1\",\"userRef\":\"u\",\"tuneRef\":\"t\",\"tagText\":\"slow\"}"));
        assertEquals(USER, RowSyncFixtures.TUNE.key("{\"id\":\"" + USER.toUpperCase(Locale.ROOT) + "\"}"));
        assertThrows(IllegalArgumentException.class, () -> RowSyncFixtures.TUNE.key("{\"id\":null}"));
        assertThrows(IllegalArgumentException.class, () -> RowSyncFixtures.TUNE.key("[1]"));
        assertThrows(IllegalArgumentException.class, () -> RowSyncFixtures.TUNE.key("{\"id\":{}}"));
    }

    @Test
    void whatTheServerCouldNeverTakeIsRefusedWhenItIsRecorded() {
        assertTrue(dialect().measure(tune(1)) > 100);
        assertTrue(refused(Mutation.of("nope", "1", "put", "{}")).contains("no such table"));
        assertTrue(refused(Mutation.of("tune", "other", "put", tuneRow(1, "a"))).contains(id(1)));
        assertTrue(refused(Mutation.of("tune", id(1), "put", "null")).contains("full row"));
        assertTrue(
                refused(Mutation.of("tune", id(1), "put", "{\"title\":\"x\"}")).contains("column id"));
        assertTrue(refused(Mutation.delete("tune", id(1))).contains("full row"));
        assertTrue(refused(Mutation.of("genre", "X", Mutation.DELETE, "{\"id\":\"X\"}"))
                .contains("skips deletes"));
        assertTrue(refused(Mutation.of("tune", id(1), "put", "{\"id\":\"" + id(1) + "\",\"deleted\":1}"))
                .contains("deleted"));
        String named = refused(Mutation.of(
                "tag",
                RowSyncFixtures.TAG.key("{\"userRef\":\"u\",\"tuneRef\":\"t\",\"tagText\":\"x\"}"),
                "put",
                "{\"userRef\":\"u\",\"tuneRef\":\"t\",\"tagText\":\"x\"}"));
        assertTrue(named.contains("missing: tagId"), named);
        String key = RowSyncFixtures.SELECTION.key(SELECTION);
        assertTrue(dialect().measure(Mutation.delete("user_genre_selection", key)) > 0);
        assertTrue(refused(Mutation.delete("user_genre_selection", "ITRAD")).contains("refused"));
    }

    @Test
    void aMutationThatDeletesAsksForTheStateGone() {
        Mutation delete = mutation(1, RowSyncFixtures.TUNE, Mutation.DELETE, tuneRow(1, "a"));
        assertEquals(Confirmed.GONE, dialect().echo(delete));
        assertNotEquals(dialect().echo(tune(1, "a")), dialect().echo(tune(1, "b")));
    }

    @Test
    void parentsRankBeforeChildrenAndHardDeletesBehindAllTheOtherWayRound() {
        RowSyncDialect dialect = dialect();
        String note = "{\"id\":\"" + id(2) + "\"}";
        int parent = dialect.rank(tune(1));
        int child = dialect.rank(mutation(2, RowSyncFixtures.NOTE, "put", note));
        int soft = dialect.rank(mutation(2, RowSyncFixtures.NOTE, Mutation.DELETE, note));
        int hard = dialect.rank(mutation(3, RowSyncFixtures.SELECTION, Mutation.DELETE, SELECTION));
        assertTrue(parent < child && child == soft && soft < hard, parent + " " + child + " " + soft + " " + hard);
    }

    @Test
    void aRowRefersToParentsByTheirPrimaryKeyWhateverTheirOwnKeyIs() {
        RowTable pair = RowTable.builder("pair").key("a", "b").build();
        RowTable tag = RowTable.builder("tag").key("tagId").unique("text").build();
        RowTable child = RowTable.builder("child")
                .parent("pair", "pairA", "pairB")
                .parent("tag", "tagRef")
                .parents("tune")
                .build();
        RowSyncDialect dialect =
                dialect(pair, tag, child, RowTable.builder("tune").build());
        String row = "{\"id\":\"" + id(1) + "\",\"pairA\":\"x\",\"pairB\":2,\"tagRef\":\"" + id(3) + "\",\"tune\":\""
                + id(4) + "\"}";
        List<Reference> all = dialect.references(Mutation.of("child", id(1), "put", row));
        String pairRow = "{\"b\":\"2\",\"a\":\"x\"}";
        assertTrue(all.contains(new Reference("pair", pair.key(pairRow))), all.toString());
        assertTrue(all.contains(new Reference("tune", id(4))), all.toString());
        String tagRow = "{\"tagId\":\"" + id(3) + "\",\"text\":\"t\"}";
        Mutation named = Mutation.of("tag", tag.key(tagRow), "put", tagRow);
        assertTrue(all.contains(new Reference("tag", dialect.alias(named))), all.toString());
        assertEquals("", dialect.alias(Mutation.of("tune", id(4), "put", "{\"id\":\"" + id(4) + "\"}")));
        assertEquals(
                List.of(new Reference("child", "")),
                dialect.references(Mutation.of("pair", pair.key(pairRow), Mutation.DELETE, pairRow)));
        RowTable half = RowTable.builder("half").parent("pair", "pairA").build();
        assertThrows(IllegalArgumentException.class, () -> dialect(pair, half));
    }

    @Test
    void tablesThatMakeNoSenseAreRefused() {
        RowTable a = RowTable.builder("a").parents("b").build();
        RowTable b = RowTable.builder("b").parents("a").build();
        assertThrows(IllegalArgumentException.class, () -> dialect(a, b));
        assertThrows(IllegalArgumentException.class, () -> dialect(a));
        assertThrows(IllegalArgumentException.class, () -> dialect(new RowTable[0]));
        assertThrows(IllegalArgumentException.class, () -> dialect(RowSyncFixtures.GENRE, RowSyncFixtures.GENRE));
        assertThrows(IllegalArgumentException.class, () -> RowTable.builder("a b"));
        assertThrows(
                IllegalArgumentException.class,
                () -> RowTable.builder("a").softDelete("d").withoutDelete().build());
        dialect(RowTable.builder("tree").parents("tree").build());
    }

    @Test
    void whatIsPendingOfATableThatIsNoLongerDescribedGoesOutAsItWasRecorded() {
        RowSyncDialect fewer = dialect(RowSyncFixtures.GENRE);
        assertEquals(dialect().stamp(tune(1)), fewer.stamp(tune(1)));
        assertEquals(0, fewer.rank(tune(1)));
        assertTrue(!fewer.echo(tune(1)).isEmpty());
        assertTrue(encoded(fewer, push(behind(MARK), tune(1))).contains("\"title\":\"t1\""));
        assertThrows(IllegalArgumentException.class, () -> fewer.measure(tune(1)));
    }

    // ---- the wire

    @Test
    void aPushStampsAtSendTimeAndPullsNothing() {
        assertEquals(
                "{\"changes\":[{\"table\":\"tune\",\"rowId\":\"" + tune(1).id() + "\",\"data\":{\"id\":\"" + id(1)
                        + "\",\"title\":\"t1\",\"privateFor\":\"" + USER
                        + "\",\"deleted\":0,\"lastModifiedAt\":\"2026-11-20T23:50:00.000Z\"},\"deleted\":false,"
                        + "\"lastModifiedAt\":\"2026-11-20T23:50:00.000Z\"}],\"schemaVersion\":1,"
                        + "\"lastSyncAt\":\"2026-11-20T23:50:00.000Z\",\"pullTables\":[]}",
                encoded(dialect(), push(behind(MARK), tune(1))));
    }

    @Test
    void aDeleteIsARowWithItsFlagSetAndAStampOfItsOwn() {
        String row = "{\"id\":\"" + id(1) + "\",\"deleted\":0,\"lastModifiedAt\":\"old\",\"n\":9007199254740993}";
        String body = encoded(dialect(), push(behind(MARK), mutation(1, RowSyncFixtures.TUNE, Mutation.DELETE, row)));
        assertTrue(
                body.contains("\"deleted\":1,\"lastModifiedAt\":\"2026-11-20T23:50:00.000Z\",\"n\":9007199254740993"
                        + "},\"deleted\":false"),
                body);
    }

    @Test
    void aHardDeleteCarriesItsKeysAlone() {
        Mutation full = mutation(1, RowSyncFixtures.SELECTION, Mutation.DELETE, SELECTION);
        Mutation bare = Mutation.delete("user_genre_selection", full.key()).recorded(new UUID(1, 2), AT);
        for (Mutation mutation : List.of(full, bare)) {
            String body = encoded(dialect(), push(behind(MARK), mutation));
            assertTrue(
                    body.contains("\"data\":{\"userId\":\"" + USER + "\",\"genreId\":\"ITRAD\"},\"deleted\":true"),
                    body);
        }
    }

    @Test
    void timesAreSentInUtcAsTheServerDropsAnOffset() {
        String body = encoded(dialect(), push(behind(MARK), mutation(1, RowSyncFixtures.SELECTION, "put", SELECTION)));
        assertTrue(body.contains("\"createdAt\":\"2026-11-20T23:00:00.000Z\""), body);
    }

    @Test
    void noStampLiesBehindTheServersClockOrFarAheadOfIt() {
        String slow = encoded(dialect(), pushAt(Instant.parse("2026-11-20T20:00:00Z"), tune(1)));
        assertTrue(slow.contains("\"lastModifiedAt\":\"" + MARK + "\""), slow);
        String fast = encoded(dialect(), pushAt(Instant.parse("2026-11-21T02:00:00Z"), tune(1)));
        assertTrue(fast.contains("\"lastModifiedAt\":\"" + MARK + "\""), fast);
    }

    @Test
    void whatWasFrozenIsWhatIsSent() {
        Ask.Push push = push(behind(MARK), tune(1));
        String frozen = dialect().freeze(push);
        Ask.Push again = new Ask.Push(push.key(), push.cursor(), push.frozenAt(), push.mutations(), frozen + " ");
        assertEquals(frozen, encoded(dialect(), push));
        assertEquals(frozen + " ", encoded(dialect(), again));
    }

    // ---- what a push comes to

    private static List<Outcome> outcomes(int status, String body, Mutation... mutations) {
        Answer answer = decode(push(behind(MARK), mutations), status, body);
        return assertInstanceOf(Answer.Settled.class, answer).outcomes();
    }

    private static String failure(int n, String words) {
        return "{\"error\":\"[PUSH] Failed applying tune rowId=" + new UUID(1, n) + ": " + words + "\"}";
    }

    @Test
    void aWholeAnswerSettlesAll() {
        List<Outcome> outcomes = outcomes(200, RowSyncFixtures.answer(""), tune(1), tune(2));
        assertEquals(
                2, outcomes.stream().filter(Outcome.Accepted.class::isInstance).count());
    }

    @Test
    void aLongPushPullsInBetweenSoThatItsStampsDoNotFallBehind() {
        String soon = RowSyncFixtures.answer("").replace("23:51:00", "23:49:20");
        for (String body : List.of(RowSyncFixtures.answer(""), soon)) {
            Answer answer = decode(push(behind(MARK), tune(1)), 200, body);
            assertEquals(!body.equals(soon), ((Answer.Settled) answer).page().more());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "code=23503 | table=tune | detail=code=40P01 | x;''",
                "code=23503;''",
                "code=23503 | detail=Key (a, b)=(1, 2) is not present in table \"note\".;''",
                "code=23503 | detail=Key (id)=(1) is still referenced from table \"note\".;note",
                "code=23503 | detail=Key (id)=(1) is still referenced from table \"unknown\".;''"
            })
    void aForeignKeyRefusesNobodyForGoodBeforeItIsKnownWhatIsHere(String words, String collection) {
        List<Outcome> outcomes = outcomes(500, failure(2, words.replace("\"", "\\\"")), tune(1), tune(2), tune(3));
        assertInstanceOf(Outcome.Deferred.class, outcomes.get(0));
        Outcome.Waiting waiting = assertInstanceOf(Outcome.Waiting.class, outcomes.get(1));
        assertEquals(List.of(collection, ""), List.of(waiting.collection(), waiting.key()));
        assertInstanceOf(Outcome.Deferred.class, outcomes.get(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code=22P02",
                "code=23502 | column=a",
                "Missing delete key(s) for tune: id (rowId=x)",
                "No values to set"
            })
    void theNamedRowIsRefusedAndItsNeighboursAreNot(String words) {
        List<Outcome> outcomes = outcomes(500, failure(2, words), tune(1), tune(2), tune(3));
        List<String> kinds = new ArrayList<>();
        outcomes.forEach(outcome -> kinds.add(outcome.getClass().getSimpleName()));
        assertEquals(List.of("Deferred", "Rejected", "Deferred"), kinds);
        assertTrue(((Outcome.Rejected) outcomes.get(1)).reason().contains(words.substring(0, 10)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"code=40P01 | detail=Process 1 waits", "code=40001", "code=55P03"})
    void aRaceOfTransactionsBlamesNobody(String words) {
        List<Outcome> outcomes = outcomes(500, failure(2, words), tune(1), tune(2));
        assertTrue(outcomes.stream().allMatch(Outcome.Deferred.class::isInstance), "" + outcomes);
    }

    @Test
    void valuesOfARowStandInTheReasonOfItsRefusalAndNowhereElse() {
        List<Outcome> outcomes = outcomes(
                500, failure(2, "code=23502 | column=a | detail=Failing row contains (secret)."), tune(1), tune(2));
        assertTrue(((Outcome.Rejected) outcomes.get(1)).reason().contains("secret"));
        assertFalse(((Outcome.Deferred) outcomes.get(0)).reason().contains("secret"));
        TransportException e = assertThrows(
                TransportException.class,
                () -> decode(push(behind(MARK), tune(1)), 500, failure(1, "code=42703 | detail=secret")));
        assertFalse(String.valueOf(e.getMessage()).contains("secret"));
    }

    @Test
    void aRowThatIsNotInTheAskIsNobodysFault() {
        List<Outcome> outcomes = outcomes(500, failure(9, "code=23505"), tune(1));
        assertTrue(outcomes.stream().allMatch(Outcome.Deferred.class::isInstance), "" + outcomes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | {\"error\":\"[PUSH] Failed applying tune rowId=00000000-0000-0001-0000-000000000001: code=42703\"} | SERVER",
                "500 | {\"error\":\"[PUSH] Failed applying tune rowId=00000000-0000-0001-0000-000000000001: code=CONNECTION_CLOSED\"} | SERVER",
                "500 | {\"error\":\"Internal Server Error\"} | SERVER",
                "500 | {\"error\":\"code=22P02\"} | SERVER",
                "524 | <html>a timeout occurred</html> | SERVER",
                "503 | upstream | THROTTLED",
                "401 | {\"error\":\"Unauthorized\"} | AUTH",
                "404 | Not Found | REFUSED",
                "413 | x | TOO_LARGE"
            })
    void whatNamesNobodyIsTyped(int status, String body, Kind kind) {
        TransportException e =
                assertThrows(TransportException.class, () -> decode(push(behind(MARK), tune(1)), status, body));
        assertEquals(kind, e.kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{}",
                "[]",
                "{\"changes\":[]}",
                "{\"changes\":[],\"syncedAt\":\"yesterday\"}",
                "{\"changes\":[],\"syncedAt\":\"2026-11-20T23:51:00.000Z\",\"error\":\"but\"}",
                "{\"changes\":[],\"syncedAt\":\"2026-11-20T23:51:00.000Z\"}{}"
            })
    void a200OfSomethingElseSettlesNothing(String body) {
        assertThrows(ProtocolException.class, () -> decode(push(behind(MARK), tune(1)), 200, body));
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(behind(MARK)), 200, body));
    }

    @Test
    void cursorsOfOthersAreRefusedAndOursAreReadBack() {
        RowTables tables = new RowTables(RowSyncFixtures.TABLES);
        for (String token :
                List.of("42", "W1;x", "W2;a;" + MARK, "L1;a;;;x;0;;;;", "R1;a;" + MARK + ";;1;0;;;;", "W1;a;")) {
            assertThrows(IllegalArgumentException.class, () -> RowCursor.of(new Cursor(token), tables), token);
        }
        RowCursor page = RowCursor.of(Cursor.START, tables).at(RowCursor.Paging.FIRST.nextPage("3.ff", MARK, "a;b;=="));
        assertEquals(page, RowCursor.of(page.token(), tables));
    }
}
