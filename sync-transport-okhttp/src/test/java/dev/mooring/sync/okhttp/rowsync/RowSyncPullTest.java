package dev.mooring.sync.okhttp.rowsync;

import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.MARK;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.USER;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.answer;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.behind;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.change;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.decode;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.dialect;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.id;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.row;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.tuneRow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.junit.jupiter.api.Test;

/** Pulls: listings, watermarks, and a server that says less than it knows. */
class RowSyncPullTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final RowSyncServer server =
            RowSyncServer.builder().clock(Clock.fixed(NOW, ZoneOffset.UTC)).build();
    private final Collected sink = new Collected();
    private final List<Page> pages = new ArrayList<>();

    private OkHttpTransport transport(RowSyncDialect dialect) {
        return OkHttpTransport.builder("http://localhost/", dialect)
                .client(new OkHttpClient.Builder()
                        .addInterceptor(server.interceptor())
                        .build())
                .credentials(Credentials.bearer("token"))
                .build();
    }

    /** Pulls until there is no more; what happens before each exchange is for the test. */
    private Cursor pull(RowSyncDialect dialect, Cursor from, Runnable before) {
        Cursor at = from;
        try (OkHttpTransport transport = transport(dialect)) {
            do {
                before.run();
                Answer answer = transport.exchange(new Ask.Pull(at), sink, Cancellation.NEVER);
                pages.add(assertInstanceOf(Answer.Settled.class, answer).page());
                at = pages.get(pages.size() - 1).cursor();
            } while (pages.get(pages.size() - 1).more() && pages.size() < 500);
        }
        return at;
    }

    private Cursor pull(RowSyncDialect dialect, Cursor from) {
        return pull(dialect, from, () -> {});
    }

    private void put(int count) {
        for (int n = 1; n <= count; n++) {
            server.put("tune", stamped(n, "t" + n));
        }
    }

    private static String stamped(int n, String title) {
        String row = tuneRow(n, title);
        return row.substring(0, row.length() - 1) + ",\"lastModifiedAt\":\"2025-11-20T10:00:00.000Z\"}";
    }

    private static String encoded(RowSyncDialect dialect, Cursor cursor) {
        return Objects.requireNonNull(dialect.encode(new Ask.Pull(cursor)).body())
                .utf8();
    }

    private static Page page(Cursor from, String body) {
        return assertInstanceOf(Answer.Settled.class, decode(new Ask.Pull(from), 200, body))
                .page();
    }

    // ---- listings

    @Test
    void aSmallDatabaseIsListedInOneAnswerAndTheChangesSince() {
        put(5);
        pull(dialect(), Cursor.START);
        assertEquals(2, pages.size());
        assertFalse(pages.get(0).listed());
        assertTrue(pages.get(1).listed());
        assertEquals(
                5,
                sink.byKey().keySet().stream().filter(key -> key.length() == 36).count());
    }

    @Test
    void emptyPagesAreFollowedToTheEndAndSeveralRequestsAreReadTwice() {
        pull(dialect(builder -> builder.pages(500, 1)), Cursor.START);
        assertTrue(pages.size() > 2 * 8, "" + pages.size());
        assertEquals(1, pages.stream().filter(Page::listed).count());
        assertFalse(pages.get(pages.size() - 1).more());
    }

    @Test
    void aRowThatAnEditMovesAwayBetweenPagesMakesThePassesDisagreeUntilItIsThere() {
        put(9);
        int[] exchanges = {0};
        Runnable edit = () -> {
            if (++exchanges[0] == 5) {
                server.put("tune", tuneRow(1, "edited"));
            }
        };
        pull(dialect(builder -> builder.pages(2, 1)), Cursor.START, edit);
        assertEquals(
                9,
                sink.byKey().keySet().stream()
                        .filter(key -> key.startsWith("0"))
                        .count());
        assertEquals(1, pages.stream().filter(Page::listed).count());
    }

    @Test
    void aListingThatNeverAgreesEndsAndListsNothing() {
        put(9);
        int[] exchanges = {100};
        Runnable insert = () -> {
            if (++exchanges[0] % 5 == 0) {
                server.put("tune", stamped(exchanges[0], "new"));
            }
        };
        pull(dialect(builder -> builder.pages(2, 1)), Cursor.START, insert);
        assertTrue(pages.size() < 400, "it ends");
        assertTrue(pages.stream().noneMatch(Page::listed));
        assertTrue(pages.get(pages.size() - 1).cursor().token().startsWith("W1;"));
    }

    @Test
    void aCursorThatTheServerDoesNotKnowAnyMoreBeginsThePagesAgainAndNotForEver() {
        RowCursor page = RowCursor.of(Cursor.START, new RowTables(RowSyncFixtures.TABLES))
                .at(RowCursor.Paging.FIRST.nextPage("1.0", MARK, "old"));
        Cursor at = page.token();
        List<Boolean> more = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Answer answer = decode(new Ask.Pull(at), 500, "{\"error\":\"Invalid pullCursor signature\"}");
            Page begun = assertInstanceOf(Answer.Settled.class, answer).page();
            more.add(begun.more());
            at = begun.cursor();
            assertFalse(encoded(dialect(), at).contains("pullCursor"));
            if (i < 2) {
                RowCursor again = RowCursor.of(at, new RowTables(RowSyncFixtures.TABLES));
                RowCursor.Paging paging = Objects.requireNonNull(again.paging());
                at = again.at(new RowCursor.Paging(1, paging.restarts(), "", "", MARK, "old"))
                        .token();
            }
        }
        assertEquals(List.of(true, true, false), more);
        assertEquals(Cursor.START, at);
    }

    @Test
    void aPageThatIsTheSameAgainIsGarbage() {
        Cursor page = RowCursor.of(Cursor.START, new RowTables(RowSyncFixtures.TABLES))
                .at(RowCursor.Paging.FIRST.nextPage("1.0", MARK, "abc"))
                .token();
        String body = answer(",\"nextCursor\":\"abc\",\"syncStartedAt\":\"" + MARK + "\"");
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(page), 200, body));
    }

    @Test
    void aClientWithAnotherSetOfTablesListsAgain() {
        RowSyncDialect fewer = dialect(RowSyncFixtures.GENRE, RowSyncFixtures.TUNE);
        Cursor at = pull(fewer, Cursor.START);
        pages.clear();
        pull(dialect(), at);
        assertEquals(Cursor.START, pages.get(0).cursor());
        assertTrue(pages.get(2).listed());
    }

    @Test
    void aRowThatIsStampedAheadOfTheServersClockIsInAListing() {
        put(2);
        String ahead = RowStamps.text(NOW.plusSeconds(50));
        server.put("tune", stamped(3, "ahead").replace("2025-11-20T10:00:00.000Z", ahead));
        pull(dialect(), Cursor.START);
        assertTrue(sink.byKey().containsKey(id(3)));
        assertTrue(pages.get(1).listed());
    }

    // ---- watermarks

    @Test
    void theServersTimesGoBackVerbatimAndBehindTheOverlap() {
        Page page = page(behind(MARK), answer(""));
        assertEquals("W1", page.cursor().token().substring(0, 2));
        assertTrue(encoded(dialect(), page.cursor()).contains("\"lastSyncAt\":\"" + MARK + "\""));
        assertFalse(page.more());
    }

    @Test
    void exactlyAThousandRowsOfATableAreFollowedByAFullPullOfIt() {
        String[] rows = new String[1000];
        for (int n = 0; n < rows.length; n++) {
            rows[n] = row(n + 1, "t");
        }
        Page cut = page(behind(MARK), answer("", rows));
        assertTrue(cut.more());
        String refill = encoded(dialect(), cut.cursor());
        assertTrue(refill.contains("\"pullTables\":[\"tune\"],\"pageSize\":500"), refill);
        Page done = page(cut.cursor(), answer(",\"syncStartedAt\":\"" + MARK + "\""));
        assertTrue(!done.more() && !done.listed());
        assertTrue(encoded(dialect(), done.cursor()).contains("lastSyncAt"));
        String[] fewer = Arrays.copyOf(rows, 999);
        assertFalse(page(behind(MARK), answer("", fewer)).more());
    }

    @Test
    void elevenHundredNotesArriveThroughTheCut() {
        server.put("tune", tuneRow(1, "parent"));
        Cursor at = pull(dialect(), Cursor.START);
        for (int n = 1; n <= 1100; n++) {
            server.put(
                    "note",
                    "{\"id\":\"" + id(5000 + n) + "\",\"tuneRef\":\"" + id(1) + "\",\"userRef\":\"" + USER + "\"}");
        }
        sink.changes.clear();
        pull(dialect(), at);
        assertEquals(1100, sink.byKey().size() - 1);
    }

    // ---- rows

    @Test
    void aRowStaysTheTextThatTheServerTold() {
        String data = "{ \"id\" : 7, \"big\":12345678901234567890.10, \"t\":\"\\u00e9\" }";
        decode(new Ask.Pull(behind(MARK)), 200, answer("", change("tune", data, false)), sink);
        assertEquals(data, sink.changes.get(0).payload());
        assertEquals("7", sink.changes.get(0).key());
        assertEquals("put", sink.changes.get(0).kind());
        assertEquals("2026-11-20T23:49:30.5Z", sink.changes.get(0).at());
    }

    @Test
    void tombstonesAreToldByTheEnvelopeOrByTheColumn() {
        String flagged = "{\"id\":\"b\",\"deleted\":1}";
        decode(
                new Ask.Pull(behind(MARK)),
                200,
                answer("", change("tune", "{\"id\":\"a\"}", true), change("tune", flagged, false)),
                sink);
        assertEquals(List.of(Confirmed.GONE, Confirmed.GONE), sink.echoes);
        assertTrue(sink.changes.stream()
                .allMatch(change -> change.tombstone() && change.kind().equals(Mutation.DELETE)));
    }

    @Test
    void rowsOfTablesThatNobodyAskedForAreLeftOut() {
        decode(new Ask.Pull(behind(MARK)), 200, answer("", change("sync_change_log", "{}", false), row(1, "a")), sink);
        assertEquals(1, sink.changes.size());
    }

    @Test
    void theOrderOfTheFieldsDoesNotMatter() {
        String body =
                "{\"syncedAt\":\"2026-11-20T23:51:00.000Z\",\"debug\":[\"x\"],\"changes\":[{\"lastModifiedAt\":null,"
                        + "\"deleted\":false,\"data\":" + tuneRow(1, "a") + ",\"new\":{},\"table\":\"tune\"}]}";
        decode(new Ask.Pull(behind(MARK)), 200, body, sink);
        assertEquals(id(1), sink.changes.get(0).key());
    }

    @Test
    void changesComeInSlices() {
        String[] rows = new String[1201];
        for (int n = 0; n < rows.length; n++) {
            rows[n] = row(n + 1, "t");
        }
        decode(new Ask.Pull(behind(MARK)), 200, answer("", rows), sink);
        assertEquals(List.of(500, 500, 201), sink.slices);
    }

    @Test
    void aRowWithoutItsKeyOrOfAnotherTypeIsSetAsideAndItsNeighboursCome() {
        String notDeleted = row(2, "a").replace("\"deleted\":false", "\"deleted\":0");
        for (String odd : List.of(
                change("tune", "{}", false),
                change("tune", "{\"id\":null}", false),
                change("tune", "{\"id\":[]}", false),
                change("tune", "[]", false),
                change("tune", "7", false),
                notDeleted,
                "7")) {
            Collected sink = new Collected();
            decode(new Ask.Pull(behind(MARK)), 200, answer("", odd, row(1, "a")), sink);
            assertEquals(1, sink.changes.size(), odd);
            assertEquals(1, sink.unreadable.size(), odd);
        }
    }

    @Test
    void aRowIsReadHoweverDeepItIsUpToTenThousandLevelsAndSetAsideBeyond() {
        for (int levels : List.of(300, 9_000, 20_000)) {
            String data = "{\"id\":\"" + id(7) + "\",\"a\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
            Collected sink = new Collected();
            String more = ",\"new\":" + "[".repeat(levels) + "]".repeat(levels);
            String odd = levels > 10_000 ? "[".repeat(levels) + "]".repeat(levels) : row(2, "b");
            String deep = change("tune", data, false).replace("whatever", id(7));
            decode(new Ask.Pull(behind(MARK)), 200, answer(more, deep, odd, row(1, "a")), sink);
            assertEquals(levels > 10_000 ? 1 : 3, sink.changes.size());
            assertEquals(levels > 10_000 ? 2 : 0, sink.unreadable.size());
        }
    }

    @Test
    void aRowThatIsLargerThanTheTransportTakesIsSetAsideByItsNameAndTheMessageNamesTheSetting() throws Exception {
        String data = "{\"id\":\"" + id(7) + "\",\"a\":\"" + "x".repeat(200_000) + "\"}";
        String large = change("tune", data, false).replace("whatever", id(7));
        Collected sink = new Collected();
        Buffer body = new Buffer().writeUtf8(answer("", row(1, "a"), large, row(2, "b")));
        dialect().decode(new Ask.Pull(behind(MARK)), new WireResponse(200, Headers.EMPTY, body, null, 100_000), sink);
        assertEquals(2, sink.changes.size());
        assertEquals(id(7), sink.unreadable.get(0).change().key());
        String why = String.valueOf(sink.unreadable.get(0).unreadable());
        assertTrue(why.contains("100000 bytes") && why.contains("maxValueBytes"), why);
    }

    @Test
    void whatIsBrokenOnTheWayIsGarbageAndComesAgain() {
        for (String data : List.of("{\"id\":1,\"a\":{\"b\":nope}}", "{\"id\":1,\"a\":nope}", "{\"id\":1 \"a\":2}")) {
            assertThrows(
                    ProtocolException.class,
                    () -> decode(new Ask.Pull(behind(MARK)), 200, answer("", change("tune", data, false))),
                    data);
        }
    }

    @Test
    void aListingWithARowOfWhichNobodyCanTellWhichOneItIsShowsNothingToBeGone() {
        String last = answer(",\"syncStartedAt\":\"" + MARK + "\"", row(1, "a"), "7");
        Answer.Settled settled = (Answer.Settled) decode(new Ask.Pull(Cursor.START), 200, last);
        assertEquals('W', settled.page().cursor().token().charAt(0));
        String named =
                answer(",\"syncStartedAt\":\"" + MARK + "\"", row(1, "a"), change("tune", "{\"id\":null}", false));
        settled = (Answer.Settled) decode(new Ask.Pull(Cursor.START), 200, named);
        assertEquals('F', settled.page().cursor().token().charAt(0));
    }

    @Test
    void aNullInTheUniqueKeyLeavesThePrimaryOne() {
        RowTableBuilder goal = RowTable.builder("goal").unique("name", "privateFor");
        String shared = "{\"id\":\"A\",\"name\":\"recall\",\"privateFor\":null}";
        String mine = "{\"id\":\"A\",\"name\":\"recall\",\"privateFor\":7}";
        assertEquals("{\"id\":\"A\"}", goal.build().key(shared));
        assertEquals("{\"name\":\"recall\",\"privateFor\":\"7\"}", goal.build().key(mine));
        goal.nullsNotDistinct();
        assertEquals("{\"name\":\"recall\",\"privateFor\":null}", goal.build().key(shared));
        RowTable code = RowTable.builder("code").unique("code").build();
        assertEquals("{\"id\":\"1\"}", code.key("{\"id\":1,\"code\":null}"));
        assertEquals("x", code.key("{\"id\":1,\"code\":\"x\"}"));
        assertThrows(IllegalArgumentException.class, () -> code.key("{\"id\":1}"));
        assertThrows(IllegalArgumentException.class, () -> code.key("{\"id\":null,\"code\":null}"));
    }

    @Test
    void theEditTimeOfARowIsItsStampAndNothingElseIs() {
        RowTable edited = RowTable.builder("tune").edited("editedAt").build();
        String body = answer(
                "",
                change("tune", "{\"id\":1,\"editedAt\":\"2026-11-20T01:02:03+00\"}", false),
                change("tune", "{\"id\":2}", false));
        decode(dialect(edited), new Ask.Pull(behind(List.of(MARK), List.of(edited))), 200, body, sink);
        assertEquals("[2026-11-20T01:02:03Z, null]", sink.stamps.toString());
    }

    @Test
    void aRefusalOfAPullIsTyped() {
        assertThrows(
                TransportException.class,
                () -> decode(new Ask.Pull(Cursor.START), 500, "{\"error\":\"Invalid pullCursor\"}"));
        assertThrows(ProtocolException.class, () -> decode(new Ask.Pull(Cursor.START), 204, ""));
        assertEquals(Collections.emptyList(), sink.changes);
    }
}
