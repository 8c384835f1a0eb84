package dev.mooring.sync.internal.history;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Answer.HistoryReplaced;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.storage.SyncState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether another history is taken over without asking the app.
 *
 * <p>A client cannot tell an intended reset from a server that was built anew on an empty database or from somebody else's account:
 * each is another history. So {@link #judge} looks at what the new one shows of what was confirmed here. That moves nothing, and
 * nothing is sent into the new history before it is installed.
 */
public final class Succession<DB> {
    private final Ledger<DB> ledger;
    private final AppRows<DB> rows;

    public Succession(Ledger<DB> ledger, AppRows<DB> rows) {
        this.ledger = ledger;
        this.rows = rows;
    }

    /**
     * What is known of both histories.
     *
     * @param confirmed whether anything was confirmed here
     * @param snapshot whether the new history begins with a snapshot that holds something
     * @param inCommon how much of that is here as well, if the app can tell, see {@link ChangeHandler.Resetting#inCommon}
     * @param logged whether anything came behind the snapshot
     * @param shown whether any of that was confirmed here
     */
    public record Evidence(boolean confirmed, boolean snapshot, long inCommon, boolean logged, boolean shown) {
        /** Whether only the changes behind the snapshot can tell. */
        public boolean needsLook() {
            return confirmed && inCommon == 0 && !shown;
        }

        /** The same, with what came behind the snapshot. */
        public Evidence with(boolean someLogged, boolean someShown) {
            return new Evidence(confirmed, snapshot, inCommon, logged || someLogged, shown || someShown);
        }
    }

    /**
     * Why the new history is not taken over without the app; null if it is.
     *
     * <p>If the app cannot compare a snapshot with its rows, the snapshot is installed: somebody has made it, and a server that
     * lost its data has none.
     */
    public static @Nullable Mismatch judge(Evidence seen) {
        if (!seen.confirmed() || seen.shown() || (seen.snapshot() && seen.inCommon() != 0)) {
            return null;
        }
        return seen.snapshot() || seen.logged() ? Mismatch.OTHER_HISTORY : Mismatch.KNOWS_LESS;
    }

    /** How a history is refused. */
    public static Answer.Incompatible doubted(Mismatch mismatch, HistoryReplaced now) {
        String shows = mismatch == Mismatch.KNOWS_LESS
                ? "the server begins anew and has nothing, although it had acknowledged what is here: it lost data"
                : "the server has another history, which shows nothing of what it had acknowledged here: it was replaced";
        return new Answer.Incompatible(
                mismatch,
                shows + ", or the credential is somebody else's (" + now.reason() + "); nothing was taken over");
    }

    /** Compares the beginning of the new history with what is here. */
    public Evidence compare(HistoryReplaced now) {
        boolean snapshot = !now.snapshot().text().isEmpty();
        return ledger.guarded(tx -> {
            SyncState state = tx.cursor().state();
            boolean confirmed =
                    state.position() > 0 || state.founded() || tx.confirmed().count(Long.MAX_VALUE) > 0;
            long inCommon = confirmed && snapshot ? rows.inCommon(tx, now.snapshot()) : 0;
            return new Evidence(confirmed, snapshot, inCommon, false, false);
        });
    }

    /** Looks through what the new history has, and keeps nothing of it. */
    public Look look() {
        return new Look();
    }

    /** A place for what one exchange brings. */
    public final class Look implements ChangeSink {
        private @Nullable Remembered remembered;
        private boolean logged;
        private boolean shown;

        private Look() {}

        @Override
        public void accept(List<Incoming> slice, @Nullable Cursor after) {
            logged |= !slice.isEmpty();
            if (!shown) {
                shown = ledger.guarded(tx -> {
                    Remembered known = remembered == null ? Remembered.of(tx) : remembered;
                    remembered = known;
                    return slice.stream().anyMatch(incoming -> known.shows(tx, incoming.change()));
                });
            }
        }

        /** What is known with what it has seen. */
        public Evidence added(Evidence before) {
            return before.with(logged, shown);
        }
    }
}
