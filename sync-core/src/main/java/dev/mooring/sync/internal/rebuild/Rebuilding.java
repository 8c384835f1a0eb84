package dev.mooring.sync.internal.rebuild;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.ProtocolException;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncEvent.RebuildStep;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.status.Tally;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Rebuild;
import dev.mooring.sync.spi.StorageTx;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run's part of a rebuild: fetches the server's state beside the old one, until it can be put in the old one's place.
 *
 * <p>The {@link Rebuild} row in the storage is the state, and its being there is the switch:
 * <pre>
 *   none ──begin──▶ fetching ──the server has no more──▶ fetched ──swap──▶ none
 *                    │    ▲                                │
 *                    │    └─ another history: from the start, with its snapshot
 *                    └───────────────── cancel ────────────┴──────────────▶ none
 * </pre>
 * While it is there nothing is pushed and nothing is merged. The app works on with the old rows; what it writes lies in the
 * outbox, above whatever comes.
 *
 * <p>Crash points, and what stands after each:
 * <ul>
 *   <li>the export is written, the row is not: nothing has begun, and a file lies there that is true;
 *   <li>the row is there: every later run of any client goes on, from the row's cursor;
 *   <li>slices are staged behind the row's cursor: they are forgotten before the next exchange, which brings them again. So it
 *       does not matter whether a change has a place or a key by which it would be known;
 *   <li>all is fetched: the next run swaps before it asks the server anything, so a handler that refuses is asked again at the
 *       cost of no exchange, and what has happened since comes by the pull behind the swap;
 *   <li>the {@linkplain Swap swap} is one transaction: the old state with the row, or the new one without it.
 * </ul>
 *
 * <p>A history that agrees with no cursor may begin at any time. Where the server says so, or says that it is another one, or
 * contradicts a cursor of the staging, all that is staged is void and the staging begins anew. A contradiction to the very start is
 * the server's own, and ends the run.
 */
public final class Rebuilding<DB> {
    private static final int MAX_RESTARTS = 8;

    private final Ledger<DB> ledger;
    private final Swap<DB> swap;
    private final Capabilities can;
    private final ServerOrder order;
    private final Tally tally;
    private boolean resumed = true;
    private int restarts;
    private long changes;
    private long bytes;
    /** How many changes there are at least, as the server has told when it was checked. */
    private long promised;

    private @Nullable Long fetchedSince;
    private @Nullable Rebuild at;

    public Rebuilding(Ledger<DB> ledger, Swap<DB> swap, Capabilities can, ServerOrder order, Tally tally) {
        this.ledger = ledger;
        this.swap = swap;
        this.can = can;
        this.order = order;
        this.tally = tally;
    }

    /** What one turn has come to. */
    public sealed interface Turn {
        /** Another turn. */
        record Fetching() implements Turn {}

        /** The server contradicts itself. */
        record Mismatched(Answer.Incompatible answer) implements Turn {}

        /** The server's history changes faster than it can be fetched. */
        record Unsteady(String reason) implements Turn {}

        /**
         * The new state is in place.
         *
         * @param since when the exchange began that showed its end; null if that was in another run
         */
        record Swapped(Swap.Done done, @Nullable Long since) implements Turn {}

        /** There is no rebuild any more. */
        record CalledOff() implements Turn {}
    }

    /** An exchange, with a place for what it brings. */
    public interface Exchange {
        Answer ask(Ask ask, ChangeSink sink);
    }

    private static final Turn GO_ON = new Turn.Fetching();

    /** One exchange, or the swap. */
    public Turn turn(Exchange exchange) {
        try {
            Rebuild rebuild = ready();
            if (rebuild.fetched()) {
                return new Turn.Swapped(swap.swap(), fetchedSince);
            }
            changes = rebuild.changes();
            bytes = rebuild.bytes();
            boolean check = resumed && can.checks();
            resumed = false;
            tally.rebuilding(RebuildStep.FETCHING, changes);
            return check ? check(rebuild, exchange) : pull(rebuild, exchange);
        } catch (RebuildCalledOff none) {
            return new Turn.CalledOff();
        }
    }

    /** Whether the history that is half fetched is still the server's, and how long it is: an empty answer is no empty server. */
    private Turn check(Rebuild rebuild, Exchange exchange) {
        Answer answer = exchange.ask(new Ask.Check(rebuild.cursor()), (slice, after) -> {});
        return moved(rebuild, answer, page -> {
            promised = changes + Math.max(0, page.expected());
            return GO_ON;
        });
    }

    private Turn pull(Rebuild rebuild, Exchange exchange) {
        long since = tally.now();
        Answer answer = exchange.ask(new Ask.Pull(rebuild.cursor()), this::stage);
        return moved(rebuild, answer, page -> {
            if (page.more() && page.cursor().equals(rebuild.cursor())) {
                throw new ProtocolException(
                        "the server has more to pull, but nothing came; the rebuild is not over", null);
            }
            if (!page.more() && changes < promised) {
                throw new ProtocolException(
                        "the server said that it has " + promised + " changes and showed " + changes
                                + " only; the rebuild is not over",
                        null);
            }
            if (!arrive(page)) {
                return restart(Cursor.START, null, "the server says now that it is " + page.identity());
            }
            tally.expect(page.expected());
            fetchedSince = page.more() ? null : Long.valueOf(since);
            return GO_ON;
        });
    }

    private Turn moved(Rebuild rebuild, Answer answer, Function<Page, Turn> settled) {
        if (answer instanceof Answer.Settled done) {
            return settled.apply(done.page());
        }
        if (answer instanceof Answer.Diverged diverged) {
            return settled.apply(diverged.page());
        }
        if (answer instanceof Answer.HistoryReplaced replaced) {
            return restart(replaced.cursor(), replaced.snapshot(), replaced.reason());
        }
        if (answer instanceof Answer.Incompatible other) {
            boolean atStart = rebuild.cursor().isStart() || other.mismatch() == Mismatch.OTHER_ACCOUNT;
            return atStart ? new Turn.Mismatched(other) : restart(Cursor.START, null, other.reason());
        }
        throw new ProtocolException(
                "a pull was answered with what is no page of changes; the rebuild is not over", null);
    }

    // ---- the transactions

    /** Where it stands; what a broken exchange has left behind the cursor is forgotten. */
    private Rebuild ready() {
        return ledger.guarded(tx -> {
            Rebuild rebuild = present(tx);
            tx.unstage(rebuild.changes());
            at = rebuild;
            return rebuild;
        });
    }

    private void stage(List<Incoming> slice, @Nullable Cursor after) {
        long length = 0;
        for (Incoming incoming : slice) {
            length += incoming.change().payload().length();
        }
        long arrived = bytes + length;
        changes = ledger.guarded(tx -> {
            Rebuild rebuild = same(tx);
            long staged = tx.stage(order.fetched(tx, slice));
            if (after != null) {
                at = rebuild.moved(after, staged, arrived);
                tx.rebuild(at);
            }
            return staged;
        });
        bytes = arrived;
        tally.staged(slice.size(), length);
        tally.rebuilding(RebuildStep.FETCHING, changes);
    }

    /** An exchange has ended; returns false if it shows another history than those before. */
    private boolean arrive(Page page) {
        return ledger.guarded(tx -> {
            Rebuild rebuild = same(tx);
            String said = page.identity();
            if (!said.isEmpty() && !rebuild.identity().isEmpty() && !said.equals(rebuild.identity())) {
                return Boolean.FALSE;
            }
            long staged = tx.stage(Collections.emptyList());
            Rebuild moved = rebuild.moved(page.cursor(), staged, bytes);
            moved = said.isEmpty() ? moved : moved.of(said);
            tx.rebuild(page.more() ? moved : moved.whole());
            return Boolean.TRUE;
        });
    }

    private Turn restart(Cursor from, @Nullable Snapshot snapshot, String reason) {
        if (++restarts > MAX_RESTARTS) {
            return new Turn.Unsteady(reason);
        }
        promised = 0;
        ledger.guarded(tx -> {
            Rebuild rebuild = present(tx);
            tx.unstage(0);
            tx.rebuild(rebuild.anew(from, snapshot));
            return Boolean.TRUE;
        });
        return GO_ON;
    }

    /**
     * The rebuild that the exchange under way is for: while it was, the app may have called that off and begun another one, of which
     * the exchange knows the end alone.
     */
    private Rebuild same(StorageTx<?> tx) {
        Rebuild rebuild = present(tx);
        if (!rebuild.equals(at) || tx.stage(Collections.emptyList()) != changes) {
            throw new RebuildCalledOff();
        }
        return rebuild;
    }

    private static Rebuild present(StorageTx<?> tx) {
        Rebuild rebuild = tx.rebuild();
        if (rebuild == null) {
            throw new RebuildCalledOff();
        }
        return rebuild;
    }
}
