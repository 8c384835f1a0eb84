package dev.mooring.sync.okhttp.rowsync;

import static dev.mooring.sync.okhttp.rowsync.RowDevice.TUNE;
import static dev.mooring.sync.okhttp.rowsync.RowDevice.tuneRow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.rowsync.HeldPush;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Commits that come minutes late, at an account of 10,000 rows, and what it costs to find them. Times are the server's. */
class LateCommitTest {
    private static final int ROWS = 10_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final UnaryOperator<RowSyncDialectBuilder> DEFAULTS = dialect -> dialect;
    private static final UnaryOperator<RowSyncDialectBuilder> WITHOUT =
            dialect -> dialect.lookBack(Duration.ZERO, MINUTE);

    private final RowNetwork network = new RowNetwork();

    private RowDevice device(UnaryOperator<RowSyncDialectBuilder> wiring) {
        return new RowDevice(network, ConflictPolicy.serverWins(), wiring);
    }

    /** The bytes of one pull. */
    private long sync(RowDevice device) {
        long before = network.bytes;
        assertInstanceOf(SyncReport.Synced.class, device.sync());
        return network.bytes - before;
    }

    private void fill(int rows) {
        for (int n = 1; n <= rows; n++) {
            String row = tuneRow(n, "t" + n);
            network.server.put(
                    "tune", row.substring(0, row.length() - 1) + ",\"lastModifiedAt\":\"2025-11-20T10:00:00.000Z\"}");
        }
    }

    private void push(int n, String title) {
        String now = network.time.now().truncatedTo(ChronoUnit.MILLIS).toString();
        String row = tuneRow(n, title);
        String data = row.substring(0, row.length() - 1) + ",\"lastModifiedAt\":\"" + now + "\"}";
        String body = "{\"changes\":[{\"table\":\"tune\",\"rowId\":\"x\",\"data\":" + data
                + ",\"deleted\":false,\"lastModifiedAt\":\"" + now + "\"}],\"pullTables\":[]}";
        network.server.handle(new Request(
                "POST", "/api/sync", Map.of("Authorization", "Bearer token"), body.getBytes(StandardCharsets.UTF_8)));
    }

    private HeldPush begin(int n, String title) {
        network.server.stallNextPush();
        push(n, title);
        HeldPush late = network.server.takeHeldPush();
        assertNotNull(late);
        return late;
    }

    @Test
    void aCommitThatIsFiveOrNineMinutesLateHealsWithinFifteenAtAFifthOfTheBytes() {
        fill(ROWS);
        RowDevice one = device(DEFAULTS);
        RowDevice without = device(WITHOUT);
        sync(one);
        sync(without);
        assertEquals(ROWS, one.rows(TUNE).size());
        one.applied.clear();
        long with = 0;
        long bare = 0;
        int commits = 0;
        for (int late : new int[] {5, 9}) {
            // One an hour, in another minute since the last look-back each.
            for (int phase = 0; phase < 6; phase += 3) {
                int n = ++commits;
                HeldPush push = begin(n, "late " + n);
                int healed = 0;
                for (int minute = 1; minute <= 60 + phase; minute++) {
                    network.time.advance(MINUTE);
                    if (minute == late) {
                        push.commit();
                        push(ROWS, "quick " + n); // Sets the change log right again, and hides what it has told.
                    }
                    with += sync(one);
                    bare += sync(without);
                    healed = healed == 0 && ("late " + n).equals(one.title(n)) ? minute : healed;
                }
                assertTrue(healed >= late && healed <= late + 15, late + " minutes late, healed at " + healed);
                assertEquals("t" + n, without.title(n));
            }
        }
        assertTrue((with - bare) * 5 <= with, with + " bytes, without look-backs " + bare);
        assertEquals(2 * commits, one.applied.size(), "what comes twice is no news");
    }

    @Test
    void aFewChangesAMinuteKeepTheShareAndMissNothingThatIsInTime() {
        fill(500);
        RowDevice one = device(DEFAULTS);
        RowDevice without = device(WITHOUT);
        RowDevice always = device(dialect -> dialect.lookBackPercent(100));
        sync(one);
        sync(without);
        sync(always);
        long with = 0;
        long bare = 0;
        long most = 0;
        for (int minute = 1; minute <= 4 * 60; minute++) {
            network.time.advance(MINUTE);
            for (int n = 0; n < 3; n++) {
                push(1 + (minute * 3 + n) % 500, "at " + minute);
            }
            with += sync(one);
            bare += sync(without);
            most += sync(always);
        }
        assertEquals(one.rows(TUNE), without.rows(TUNE));
        long first = 3 * 20 * 500; // Look-backs are paid for behind, so one may be owed.
        assertTrue((with - bare - first) * 5 <= with, with + " bytes, without look-backs " + bare);
        assertTrue(most > with, "" + most);
    }

    @Test
    void aBusyDayWithoutAShareFindsAllAndTheDailyListingIsForWhatIsLater() {
        fill(20);
        RowDevice always = device(dialect -> dialect.lookBackPercent(100));
        sync(always);
        HeldPush late = begin(1, "late");
        HeldPush later = begin(2, "later");
        for (int minute = 1; minute <= 60; minute++) {
            network.time.advance(MINUTE);
            for (int n = 3; n <= 20; n++) {
                push(n, "at " + minute);
            }
            if (minute == 10) {
                late.commit();
            }
            if (minute == 40) {
                later.commit();
            }
            sync(always);
        }
        assertEquals("late", always.title(1));
        assertEquals("t2", always.title(2));
        network.time.advance(Duration.ofHours(24));
        sync(always);
        assertEquals("later", always.title(2));
        assertNull(always.title(99));
    }

    @Test
    void aChangeEveryTenMinutesKeepsBothBounds() {
        fill(500);
        RowDevice one = device(DEFAULTS);
        RowDevice without = device(WITHOUT);
        sync(one);
        sync(without);
        long with = 0;
        long bare = 0;
        for (int commit = 1; commit <= 4; commit++) {
            HeldPush late = begin(1, "late " + commit);
            int healed = 0;
            for (int minute = 1; minute <= 67; minute++) {
                network.time.advance(MINUTE);
                if (minute == 9) {
                    late.commit();
                }
                if (minute % 10 == 9) {
                    push(2 + (commit * 67 + minute) % 400, "at " + commit + minute);
                }
                with += sync(one);
                bare += sync(without);
                healed = healed == 0 && ("late " + commit).equals(one.title(1)) ? minute : healed;
            }
            assertTrue(healed >= 9 && healed <= 9 + 15, "commit " + commit + " healed at " + healed);
        }
        assertTrue((with - bare) * 5 <= with, with + " bytes, without look-backs " + bare);
    }
}
