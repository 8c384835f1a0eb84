package dev.mooring.sync.internal.listing;

import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.settings.Settings.Settling;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.spi.storage.HeldBack;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of the rows that a listing of everything did not show. Pure.
 *
 * <ul>
 *   <li>Rows are gone if the server's own count beside the listing confirms it, however many they are.
 *   <li>If the server does not know that this account was ever used, it has lost its data, or is another server.
 *   <li>A listing that shows none of the confirmed rows belongs to another account, unless the credential proves that it is this one.
 *   <li>In every other case the rows are held back, until enough listings have agreed for long enough. But if a server shows nothing while
 *       it counts rows, or while it knows that nobody has written since it showed them, the server is at fault. Then nothing is deleted,
 *       however long that lasts.
 * </ul>
 *
 * @param missing rows that it did not show
 * @param confirmed all that were confirmed
 * @param shown whether it showed anything at all
 * @param proven whether the credential is known to belong to the account whose data is here
 * @param vouch what the server counts; null if it was not asked or did not say
 * @param before what was held back until now
 * @param listing the number of this listing
 * @param now when this listing ended
 * @param settling when listings alone settle that rows are gone
 */
record Sweeping(
        long missing,
        long confirmed,
        boolean shown,
        boolean proven,
        @Nullable Vouch vouch,
        HeldBack before,
        long listing,
        Instant now,
        Settling settling) {

    /** What becomes of the missing rows. */
    sealed interface Verdict {
        /**
         * Some rows are gone, and the rest is held back.
         *
         * @param before the rows that were last seen before this listing are gone; 0 for none
         * @param rest what is held back after that
         */
        record Sweep(long before, HeldBack rest) implements Verdict {}

        /** The listing is not believed. */
        record Refuse(Mismatch mismatch) implements Verdict {}
    }

    Verdict verdict() {
        if (missing == 0) {
            return sweep(0, HeldBack.none(vouch == null ? before.surplus() : vouch.surplus()));
        }
        if (vouch != null && !vouch.used() && !shown) {
            return new Verdict.Refuse(Mismatch.KNOWS_LESS);
        }
        boolean nothing = missing == confirmed;
        if (nothing && !proven) {
            return new Verdict.Refuse(shown ? Mismatch.OTHER_ACCOUNT : Mismatch.KNOWS_LESS);
        }
        long hidden = Math.max(0, before.surplus());
        boolean whole = vouch != null && vouch.moved() && vouch.surplus() <= hidden;
        if (whole) {
            return sweep(listing, HeldBack.none(hidden));
        }
        boolean trouble = nothing && !shown && vouch != null;
        return agreed() && !trouble ? settled() : sweep(0, held());
    }

    private static Verdict sweep(long before, HeldBack rest) {
        return new Verdict.Sweep(before, rest);
    }

    private boolean isHeld() {
        return before.rows() > 0;
    }

    private boolean agreed() {
        return isHeld()
                && before.listings() + 1 >= settling.listings()
                && !now.isBefore(before.since().plus(settling.time()));
    }

    /**
     * The rows that the first of the agreeing listings already missed are gone. For those that are missing only since then, the count of
     * listings begins anew.
     */
    private Verdict settled() {
        return sweep(before.from(), new HeldBack(missing, listing, now, 1, HeldBack.UNKNOWN));
    }

    private HeldBack held() {
        if (!isHeld()) {
            return new HeldBack(missing, listing, now, 1, before.surplus());
        }
        // If the clock was set back, the rows must not be held back much longer for that.
        Instant since = now.isBefore(before.since()) ? now : before.since();
        return new HeldBack(missing, before.from(), since, before.listings() + 1, before.surplus());
    }
}
