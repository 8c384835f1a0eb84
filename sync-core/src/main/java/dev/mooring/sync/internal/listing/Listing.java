package dev.mooring.sync.internal.listing;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.settings.Settings.Settling;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.HeldBack;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds deletes that a server hides. A pull that lists everything marks each confirmed row that it shows. When it is complete, the rows
 * without a mark are deleted or held back, as {@link Sweeping} decides.
 *
 * <p>A listing has a number that is kept with the cursor. So it may take many exchanges, and survives a crash between them. The deletion of
 * a row is merged like any other change, so a pending mutation of that row becomes a conflict only then.
 */
public final class Listing<DB> {
    private static final int CHUNK = 256;

    private final Ledger<DB> ledger;
    private final Capabilities can;
    private final ServerOrder order;
    private final Scheduler scheduler;
    private final Settling settling;

    public Listing(Ledger<DB> ledger, Capabilities can, ServerOrder order, Scheduler scheduler, Settling settling) {
        this.ledger = ledger;
        this.can = can;
        this.order = order;
        this.scheduler = scheduler;
        this.settling = settling;
    }

    /**
     * How a pull begins.
     *
     * @param from the cursor to start from
     * @param confirmed how many rows are confirmed, if a listing of everything begins; else 0
     */
    public record Begun(Cursor from, long confirmed) {}

    /**
     * What a listing did at its end.
     *
     * @param transitions the deletions that were merged
     * @param missing rows that it did not show
     * @param confirmed rows that were confirmed
     * @param refused why the listing is not believed; null if it is
     * @param before what was held back until now
     * @param state the sync state after it
     */
    public record Swept(
            List<Transition> transitions,
            long missing,
            long confirmed,
            @Nullable Mismatch refused,
            HeldBack before,
            SyncState state) {}

    /** Begins a pull. If it lists everything, or a listing is due, a listing begins with it. */
    public Begun begin(Cursor cursor) {
        if (!order.keepsRows()) {
            return new Begun(cursor, 0);
        }
        return ledger.guarded(tx -> {
            SyncState state = tx.cursor().state();
            boolean due = isDue(state);
            if (!due && !can.listsAll() && !cursor.isStart()) {
                return new Begun(cursor, 0);
            }
            Cursor from = due ? Cursor.START : cursor;
            tx.cursor().state(state.listing(from, scheduler.now()));
            return new Begun(from, tx.confirmed().count(Long.MAX_VALUE));
        });
    }

    private boolean isDue(SyncState state) {
        Duration every = can.listEvery();
        if (every == null || state.listing() == 0) {
            return false;
        }
        // Rows that are held back need another listing soon, so the wait is shorter then.
        Duration wait = state.held().rows() == 0 || every.compareTo(settling.time()) < 0 ? every : settling.time();
        Instant now = scheduler.now();
        // If the clock was set back, the next listing is due at once rather than put off for long.
        return !now.isBefore(state.listedAt().plus(wait)) || now.isBefore(state.listedAt());
    }

    /** Whether the server has to be asked how many rows it counts: if the listing lacks rows, or the server was never asked. */
    public boolean wantsVouch() {
        return can.vouches()
                && ledger.guarded(tx -> tx.cursor().state().held().surplus() == HeldBack.UNKNOWN || missing(tx) > 0);
    }

    private static long missing(StorageTx<?> tx) {
        return tx.confirmed().count(tx.cursor().state().listing());
    }

    /**
     * Ends the listing: deletes or holds back the rows that it did not show.
     *
     * @param shown whether it showed anything
     * @param proven whether the credential is known to belong to the account whose data is here
     * @param vouch what the server counts; null if that is not known
     */
    public Swept end(boolean shown, boolean proven, @Nullable Vouch vouch) {
        SyncState at = ledger.guarded(tx -> tx.cursor().state());
        Sweeping sweeping = ledger.guarded(tx -> new Sweeping(
                missing(tx),
                tx.confirmed().count(Long.MAX_VALUE),
                shown,
                proven,
                vouch,
                at.held(),
                at.listing(),
                scheduler.now(),
                settling));
        List<Transition> done = new ArrayList<>();
        Sweeping.Verdict verdict = sweeping.verdict();
        if (verdict instanceof Sweeping.Verdict.Refuse refuse) {
            ledger.guarded(tx -> {
                // Also if the listing is not believed, as what it showed could be read.
                tx.aside().forget(at.listing());
                return Boolean.TRUE;
            });
            return new Swept(
                    Collections.unmodifiableList(done),
                    sweeping.missing(),
                    sweeping.confirmed(),
                    refuse.mismatch(),
                    sweeping.before(),
                    at);
        }
        Sweeping.Verdict.Sweep sweep = (Sweeping.Verdict.Sweep) verdict;
        while (sweep.before() > 0 && sweep(sweep.before(), done)) {
            // In slices, so that no transaction is large.
        }
        SyncState state = ledger.guarded(tx -> {
            tx.aside().forget(tx.cursor().state().listing());
            long rows = missing(tx);
            HeldBack rest = sweep.rest();
            HeldBack held = rows == 0 ? HeldBack.none(rest.surplus()) : rest.of(rows);
            if (!held.equals(tx.cursor().state().held())) {
                tx.cursor().state(tx.cursor().state().holding(held));
            }
            return tx.cursor().state();
        });
        return new Swept(
                Collections.unmodifiableList(done),
                sweeping.missing(),
                sweeping.confirmed(),
                null,
                sweeping.before(),
                state);
    }

    private boolean sweep(long before, List<Transition> done) {
        return ledger.guarded(tx -> {
            List<Incoming> gone = new ArrayList<>();
            for (Confirmed row : tx.confirmed().unseen(before, CHUNK)) {
                Change change = row.change();
                gone.add(new Incoming(Change.gone(change.collection(), change.key()), Confirmed.GONE));
            }
            return done.addAll(ledger.merge(tx, gone, null));
        });
    }
}
