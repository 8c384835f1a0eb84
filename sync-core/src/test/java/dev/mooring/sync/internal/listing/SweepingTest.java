package dev.mooring.sync.internal.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.listing.Sweeping.Verdict;
import dev.mooring.sync.internal.settings.Settings.Settling;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.spi.storage.HeldBack;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of rows that a listing does not show. */
class SweepingTest {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
    private static final Settling SETTLING = new Settling(2, Duration.ofMinutes(10));
    private static final Vouch PARTIAL = new Vouch(4, true, true);
    private static final Vouch UNUSED = new Vouch(0, false, true);
    private static final Vouch UNMOVED = new Vouch(0, true, false);

    private static Verdict verdict(
            long missing, long confirmed, boolean shown, boolean proven, @Nullable Vouch vouch, HeldBack before) {
        return new Sweeping(missing, confirmed, shown, proven, vouch, before, 9, NOW, SETTLING).verdict();
    }

    private static Verdict some(@Nullable Vouch vouch, HeldBack before) {
        return verdict(11, 20, true, false, vouch, before);
    }

    private static Verdict all(boolean proven, @Nullable Vouch vouch, HeldBack before) {
        return verdict(20, 20, false, proven, vouch, before);
    }

    private static HeldBack held(long from, Duration ago, int listings) {
        return new HeldBack(5, from, NOW.minus(ago), listings, HeldBack.UNKNOWN);
    }

    private static final HeldBack RECENT = held(8, Duration.ofMinutes(9), 1);
    private static final HeldBack RIPE = held(8, Duration.ofMinutes(10), 1);

    @Test
    void whatTheServerConfirmsIsGoneWhateverItsShare() {
        Verdict gone = new Verdict.Sweep(9, HeldBack.none(0));
        assertEquals(gone, some(Vouch.WHOLE, HeldBack.NONE));
        assertEquals(gone, verdict(1, 1, false, true, Vouch.WHOLE, HeldBack.NONE), "the last one of an account");
        assertEquals(gone, all(true, Vouch.WHOLE, HeldBack.NONE));
        assertEquals(gone, some(Vouch.WHOLE, RECENT), "also what was held back before");
    }

    @Test
    void rowsOfASortThatIsNeverListedSpeakAgainstNothing() {
        assertEquals(new Verdict.Sweep(9, HeldBack.none(4)), some(PARTIAL, HeldBack.none(4)));
        assertEquals(new Verdict.Sweep(0, new HeldBack(11, 9, NOW, 1, 3)), some(PARTIAL, HeldBack.none(3)));
    }

    @Test
    void aListingThatLacksNothingShowsHowManyAreNeverListed() {
        assertEquals(new Verdict.Sweep(0, HeldBack.none(4)), verdict(0, 20, true, false, PARTIAL, HeldBack.NONE));
        assertEquals(new Verdict.Sweep(0, HeldBack.none(4)), verdict(0, 20, true, false, null, HeldBack.none(4)));
        assertEquals(new Verdict.Sweep(0, HeldBack.none(-1)), verdict(0, 20, true, false, null, RIPE), "all are back");
    }

    @Test
    void whatIsNotConfirmedIsHeldBack() {
        assertEquals(new Verdict.Sweep(0, new HeldBack(11, 9, NOW, 1, -1)), some(null, HeldBack.NONE));
        assertEquals(new Verdict.Sweep(0, new HeldBack(11, 9, NOW, 1, -1)), some(PARTIAL, HeldBack.NONE));
        assertEquals(new Verdict.Sweep(0, new HeldBack(11, 8, NOW.minusSeconds(540), 2, -1)), some(null, RECENT));
    }

    @Test
    void laterListingsThatAgreeSettleIt() {
        assertEquals(new Verdict.Sweep(8, new HeldBack(11, 9, NOW, 1, -1)), some(null, RIPE));
        Settling slow = new Settling(4, Duration.ZERO);
        HeldBack twice = held(7, Duration.ZERO, 2);
        assertEquals(
                new Verdict.Sweep(0, new HeldBack(11, 7, NOW, 3, -1)),
                new Sweeping(11, 20, true, false, null, twice, 9, NOW, slow).verdict());
        HeldBack thrice = held(6, Duration.ZERO, 3);
        assertEquals(
                new Verdict.Sweep(6, new HeldBack(11, 9, NOW, 1, -1)),
                new Sweeping(11, 20, true, false, null, thrice, 9, NOW, slow).verdict());
        assertThrows(IllegalArgumentException.class, () -> new Settling(1, Duration.ofDays(1)));
    }

    @Test
    void aClockThatIsSetBackDoesNotPutTheEndOff() {
        HeldBack future = held(8, Duration.ofDays(-400), 1);
        assertEquals(new Verdict.Sweep(0, new HeldBack(11, 8, NOW, 2, -1)), some(null, future));
    }

    @Test
    void aDeletionNeedsSomebodyToHaveWritten() {
        assertEquals(new Verdict.Sweep(0, new HeldBack(11, 9, NOW, 1, -1)), some(UNMOVED, HeldBack.NONE));
    }

    @Test
    void aServerThatShowsNothingAndOwesRowsIsNeverBelieved() {
        HeldBack on = new HeldBack(20, 8, RIPE.since(), 2, -1);
        assertEquals(new Verdict.Sweep(0, on), all(true, PARTIAL, RIPE), "it counts rows");
        assertEquals(new Verdict.Sweep(0, on), all(true, UNMOVED, RIPE), "nobody has deleted any");
        assertEquals(new Verdict.Sweep(8, new HeldBack(20, 9, NOW, 1, -1)), all(true, null, RIPE));
    }

    @Test
    void aServerThatNeverSawTheAccountHasLostIt() {
        assertEquals(new Verdict.Refuse(Mismatch.KNOWS_LESS), all(true, UNUSED, HeldBack.NONE));
        assertEquals(new Verdict.Refuse(Mismatch.KNOWS_LESS), all(false, UNUSED, RIPE));
    }

    @Test
    void aListingWithoutAnythingOfOursIsNotThisAccountsUntilProven() {
        assertEquals(new Verdict.Refuse(Mismatch.KNOWS_LESS), all(false, Vouch.WHOLE, RIPE));
        assertEquals(
                new Verdict.Refuse(Mismatch.OTHER_ACCOUNT), verdict(1, 1, true, false, Vouch.WHOLE, HeldBack.NONE));
        assertEquals(new Verdict.Sweep(9, HeldBack.none(0)), verdict(1, 1, true, true, Vouch.WHOLE, HeldBack.NONE));
    }
}
