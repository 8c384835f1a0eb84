package dev.mooring.sync.okhttp.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import dev.mooring.sync.testing.rowsync.StoredRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Rows move from page to page while a full pull reads them, in every way in which this server lets them: others insert, edit, delete for
 * good, delete softly and bring an older text back, most of them without a stamp that would tell. Where a pull says that it was a listing, every
 * row that was left alone since its last pass began is here, as it is there.
 */
class ShiftingPagesTest {
    private static final int SEEDS = 400;

    @Test
    void aListingShowsEveryRowAsItIs() {
        int listed = 0;
        int compared = 0;
        int readAgain = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Listing listing = new Listing(seed);
            listing.run(cursor -> cursor);
            assertEquals(Map.of(), listing.wrong(), "seed " + seed);
            listed += listing.listed ? 1 : 0;
            compared += listing.agreedByComparing ? 1 : 0;
            readAgain += listing.readAgain ? 1 : 0;
        }
        assertTrue(listed > SEEDS / 2, listed + " listings");
        assertTrue(compared > SEEDS / 4, compared + " passes that were as the one before");
        assertTrue(readAgain > SEEDS / 4, readAgain + " passes that were not");
    }

    @Test
    void aClientThatReadsThePagesOnceIsFoundOut() {
        // Where the second pass begins, it says that all is listed.
        found(at -> isBehindFirstPass(at) ? at.listed() : at);
    }

    /** So a pass that is not as the one before begins anew: the page of the row was as before, and a later one had another text of it. */
    @Test
    void aRowThatWentToALaterPageAndCameBackIsReadOnItsOldPage() {
        Listing listing = new Listing(1, 2, 1, 0);
        for (int n = 1; n <= 4; n++) {
            listing.put(2 * n, "first", "2025-11-20T10:00:0" + n + ".000Z");
        }
        String key = RowSyncFixtures.id(4);
        listing.run(at -> {
            Map<String, String> here = listing.here();
            if (isBehindFirstPass(at) && at.token().token().contains("/")) {
                assertTrue(here.get(key).contains("moved"), "its new text is the last one that was read");
                assertFalse(here.containsKey(RowSyncFixtures.id(6)), "and the row that it has moved was not read");
                listing.put(4, "first", "2025-11-20T10:00:02.000Z");
            } else if (here.size() == 2) {
                listing.put(4, "moved", "2025-11-20T10:00:09.000Z");
            }
            return at;
        });
        assertTrue(listing.listed);
        assertTrue(listing.readAgain);
        assertTrue(listing.here().get(key).contains("first"), listing.here().get(key));
        assertEquals(Map.of(), listing.wrong());
    }

    private static boolean isBehindFirstPass(RowCursor at) {
        RowCursor.Paging paging = at.paging();
        return paging != null && paging.pass() == 2 && paging.isFirstPage();
    }

    private static void found(UnaryOperator<RowCursor> sabotage) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Listing listing = new Listing(seed);
            listing.run(sabotage);
            if (listing.listed && !listing.wrong().isEmpty()) {
                return;
            }
        }
        throw new AssertionError("no seed finds it");
    }

    @Test
    void aQuietServerIsComparedAndNotReadTwice() {
        Listing listing = new Listing(7);
        listing.changes = 0;
        listing.run(cursor -> cursor);
        assertTrue(listing.listed);
        assertTrue(listing.agreedByComparing);
        assertFalse(listing.readAgain);
        assertEquals(Map.of(), listing.wrong());
        long twice = listing.sink.changes.size() - listing.sink.byKey().size();
        assertTrue(twice < listing.sink.byKey().size(), "a row a page, not all of them");
    }

    /** A full pull and what happens meanwhile. */
    private static final class Listing {
        private static final int MOST_EXCHANGES = 400;
        private static final Map<String, String> TOKEN = Map.of("Authorization", "Bearer token");
        private static final String OLD = "2025-11-20T10:00:00.000Z";

        private final Random random;
        private final VirtualScheduler time = new VirtualScheduler(1);
        private final RowSyncServer server = RowSyncServer.builder()
                .clock(((InstantSource) time::now).withZone(ZoneOffset.UTC))
                .build();
        private final RowSyncDialect dialect;
        private final RowTables tables;
        final Collected sink = new Collected();
        private final Map<String, Integer> lastChange = new HashMap<>();
        private final Map<String, List<String>> texts = new TreeMap<>();
        private int exchanges;
        private int passBegan;
        private int rows;
        int changes;
        boolean listed;
        boolean agreedByComparing;
        boolean readAgain;

        Listing(long seed) {
            this(seed, new Random(seed).nextInt(3) + 1, new Random(-seed).nextInt(3) + 1, 4 + (int) (seed % 8));
            changes = random.nextInt(12);
        }

        Listing(long seed, int pageSize, int tablePages, int rows) {
            random = new Random(seed);
            List<RowTable> shown = List.of(
                    RowTable.builder("tune").softDelete("deleted").build(),
                    RowTable.builder("note").softDelete("deleted").build());
            RowSyncDialectBuilder builder =
                    RowSyncDialect.builder(RowSyncFixtures.USER).pages(pageSize, tablePages);
            shown.forEach(builder::table);
            dialect = builder.build();
            tables = new RowTables(shown);
            this.rows = rows;
            for (int n = 1; n <= rows; n++) {
                put(n, "t" + n, OLD);
            }
        }

        void run(UnaryOperator<RowCursor> sabotage) {
            RowCursor at = RowCursor.of(Cursor.START, tables);
            boolean more = true;
            while (more && exchanges++ < MOST_EXCHANGES) {
                time.advance(Duration.ofMillis(20));
                for (int left = random.nextInt(3); left > 0 && changes > 0; left--, changes--) {
                    disturb();
                }
                RowCursor.Paging paging = at.paging();
                passBegan = paging != null && paging.isFirstPage() ? exchanges : passBegan;
                boolean compares = paging != null && paging.before().contains("/");
                Page page = pull(at);
                RowCursor next = RowCursor.of(page.cursor(), tables);
                listed |= page.listed();
                agreedByComparing |= compares && next.mode() == RowCursor.LISTED;
                readAgain |= compares && next.paging() != null && next.paging().isFirstPage();
                more = page.more();
                at = sabotage.apply(next);
            }
            assertFalse(more, "it ends");
        }

        private Page pull(RowCursor at) {
            Ask ask = new Ask.Pull(at.token());
            String body = Objects.requireNonNull(dialect.encode(ask).body()).utf8();
            String said = server.handle(new Request("POST", "/api/sync", TOKEN, body.getBytes(StandardCharsets.UTF_8)))
                    .text();
            return ((Answer.Settled) RowSyncFixtures.decode(dialect, ask, 200, said, sink)).page();
        }

        private void disturb() {
            int n = 1 + random.nextInt(rows);
            String key = RowSyncFixtures.id(n);
            List<String> before = texts.getOrDefault(key, List.of());
            switch (random.nextInt(7)) {
                case 0 -> put(++rows, "new", OLD);
                case 1 -> put(++rows, "new", time.now().toString());
                case 2 -> put(n, "edited" + exchanges, time.now().toString());
                case 3 -> put(n, "behind" + exchanges, OLD);
                case 4 -> {
                    server.remove(n % 2 == 0 ? "note" : "tune", key);
                    lastChange.put(key, exchanges);
                }
                case 5 -> put(n, "gone" + exchanges + "\",\"deleted\":1,\"x\":\"", OLD);
                default -> {
                    if (!before.isEmpty()) {
                        server.put(n % 2 == 0 ? "note" : "tune", before.get(random.nextInt(before.size())));
                        lastChange.put(key, exchanges);
                    }
                }
            }
        }

        /** Odd ones are tunes, which the server reads in the order of its heap; even ones are notes, which it reads by their keys. */
        private void put(int n, String title, String stamp) {
            String key = RowSyncFixtures.id(n);
            String row = n % 2 == 0
                    ? "{\"id\":\"" + key + "\",\"userRef\":\"" + RowSyncFixtures.USER + "\",\"tuneRef\":\""
                            + RowSyncFixtures.id(999) + "\",\"noteText\":\"" + title + "\",\"lastModifiedAt\":\""
                            + stamp
                            + "\"}"
                    : "{\"id\":\"" + key + "\",\"privateFor\":\"" + RowSyncFixtures.USER + "\",\"title\":\"" + title
                            + "\",\"lastModifiedAt\":\"" + stamp + "\"}";
            server.put(n % 2 == 0 ? "note" : "tune", row);
            texts.computeIfAbsent(key, any -> new ArrayList<>()).add(row);
            lastChange.put(key, exchanges);
        }

        /** The last text of each row. */
        Map<String, String> here() {
            Map<String, String> here = new HashMap<>();
            for (Change change : sink.changes) {
                here.put(change.key(), change.payload());
            }
            return here;
        }

        /** Rows that were left alone since the last pass began, and are another one here than there. */
        Map<String, String> wrong() {
            Map<String, String> wrong = new TreeMap<>();
            if (!listed) {
                return wrong;
            }
            Map<String, String> here = here();
            for (String table : List.of("tune", "note")) {
                for (StoredRow row : server.rows(table)) {
                    String key = RowText.of(row.data()).scalar("id");
                    if (lastChange.getOrDefault(key, 0) < passBegan
                            && !row.data().equals(here.get(key))) {
                        wrong.put(String.valueOf(key), row.data() + " there, " + here.get(key) + " here");
                    }
                }
            }
            return wrong;
        }
    }
}
