package dev.mooring.sync.internal.history;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.rows.Rows;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Answer.HistoryReplaced;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.SyncState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a history that stands in the place of ours is taken over by itself.
 *
 * <p>To a client an intended reset, a server that was built anew on an empty database, and somebody else's account look alike:
 * another history. So it is asked what the new one shows of what was confirmed here ({@link #judge}). Nothing is moved by
 * that, and nothing is sent into the new history before it is installed.
 */
public final class Succession<DB> {
    private final Ledger<DB> ledger;
    private final Rows<DB> rows;

    public Succession(Ledger<DB> ledger, Rows<DB> rows) {
        this.ledger = ledger;
        this.rows = rows;
    }

    /**
     * What is known of both.
     *
     * @param confirmed whether anything was confirmed here
     * @param snapshot whether the new history begins with a snapshot that holds something
     * @param inCommon how much of that is here as well, if the app can tell, see {@link ChangeHandler#inCommon}
     * @param logged whether anything came behind the snapshot
     * @param shown whether any of that was confirmed here
     */
    record Evidence(boolean confirmed, boolean snapshot, long inCommon, boolean logged, boolean shown) {}

    /**
     * Why it is not taken over by itself; null if it is.
     *
     * <p>An app that cannot compare a snapshot with its rows has it installed: a snapshot is somebody's word, a server that lost its
     * data has none.
     */
    static @Nullable Mismatch judge(Evidence seen) {
        if (!seen.confirmed() || seen.shown() || (seen.snapshot() && seen.inCommon() != 0)) {
            return null;
        }
        return seen.snapshot() || seen.logged() ? Mismatch.OTHER_HISTORY : Mismatch.KNOWS_LESS;
    }

    /** An exchange, with a place for what it brings. */
    public interface Exchange {
        Answer ask(Ask ask, ChangeSink sink);
    }

    /** What became of the question. */
    public sealed interface Verdict {
        /** It is to be installed. */
        record Succeeds() implements Verdict {}

        /** It is not. */
        record Doubted(Answer.Incompatible answer) implements Verdict {}

        /** The server's history is another one again. */
        record Moved(String reason) implements Verdict {}
    }

    private static final Verdict SUCCEEDS = new Verdict.Succeeds();

    public Verdict of(HistoryReplaced now, Exchange exchange) {
        boolean snapshot = !now.snapshot().text().isEmpty();
        boolean confirmed = ledger.guarded(tx -> {
            SyncState state = tx.state();
            return state.position() > 0 || state.founded() || tx.confirmedCount(Long.MAX_VALUE) > 0;
        });
        if (!confirmed) {
            return SUCCEEDS;
        }
        long inCommon = !snapshot ? 0 : ledger.guarded(tx -> rows.inCommon(tx, now.snapshot()));
        Look look = new Look();
        if (inCommon == 0) {
            String moved = look.through(now.cursor(), exchange);
            if (moved != null) {
                return new Verdict.Moved(moved);
            }
        }
        Mismatch mismatch = judge(new Evidence(true, snapshot, inCommon, look.logged, look.shown));
        return mismatch == null
                ? SUCCEEDS
                : new Verdict.Doubted(new Answer.Incompatible(mismatch, words(mismatch, now)));
    }

    private static String words(Mismatch mismatch, HistoryReplaced now) {
        String shows = mismatch == Mismatch.KNOWS_LESS
                ? "the server begins anew and has nothing, although it had acknowledged what is here: it lost data"
                : "the server has another history, which shows nothing of what it had acknowledged here: it was replaced";
        return shows + ", or the credential is somebody else's (" + now.reason() + "); nothing was taken over";
    }

    /** Looks through what the new history has, and keeps nothing of it. */
    private final class Look {
        private @Nullable Remembered remembered;
        private boolean logged;
        private boolean shown;

        /** Returns why there is no answer; null if there is one. */
        @Nullable
        String through(Cursor from, Exchange exchange) {
            Cursor at = from;
            while (!shown) {
                Answer answer = exchange.ask(new Ask.Pull(at), (slice, after) -> take(slice));
                if (answer instanceof HistoryReplaced again) {
                    return again.reason();
                }
                if (answer instanceof Answer.Incompatible other) {
                    return other.reason();
                }
                if (!(answer instanceof Answer.Settled settled)
                        || !settled.page().more()
                        || settled.page().cursor().equals(at)) {
                    return null;
                }
                at = settled.page().cursor();
            }
            return null;
        }

        private void take(List<ChangeSink.Incoming> slice) {
            logged |= !slice.isEmpty();
            if (!shown) {
                shown = ledger.guarded(tx -> {
                    Remembered known = remembered == null ? Remembered.of(tx) : remembered;
                    remembered = known;
                    return slice.stream().anyMatch(incoming -> known.shows(tx, incoming.change()));
                });
            }
        }
    }
}
