package dev.mooring.sync.internal.history;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.lease.RunOver;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.spi.Answer.HistoryReplaced;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What happens when the server's history is another one.
 *
 * <p>In one transaction: the app's rows become the snapshot, what was confirmed is forgotten, the cursor stands before the new
 * history, and the pending mutations lie on top again. Nothing of it is there if the app cannot read the snapshot. A batch that
 * may have been taken by the old history is <em>orphaned</em>: it is never sent again, and only a complete pull of the new
 * history decides about its members. Those that turn up are acknowledged; of the others nobody can tell whether the snapshot
 * holds them, so the policy is asked. What was never sent cannot be in the snapshot; the policy is asked at once.
 *
 * <p>A batch whose only sending was answered with the new history was {@linkplain Refused refused}: it is an orphan, too, as a
 * request may arrive twice, but what the pull does not show of it was not taken. That is known until the history is replaced once
 * more, and in this process alone.
 *
 * <p>Crash points: before the transaction, the server says the same again; after it, the orphan is in the storage, and what was
 * refused counts as sent.
 */
public final class History<DB> {
    private final Ledger<DB> ledger;
    private final AppRows<DB> rows;
    private final ConflictPolicy policy;

    public History(Ledger<DB> ledger, AppRows<DB> rows, ConflictPolicy policy) {
        this.ledger = ledger;
        this.rows = rows;
        this.policy = policy;
    }

    /**
     * A new history is in place.
     *
     * @param transitions what was superseded for it
     * @param state where that leaves us
     * @param refused the batch that is still known to have been refused
     */
    public record Replaced(List<Transition> transitions, SyncState state, Refused refused) {}

    /**
     * Installs the new history. A frozen batch that is there may be in it.
     *
     * @param from the cursor that the server contradicted; if another process has moved on since, it is not installed again
     * @param refused the batch that no history has taken
     */
    public Replaced replace(HistoryReplaced now, Cursor from, Refused refused) {
        return ledger.guarded(tx -> {
            if (!tx.cursor().state().cursor().equals(from)) {
                throw new RunOver.LeaseLost();
            }
            Batch batch = tx.outbox().batch();
            Batch orphan = batch == null ? null : batch.orphan();
            // An orphan belongs to a history that is gone, too, so nothing shows whether that one had it.
            boolean known = now.cursor().equals(refused.instead()) && (batch == null || !batch.orphaned());
            tx.outbox().batch(orphan);
            rows.reset(tx, now.snapshot());
            SyncState state = tx.cursor().state();
            boolean founded = !now.snapshot().text().isEmpty();
            tx.cursor().state(new SyncState(now.cursor(), 0, state.listing(), state.listedAt(), "", founded));
            List<Transition> done = new ArrayList<>();
            long after = 0;
            while (true) {
                List<OutboxEntry> chunk = new ArrayList<>(Overlay.after(tx, after));
                if (chunk.isEmpty()) {
                    return new Replaced(
                            Collections.unmodifiableList(done), tx.cursor().state(), known ? refused : Refused.NONE);
                }
                after = chunk.get(chunk.size() - 1).seq();
                // What was refused stays so: only the app decides about it.
                List<OutboxEntry> unsent = new ArrayList<>(chunk);
                unsent.removeIf(entry -> tx.parked().refused(entry.mutation().id()) != null);
                unsent.removeIf(entry -> orphan != null && orphan.members().contains(entry.seq()));
                Transition lost = lost(tx, unsent, false, now.reason());
                lost.superseded().forEach(parked -> chunk.remove(parked.entry()));
                rows.redo(tx, Overlay.mutations(chunk));
                if (!lost.superseded().isEmpty()) {
                    rows.park(tx, lost);
                    done.add(lost);
                }
            }
        });
    }

    /** A complete pull has shown what the new history has: decides about what is left of the orphan. */
    public Transition settleOrphan(Refused refused) {
        return ledger.guarded(tx -> {
            Batch orphan = tx.outbox().batch();
            tx.outbox().batch(null);
            List<OutboxEntry> left =
                    orphan == null ? Collections.emptyList() : tx.outbox().entries(orphan.members());
            boolean maybeSent = orphan != null && refused.mayHold(orphan);
            Transition lost = lost(tx, left, maybeSent, "it was sent before that, and may have been taken");
            rows.write(tx, lost);
            return lost;
        });
    }

    private Transition lost(StorageTx<DB> tx, List<OutboxEntry> entries, boolean maybeSent, String reason) {
        List<OutboxEntry> lost = new ArrayList<>();
        for (OutboxEntry entry : entries) {
            if (policy.replaced(entry.mutation(), maybeSent) == Resolution.SUPERSEDE) {
                lost.add(entry);
            }
        }
        return Transition.supersede(tx.cursor().state(), lost, "the server's history was replaced: " + reason);
    }
}
