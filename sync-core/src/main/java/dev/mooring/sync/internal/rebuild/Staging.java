package dev.mooring.sync.internal.rebuild;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.progress.RunProgress;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.status.SyncEvent.RebuildStep;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transactions by which a rebuild fetches the server's state beside the old one.
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
 *   <li>the {@linkplain RebuildSwap swap} is one transaction: the old state with the row, or the new one without it.
 * </ul>
 */
public final class Staging<DB> implements ChangeSink {
    private final Ledger<DB> ledger;
    private final ServerOrder order;
    private final RunProgress progress;
    private long changes;
    private long bytes;
    private @Nullable Rebuild at;

    public Staging(Ledger<DB> ledger, ServerOrder order, RunProgress progress) {
        this.ledger = ledger;
        this.order = order;
        this.progress = progress;
    }

    /** How far the rebuild is. What a broken exchange has left behind the cursor is forgotten. */
    public Rebuild ready() {
        Rebuild ready = ledger.guarded(tx -> {
            Rebuild rebuild = present(tx);
            OptionalRoles.staging(tx).unstage(rebuild.changes());
            return rebuild;
        });
        at = ready;
        changes = ready.changes();
        bytes = ready.bytes();
        if (!ready.fetched()) {
            progress.rebuilding(RebuildStep.FETCHING, changes);
        }
        return ready;
    }

    /** How many changes are staged. */
    public long changes() {
        return changes;
    }

    /** Stages what an exchange brings. */
    @Override
    public void accept(List<Incoming> slice, @Nullable Cursor after) {
        long length = 0;
        for (Incoming incoming : slice) {
            length += incoming.change().payload().length();
        }
        long arrived = bytes + length;
        changes = ledger.guarded(tx -> {
            Rebuild rebuild = same(tx);
            long staged = OptionalRoles.staging(tx).stage(order.fetched(tx, slice));
            if (after != null) {
                at = rebuild.moved(after, staged, arrived);
                OptionalRoles.staging(tx).rebuild(at);
            }
            return staged;
        });
        bytes = arrived;
        progress.staged(slice.size(), length);
        progress.rebuilding(RebuildStep.FETCHING, changes);
    }

    @Override
    public void reading(long all, long read, long length) {
        progress.reading(all, read, length);
    }

    /** An exchange has ended; returns false if it shows another history than those before. */
    public boolean arrive(Page page) {
        return ledger.guarded(tx -> {
            Rebuild rebuild = same(tx);
            String said = page.identity();
            if (!said.isEmpty() && !rebuild.identity().isEmpty() && !said.equals(rebuild.identity())) {
                return Boolean.FALSE;
            }
            long staged = OptionalRoles.staging(tx).stage(Collections.emptyList());
            Rebuild moved = rebuild.moved(page.cursor(), staged, bytes);
            moved = said.isEmpty() ? moved : moved.of(said);
            OptionalRoles.staging(tx).rebuild(page.more() ? moved : moved.whole());
            return Boolean.TRUE;
        });
    }

    /** Everything staged is void: the history is another one, which begins here. */
    public void restart(Cursor from, @Nullable Snapshot snapshot) {
        ledger.guarded(tx -> {
            Rebuild rebuild = present(tx);
            OptionalRoles.staging(tx).unstage(0);
            OptionalRoles.staging(tx).rebuild(rebuild.anew(from, snapshot));
            return Boolean.TRUE;
        });
    }

    /**
     * The rebuild for which the running exchange is. Meanwhile the app may have called it off and begun another one, of which this
     * exchange would know only the end.
     */
    private Rebuild same(StorageTx<?> tx) {
        Rebuild rebuild = present(tx);
        if (!rebuild.equals(at) || OptionalRoles.staging(tx).stage(Collections.emptyList()) != changes) {
            throw new RebuildCalledOff();
        }
        return rebuild;
    }

    private static Rebuild present(StorageTx<?> tx) {
        Rebuild rebuild = OptionalRoles.rebuild(tx);
        if (rebuild == null) {
            throw new RebuildCalledOff();
        }
        return rebuild;
    }
}
