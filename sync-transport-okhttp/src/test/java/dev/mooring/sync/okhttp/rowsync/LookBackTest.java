package dev.mooring.sync.okhttp.rowsync;

import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.TABLES;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.decode;
import static dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.tuneRow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.rowsync.LookBack.Look;
import dev.mooring.sync.okhttp.rowsync.RowSyncFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** When a pull looks back, how far, and what it may cost. */
class LookBackTest {
    private static final Instant BEGIN = Instant.parse("2026-11-20T12:00:00Z");
    private static final Pattern SINCE = Pattern.compile("\"lastSyncAt\":\"([^\"]*)\"");

    private RowSyncDialect dialect = RowSyncFixtures.dialect();
    private Cursor cursor = RowSyncFixtures.behind(at(0), at(-60));

    private static String at(long seconds) {
        return RowStamps.text(BEGIN.plusSeconds(seconds));
    }

    private static String since(RowSyncDialect dialect, Cursor cursor) {
        Matcher since = SINCE.matcher(
                Objects.requireNonNull(dialect.encode(new Ask.Pull(cursor)).body())
                        .utf8());
        return since.find() ? since.group(1) : "";
    }

    /** How many seconds behind the time of the pull it asks from. */
    private long pull(long second, String... rows) {
        String body = "{\"changes\":[" + String.join(",", rows) + "],\"syncedAt\":\"" + at(second) + "\"}";
        long behind = Duration.between(RowStamps.clock(since(dialect, cursor)), BEGIN.plusSeconds(second))
                .toSeconds();
        Answer answer = decode(dialect, new Ask.Pull(cursor), 200, body, new Collected());
        cursor = ((Answer.Settled) answer).page().cursor();
        return behind;
    }

    private static String row(int n, long second, int size) {
        return "{\"table\":\"tune\",\"rowId\":\"x\",\"data\":" + tuneRow(n, "x".repeat(size))
                + ",\"deleted\":false,\"lastModifiedAt\":\"" + at(second) + "\"}";
    }

    private Look look() {
        return Objects.requireNonNull(
                RowCursor.of(cursor, new RowTables(TABLES)).look());
    }

    private List<Long> looks(int every, int until, String... rows) {
        List<Long> looks = new ArrayList<>();
        for (long second = every; second <= until; second += every) {
            String before = RowCursor.of(cursor, new RowTables(TABLES)).look() == null ? at(0) : look().at();
            pull(second, rows);
            if (!look().at().equals(before)) {
                looks.add(second);
            }
        }
        return looks;
    }

    @Test
    void anIdleClientLooksBackInEverySixthPull() {
        assertEquals(List.of(360L, 720L, 1080L), looks(60, 1100));
    }

    @Test
    void aLookBackBeginsWhereTheOneBeforeWasMadeLessTheLateness() {
        for (int second = 60; second < 360; second += 60) {
            assertTrue(pull(second) <= 180);
        }
        assertEquals(960, pull(360));
        assertTrue(pull(420) <= 180);
    }

    @Test
    void forPullsUpToFiveMinutesApartACommitOfUpToTenMinutesLateIsFoundWithinFifteen() {
        for (int every : new int[] {7, 10, 60, 61, 120, 149, 299, 300}) {
            cursor = RowSyncFixtures.behind(at(0), at(-60));
            long seen = 0;
            long covered = 0;
            for (long second = every; second < 7200; second += every) {
                long from = second - pull(second);
                if (from <= seen - 600) {
                    covered = Math.max(covered, second - seen);
                    seen = second;
                }
            }
            assertTrue(covered <= 900, every + " s apart: " + covered);
            assertTrue(7200 - seen <= 900, every + " s apart: none since " + seen);
        }
    }

    @Test
    void aClientThatWasAwayLooksBackFromWhereItLeft() {
        pull(60);
        pull(36_000);
        assertEquals(36_060 - (-600), pull(36_060));
    }

    @Test
    void whatALookBackCostsMoreThanTheShareIsPaidBeforeTheNextButNotForEver() {
        looks(60, 300);
        pull(360, row(1, 100, 20_000));
        assertTrue(look().credit() < -15_000, "" + look());
        List<Long> next = new ArrayList<>();
        for (long second = 420; second < 20_000; second += 60) {
            String before = look().at();
            pull(second);
            if (!look().at().equals(before)) {
                next.add(second);
            }
        }
        assertTrue(next.get(0) > 360 + 4800 && next.get(0) <= 360 + 5000, "" + next);
        assertEquals(360, next.get(1) - next.get(0));
    }

    @Test
    void rowsThatAnyPullWouldHaveBroughtCostNothingAndNoCreditGrowsForEver() {
        looks(60, 300);
        pull(360, row(1, 350, 20_000));
        assertTrue(look().credit() > 0, "" + look());
        looks(60, 360 * 60, row(2, 1_000_000, 2000));
        assertTrue(look().credit() <= 16 << 10, "" + look());
    }

    @Test
    void whoWantsItWhateverItCostsGetsIt() {
        dialect = RowSyncFixtures.dialect(builder -> builder.lookBackPercent(100));
        assertEquals(List.of(360L, 720L, 1080L), looks(60, 1100, row(1, -3600, 50_000)));
        dialect = RowSyncFixtures.dialect(builder -> builder.lookBack(Duration.ZERO, Duration.ofMinutes(5)));
        cursor = RowSyncFixtures.behind(at(0), at(-60));
        assertEquals(List.of(), looks(60, 1100));
    }

    @Test
    void aClockThatJumpsHidesNoRowAndStopsNoLookBack() {
        pull(60);
        String marked = at(60);
        pull(250_000_000_000L);
        assertTrue(RowStamps.clock(since(dialect, cursor)).compareTo(RowStamps.clock(marked)) <= 0);
        pull(120);
        for (long second = 180; second <= 480; second += 60) {
            pull(second);
        }
        assertTrue(RowStamps.clock(look().at()).compareTo(BEGIN.plusSeconds(480)) <= 0, "" + look());
        assertTrue(looks(60, 960).size() >= 1);
    }

    @Test
    void aCursorOfAnOlderVersionReadsAndALookBackSurvivesItsText() {
        RowCursor old = RowCursor.of(cursor, new RowTables(TABLES));
        assertNull(old.look());
        pull(60);
        RowCursor now = RowCursor.of(cursor, new RowTables(TABLES));
        assertEquals(at(0), look().at());
        assertEquals(cursor, now.token());
        RowCursor cut = now.after(List.of("note"));
        assertEquals(cut, RowCursor.of(cut.token(), new RowTables(TABLES)));
        for (String odd : List.of("~", "~x~1", "~" + at(0), "~" + at(0) + "~x")) {
            Cursor broken = new Cursor(old.token().token() + odd);
            assertThrows(IllegalArgumentException.class, () -> RowCursor.of(broken, new RowTables(TABLES)), odd);
        }
    }

    @Test
    void nonsenseIsRefused() {
        Duration minute = Duration.ofMinutes(1);
        RowSyncDialectBuilder builder = RowSyncDialect.builder("u");
        assertThrows(IllegalArgumentException.class, () -> builder.lookBack(minute.negated(), minute));
        assertThrows(IllegalArgumentException.class, () -> builder.lookBack(Duration.ofHours(2), minute));
        assertThrows(IllegalArgumentException.class, () -> builder.lookBack(minute, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.lookBackPercent(0));
        assertThrows(IllegalArgumentException.class, () -> builder.lookBackPercent(101));
    }
}
