package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Confirmed;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.SyncState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Mark and sweep, for a server that hides what is gone: a pull that lists all there is marks each confirmed row that it
 * shows, and when it has come to its end, the rows without the mark are gone.
 *
 * <p>A listing has a number, kept with the cursor, so it may take many exchanges and survive a crash between them. What is
 * swept goes the way of every change, so a pending mutation of a row that is gone is a conflict. A listing that shows
 * nothing at all, or less than half of what is confirmed, is not believed: a server that cannot read its own database
 * answers just so. Then nothing is swept, and the app is told.
 */
final class Listing<DB> {
    /** So few may go at once without suspicion. */
    private static final long FEW = 20;

    private static final int CHUNK = 256;

    private final Ledger<DB> ledger;
    private final Capabilities can;
    private final Scheduler scheduler;

    Listing(Ledger<DB> ledger, Capabilities can, Scheduler scheduler) {
        this.ledger = ledger;
        this.can = can;
        this.scheduler = scheduler;
    }

    /** What an ended listing did. */
    record Swept(List<Transition> transitions, long missing, long confirmed, boolean believed) {}

    /** Begins one if the next pull lists all there is, or should; returns where to pull from. */
    Cursor begin(Cursor cursor) {
        if (can.order() != Order.KEYS) {
            return cursor;
        }
        return ledger.guarded(tx -> {
            SyncState state = tx.state();
            boolean due = isDue(state);
            if (!due && !can.listsAll() && !cursor.isStart()) {
                return cursor;
            }
            Cursor from = due ? Cursor.START : cursor;
            tx.state(new SyncState(
                    from, state.position(), state.listing() + 1, scheduler.now(), state.identity(), state.founded()));
            return from;
        });
    }

    private boolean isDue(SyncState state) {
        Duration every = can.listEvery();
        if (every == null || state.listing() == 0) {
            return false;
        }
        Instant now = scheduler.now();
        // A clock that was set back must not put the next one off for long.
        return !now.isBefore(state.listedAt().plus(every)) || now.isBefore(state.listedAt());
    }

    /** The listing has come to its end. */
    Swept end() {
        Swept outlook = ledger.guarded(tx -> {
            long confirmed = tx.confirmedCount(Long.MAX_VALUE);
            long missing = tx.confirmedCount(tx.state().listing());
            boolean believed = missing == 0 || (missing < confirmed && (missing <= FEW || missing * 2 <= confirmed));
            return new Swept(new ArrayList<>(), missing, confirmed, believed);
        });
        while (outlook.believed() && sweep(outlook.transitions())) {
            // In slices, so that many rows need no large transaction.
        }
        ledger.guarded(tx -> {
            tx.forgetUnreadable(tx.state().listing()); // Whether it is believed or not: what it shows can be read.
            return Boolean.TRUE;
        });
        return outlook;
    }

    private boolean sweep(List<Transition> done) {
        return ledger.guarded(tx -> {
            List<Incoming> gone = new ArrayList<>();
            for (Confirmed row : tx.unseen(tx.state().listing(), CHUNK)) {
                Change change = row.change();
                gone.add(new Incoming(Change.gone(change.collection(), change.key()), Confirmed.GONE));
            }
            return done.addAll(ledger.merge(tx, gone, null));
        });
    }
}
