package dev.mooring.sync.internal.listing;

import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.settings.Settings.Settling;
import dev.mooring.sync.spi.HeldBack;
import dev.mooring.sync.spi.Vouch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of the rows that a listing of everything did not show. Pure.
 *
 * <ul>
 *   <li>What the server confirms, by its own count beside the listing, is gone, whatever its share.
 *   <li>A server that does not know that this account was ever used has lost its data, or is another one.
 *   <li>A listing that shows nothing of what was confirmed is not this account's, unless the credential proves that it is.
 *   <li>Everything else is held back, row by row, until enough listings have agreed over long enough. But if a server shows nothing
 *       while it counts rows, or knows that nobody has written since it showed them, it has trouble: however long that lasts,
 *       nothing is deleted.
 * </ul>
 *
 * @param missing rows that it did not show
 * @param confirmed all that were confirmed
 * @param shown whether it showed anything at all
 * @param proven whether the credential is known to be of the account whose data is here
 * @param vouch what the server counts; null if it was not asked or did not say
 * @param before what was held back until now
 * @param listing its number
 * @param now when it came to its end
 * @param settling when listings alone settle it
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

    /** What becomes of them. */
    sealed interface Verdict {
        /**
         * Some are gone, and some are held back.
         *
         * @param before rows that were seen last before this listing are gone; 0 for none
         * @param rest what is held back then
         */
        record Sweep(long before, HeldBack rest) implements Verdict {}

        /** Nothing of it is believed. */
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

    /** What the first of the listings missed is gone; what came to be missing since begins anew. What is hidden is counted anew. */
    private Verdict settled() {
        return sweep(before.from(), new HeldBack(missing, listing, now, 1, HeldBack.UNKNOWN));
    }

    private HeldBack held() {
        if (!isHeld()) {
            return new HeldBack(missing, listing, now, 1, before.surplus());
        }
        // A clock that was set back must not put the end off for long.
        Instant since = now.isBefore(before.since()) ? now : before.since();
        return new HeldBack(missing, before.from(), since, before.listings() + 1, before.surplus());
    }
}
