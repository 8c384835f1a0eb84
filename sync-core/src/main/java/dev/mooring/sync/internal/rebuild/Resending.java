package dev.mooring.sync.internal.rebuild;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.history.Remembered;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.outbox.ConfirmedLog;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StagingTx.Staged;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends back what was confirmed here and the server has lost: in the transaction of a rebuild's {@link RebuildSwap}, as mutations of this
 * client, below what is pending.
 *
 * <p>Where the server keeps keys, these are the confirmed rows that it does not show, or shows in an older state by its writer's
 * stamp, and the deletions of this client that it has undone. In a log, these are the changes of the confirmed log that the fetched
 * one does not show; if the log is not the whole history, because it began with a snapshot, was trimmed, or none is kept, the app tells its rows
 * anew. Memory holds eight bytes of each fetched change.
 */
public final class Resending<DB> {
    private static final int CHUNK = 256;

    private final StorageTx<DB> tx;
    private final AppRows<DB> rows;
    private final Drafts drafts;
    private final boolean keyed;
    private final Instant now;
    private long count;

    public Resending(StorageTx<DB> tx, AppRows<DB> rows, Drafts drafts, ServerOrder order, Instant now) {
        this.tx = tx;
        this.rows = rows;
        this.drafts = drafts;
        this.keyed = order.keepsRows();
        this.now = now;
    }

    /** Why what is confirmed here cannot be sent back; null if it can. */
    public static @Nullable String obstacle(StorageTx<?> tx, AppRows<?> rows, ServerOrder order) {
        SyncState state = tx.cursor().state();
        boolean whole = tx.confirmed().logExtent().isWhole();
        boolean nothing = state.position() <= 0 && !state.founded();
        if (order.keepsRows() || !order.layers() || nothing || hasWholeLog(tx) || rows.canRestate()) {
            return null;
        }
        return "what the server had confirmed cannot be sent back: "
                + (state.founded()
                        ? "its history began with a snapshot, which is not kept"
                        : whole ? "no log of it is kept" : "the beginning of its log is not kept")
                + ", and this app's change handler does not restate its rows";
    }

    private static boolean hasWholeLog(StorageTx<?> tx) {
        return !tx.cursor().state().founded()
                && tx.confirmed().logExtent().isWhole()
                && !tx.confirmed().log(Change.NO_POSITION, 1).isEmpty();
    }

    /** Appends what is to be sent, before anything of the old state is forgotten. */
    void collect() {
        if (keyed) {
            rows();
        } else if (hasWholeLog(tx)) {
            log();
        } else if (rows.canRestate()) {
            rows.undoAll(tx);
            rows.restate(tx, draft -> append(drafts.recorded(draft, now)));
        }
    }

    /** How much is sent. */
    long count() {
        return count;
    }

    private void rows() {
        long listing = tx.cursor().state().listing() + 1;
        staged(incoming -> {
            Change change = incoming.change();
            Confirmed row = tx.confirmed().get(change.collection(), change.key());
            if (row != null && row.change().tombstone()) {
                if (row.own() && isOlder(incoming, row)) {
                    resend(row);
                }
            } else if (row != null && !isOlder(incoming, row)) {
                see(change, listing);
            }
        });
        while (true) {
            List<Confirmed> lost = tx.confirmed().unseen(listing, CHUNK);
            if (lost.isEmpty()) {
                return;
            }
            for (Confirmed row : lost) {
                resend(row);
                see(row.change(), listing);
            }
        }
    }

    private void see(Change change, long listing) {
        tx.confirmed().seen(change.collection(), Collections.singleton(change.key()), listing);
    }

    private static boolean isOlder(Incoming shown, Confirmed than) {
        Instant stamp = than.stamp();
        return stamp != null && shown.stamp() != null && stamp.isAfter(shown.stamp());
    }

    /** Also by itself, where no fetch shows whether the server has the row. */
    void resend(Confirmed row) {
        Mutation draft = Drafts.of(row.change());
        Instant stamp = row.stamp();
        append(stamp == null ? drafts.recorded(draft, now) : drafts.recorded(draft, stamp));
    }

    private void log() {
        Fingerprints shown = new Fingerprints();
        staged(incoming -> shown.add(Remembered.fingerprint(incoming.change())));
        shown.sort();
        ConfirmedLog.forEach(tx, change -> {
            if (!shown.take(Remembered.fingerprint(change))) {
                append(drafts.recorded(Drafts.of(change), now));
            }
        });
    }

    private void staged(Consumer<Incoming> each) {
        long after = 0;
        while (true) {
            List<Staged> chunk = OptionalRoles.staging(tx).staged(after, CHUNK, Chunk.BYTES);
            if (chunk.isEmpty()) {
                return;
            }
            after = chunk.get(chunk.size() - 1).place();
            chunk.forEach(staged -> each.accept(staged.incoming()));
        }
    }

    /** What this client could never send, because another program wrote it, is listed with the reason. */
    private void append(Mutation mutation) {
        count++;
        try {
            tx.outbox().append(mutation, drafts.weigh(mutation));
        } catch (IllegalArgumentException refusal) {
            long seq = tx.outbox().append(mutation, mutation.payload().length());
            String reason = "it could not be sent back to the server: " + refusal.getMessage();
            rows.refuse(tx, seq, reason, AppRows.parking(tx, now));
        }
    }

    /** Puts the mutations that lay on the rows behind those that are sent back, as they were written on top of these. */
    static void liftAbove(StorageTx<?> tx, long last) {
        long after = 0;
        while (true) {
            List<OutboxEntry> chunk = new ArrayList<>(Overlay.after(tx, after));
            chunk.removeIf(entry -> entry.seq() > last);
            if (chunk.isEmpty()) {
                return;
            }
            List<Long> seqs = Overlay.seqs(chunk);
            tx.outbox().renumber(seqs);
            after = seqs.get(seqs.size() - 1);
        }
    }
}
