package dev.mooring.sync.internal.rebuild;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.internal.history.Refused;
import dev.mooring.sync.internal.lease.OwnStorage;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Verdicts;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StagingTx.Staged;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a rebuild has fetched in the place of what was confirmed, in one transaction and in bounded memory.
 *
 * <p>First goes what the plan drops, as its rows are about to go too. Then the rows become the snapshot, or empty. Then every
 * fetched change is applied, own ones too, as no mutation lies on the rows meanwhile. A mutation of the outbox that is among the
 * changes was taken by the server, whatever answer got lost, and is acknowledged. One that is not was not taken, because the fetch
 * is a complete pull: the frozen batch is dissolved, and its members go out anew. (A snapshot may hold them unseen; then the policy
 * decides, as for a history that is replaced.) At last all that is still {@link Overlay} is written on top, once, in order.
 *
 * <p>Where the server keeps keys and the app's handler can compare, this is done with the keys that {@linkplain Differing differ} alone; others wait no
 * longer than these take.
 *
 * <p>Rows that no listing shows are not fetched: they are staged behind what was, so that they stay. Where what was confirmed is to be sent
 * back, they become mutations instead, as only the channel will show which of them the server has.
 *
 * <p>Where cells have clocks and what was confirmed is to be sent back, the rows are not emptied: what is fetched is merged into them, and what it
 * does not show is sent.
 *
 * <p>The listing gets a new number, so that the next one does not count what came here as missing. If only some keys are written, all that stays has the number
 * that there was, and so has what is written.
 */
public final class RebuildSwap<DB> {
    private static final int CHUNK = 64;

    private final Ledger<DB> ledger;
    private final AppRows<DB> rows;
    private final ConflictPolicy policy;
    private final Scheduler scheduler;
    private final StatusBoard board;
    private final Drafts drafts;
    private final ServerOrder order;
    private final Set<String> unlisted;
    private final AtomicLong swaps = new AtomicLong();
    private volatile long dropped;
    private volatile long resends;

    public RebuildSwap(
            Ledger<DB> ledger,
            AppRows<DB> rows,
            Transport transport,
            Settings settings,
            StatusBoard board,
            Drafts drafts) {
        this.ledger = ledger;
        this.rows = rows;
        this.policy = settings.conflicts();
        this.scheduler = settings.scheduler();
        this.board = board;
        this.drafts = drafts;
        this.order = ServerOrder.of(transport);
        this.unlisted = transport.capabilities().unlisted();
    }

    /**
     * What it did.
     *
     * @param acked mutations that the server turned out to have
     * @param superseded mutations that the snapshot may hold
     * @param changes that were put in place
     */
    public record Done(SyncState state, List<OutboxEntry> acked, Transition superseded, long changes) {}

    /** How many swaps there have been. */
    public long swaps() {
        return swaps.get();
    }

    /** What the last one has forgotten, as its plan said. */
    public long dropped() {
        return dropped;
    }

    /** What the last one sends back, as its plan said. */
    public long resent() {
        return resends;
    }

    public static long lastSeq(StorageTx<?> tx) {
        long last = 0;
        while (true) {
            List<OutboxEntry> chunk = Overlay.after(tx, last);
            if (chunk.isEmpty()) {
                return last;
            }
            last = chunk.get(chunk.size() - 1).seq();
        }
    }

    /** Puts it in place, and ends the rebuild. */
    public Done swap(Refused refused) {
        long[] forgotten = {0};
        long[] resent = {0};
        Differing<DB> differing = Differing.find(ledger, rows.comparing(), unlisted);
        Done done = ledger.guarded(tx -> {
            Rebuild rebuild = OptionalRoles.rebuild(tx);
            if (rebuild == null || !rebuild.fetched() || (differing != null && !differing.isOf(rebuild))) {
                throw new RebuildCalledOff(); // And another one may have begun since.
            }
            ledger.is(OwnStorage.SWAP);
            Differing<DB> some = differing != null && differing.isEnough(tx) ? differing : null;
            forgotten[0] = drop(tx, rebuild);
            Snapshot snapshot = rebuild.snapshot();
            long pendingUpTo = lastSeq(tx);
            boolean stays = rebuild.resends() && !order.layers();
            Resending<DB> resending =
                    rebuild.resends() && !stays ? new Resending<>(tx, rows, drafts, order, scheduler.now()) : null;
            if (resending != null) {
                resending.collect();
            }
            if (some != null) {
                some.reset(tx);
            } else {
                keepOrSendUnlisted(tx, resending);
            }
            resent[0] = resending == null ? 0 : resending.count();
            if (stays) {
                OptionalRoles.clocks(tx).doubt();
            } else if (some == null) {
                rows.reset(tx, snapshot == null ? new Snapshot("") : snapshot);
            }
            SyncState before = tx.cursor().state();
            tx.cursor()
                    .state(new SyncState(
                            rebuild.cursor(),
                            0,
                            some == null ? before.listing() + 1 : before.listing(),
                            scheduler.now(),
                            rebuild.identity(),
                            snapshot != null && !snapshot.text().isEmpty()));
            List<OutboxEntry> acked = merge(tx, rebuild.cursor(), some == null ? new BitSet() : some.same);
            Transition superseded = dissolve(tx, snapshot != null, refused);
            if (stays) {
                resent[0] = rows.resend(tx);
            } else if (resent[0] > 0) {
                Resending.liftAbove(tx, pendingUpTo);
            }
            rows.redoAll(tx);
            OptionalRoles.staging(tx).rebuild(null);
            return new Done(tx.cursor().state(), acked, superseded, rebuild.changes());
        });
        dropped = forgotten[0];
        resends = resent[0];
        swaps.incrementAndGet();
        ledger.count(board);
        return done;
    }

    private void keepOrSendUnlisted(StorageTx<DB> tx, @Nullable Resending<DB> resending) {
        String collection = "";
        String key = "";
        while (!unlisted.isEmpty()) {
            List<Confirmed> chunk = tx.confirmed().behind(collection, key, CHUNK);
            if (chunk.isEmpty()) {
                return;
            }
            List<Incoming> kept = new ArrayList<>();
            for (Confirmed row : chunk) {
                if (!unlisted.contains(row.change().collection())
                        || row.change().tombstone()) {
                    continue;
                }
                if (resending != null) {
                    resending.resend(row);
                } else {
                    kept.add(new Incoming(row.change(), row.echo(), row.stamp()));
                }
            }
            OptionalRoles.staging(tx).stage(kept);
            Change last = chunk.get(chunk.size() - 1).change();
            collection = last.collection();
            key = last.key();
        }
    }

    private long drop(StorageTx<DB> tx, Rebuild rebuild) {
        long count = 0;
        long last = rebuild.drops().pendingUpTo();
        while (last > 0) {
            List<OutboxEntry> entries = new ArrayList<>(tx.outbox().unsettled(0, Chunk.COUNT, Chunk.BYTES));
            entries.removeIf(entry -> entry.seq() > last);
            if (entries.isEmpty()) {
                break;
            }
            rows.forget(tx, entries);
            count += entries.size();
        }
        count += rebuild.drops().superseded() ? unpark(tx, rebuild, MutationState.SUPERSEDED) : 0;
        count += rebuild.drops().quarantined() ? unpark(tx, rebuild, MutationState.QUARANTINED) : 0;
        return count;
    }

    private long unpark(StorageTx<DB> tx, Rebuild rebuild, MutationState state) {
        long count = 0;
        while (true) {
            long before = count;
            for (ParkedMutation parked : tx.parked().list(state, CHUNK)) {
                if (!parked.parkedAt().isAfter(rebuild.begunAt())) {
                    OutboxEntry refused = tx.parked().refused(parked.mutation().id());
                    if (refused != null && !order.layers()) {
                        rows.takeBack(tx, refused); // Its cells are not to be among those that stay.
                    }
                    tx.parked().unpark(parked.mutation().id());
                    count++;
                }
            }
            if (count == before) {
                return count; // The rest was parked after the rebuild had begun.
            }
        }
    }

    private List<OutboxEntry> merge(StorageTx<DB> tx, Cursor cursor, BitSet same) {
        List<OutboxEntry> acked = new ArrayList<>();
        long after = 0;
        while (true) {
            List<Staged> staged = staged(tx, after, same);
            if (staged.isEmpty()) {
                return acked;
            }
            after = staged.get(staged.size() - 1).place();
            List<Incoming> slice = new ArrayList<>(staged.size());
            List<Change> changes = new ArrayList<>(staged.size());
            for (Staged each : staged) {
                slice.add(each.incoming());
                changes.add(each.incoming().change());
            }
            order.merge(tx, slice, cursor, Verdicts.keepingAll(policy), ServerOrder.Bounds.NONE, transition -> {
                rows.confirm(tx, transition);
                acked.addAll(transition.acked());
            });
            rows.apply(tx, changes);
        }
    }

    /** What was fetched behind a place, as much as fits into memory, without what is here already. */
    private static List<Staged> staged(StorageTx<?> tx, long after, BitSet same) {
        List<Staged> staged = new ArrayList<>();
        long bytes = 0;
        long place = after;
        while (staged.size() < Chunk.COUNT && bytes < Chunk.BYTES) {
            place = same.nextClearBit((int) place + 1) - 1L;
            int end = same.nextSetBit((int) place + 1);
            int left = Chunk.COUNT - staged.size();
            int most = end < 0 ? left : (int) Math.min(left, end - place - 1);
            List<Staged> part = OptionalRoles.staging(tx).staged(place, most, Chunk.BYTES - bytes);
            if (part.isEmpty()) {
                break;
            }
            staged.addAll(part);
            place = part.get(part.size() - 1).place();
            for (Staged each : part) {
                bytes += each.incoming().change().payload().length();
            }
        }
        return staged;
    }

    /** The rest of the frozen batch goes out anew. If a snapshot may hold it, the policy decides. */
    private Transition dissolve(StorageTx<DB> tx, boolean unseen, Refused refused) {
        Batch batch = tx.outbox().batch();
        tx.outbox().batch(null);
        List<OutboxEntry> lost = new ArrayList<>();
        if (batch != null && (unseen || batch.orphaned())) {
            for (OutboxEntry entry : tx.outbox().entries(batch.members())) {
                if (policy.replaced(entry.mutation(), refused.mayHold(batch)) == Resolution.SUPERSEDE) {
                    lost.add(entry);
                }
            }
        }
        Transition superseded = Transition.supersede(
                tx.cursor().state(), lost, "it was sent before the rebuild, and its snapshot may hold it");
        rows.park(tx, superseded);
        return superseded;
    }
}
