package dev.mooring.sync.internal.rows;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Transition.Parked;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.outbox.UnsettledByKey;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.internal.write.Ids;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows where the storage keeps cells with clocks. No layer lies on another: what is pending is in the cells like everything else, so
 * nothing is taken back for a change of the server. A mutation that comes back from elsewhere is written again, with new clocks.
 */
final class CellRows<DB> implements PendingInRows<DB> {
    private final Drafts drafts;

    CellRows(Drafts drafts) {
        this.drafts = drafts;
    }

    @Override
    public void settle(StorageTx<DB> tx, Transition transition, List<Parked> leaving, @Nullable FoldedKeys<DB> folds) {
        leaving.forEach(each -> takeBack(tx, each.entry()));
    }

    /** Cells are there by their merge. */
    @Override
    public void apply(StorageTx<DB> tx, List<Change> changes) {}

    @Override
    public void takeBack(StorageTx<DB> tx, OutboxEntry entry) {
        OptionalRoles.clocks(tx).takeBack(entry.mutation());
    }

    @Override
    public void forget(StorageTx<DB> tx, List<OutboxEntry> entries) {
        for (OutboxEntry entry : entries) {
            takeBack(tx, entry);
            takeOut(tx, entry);
        }
    }

    /** Only a settled entry is the server's, so this one is not settled. */
    private static void takeOut(StorageTx<?> tx, OutboxEntry entry) {
        tx.parked().park(entry.seq(), MutationState.SUPERSEDED, "", Instant.EPOCH);
        tx.parked().unpark(entry.mutation().id());
    }

    @Override
    public Mutation add(StorageTx<DB> tx, Mutation mutation) {
        drafts.weigh(mutation);
        List<Long> seq = write(tx, Collections.singletonList(mutation));
        return tx.outbox().entries(seq).get(0).mutation();
    }

    /** It gets new clocks, and is in the rows by that. */
    @Override
    public void append(StorageTx<DB> tx, Mutation mutation, int size, List<Mutation> unwritten) {
        write(tx, Collections.singletonList(mutation));
    }

    @Override
    public void requeue(StorageTx<DB> tx, OutboxEntry refused) {
        Readmission.requeueInPlace(
                tx,
                refused,
                drafts.weigh(refused.mutation()),
                new UnsettledByKey(tx).chunks(Collections.singleton(Key.of(refused.mutation()))));
    }

    @Override
    public long putBelowLater(StorageTx<DB> tx, Mutation mutation, int size) {
        List<Mutation> again = new ArrayList<>();
        again.add(mutation);
        boolean later = false;
        for (OutboxEntry entry : new UnsettledByKey(tx).of(Key.of(mutation), Integer.MAX_VALUE)) {
            later = later || Ids.ORDER.compare(entry.mutation().id(), mutation.id()) > 0;
            if (later) {
                takeOut(tx, entry);
                again.add(entry.mutation());
            }
        }
        return write(tx, again).get(0);
    }

    /** Each mutation is written again, in order. What was frozen is dissolved by that. */
    @Override
    public void redoAll(StorageTx<DB> tx) {
        long last = lastSeq(tx);
        long after = 0;
        while (after < last) {
            List<OutboxEntry> chunk = new ArrayList<>(Overlay.after(tx, after));
            chunk.removeIf(entry -> entry.seq() > last);
            if (chunk.isEmpty()) {
                break;
            }
            after = chunk.get(chunk.size() - 1).seq();
            List<ParkedMutation> refused = new ArrayList<>(0);
            for (OutboxEntry entry : chunk) {
                if (tx.parked().refused(entry.mutation().id()) == null) {
                    takeOut(tx, entry);
                } else {
                    refused.add(tx.parked().unpark(entry.mutation().id()));
                }
            }
            List<Long> seqs = write(tx, Overlay.mutations(chunk));
            for (int i = 0; i < chunk.size(); i++) {
                for (ParkedMutation each : refused) {
                    if (each.mutation().id().equals(chunk.get(i).mutation().id())) {
                        tx.parked().refuse(seqs.get(i), each.reason(), each.parkedAt());
                    }
                }
            }
        }
        if (tx.outbox().batch() != null) {
            tx.outbox().batch(null);
        }
    }

    private static long lastSeq(StorageTx<?> tx) {
        long last = 0;
        for (List<OutboxEntry> chunk = Overlay.after(tx, 0); !chunk.isEmpty(); chunk = Overlay.after(tx, last)) {
            last = chunk.get(chunk.size() - 1).seq();
        }
        return last;
    }

    private List<Long> write(StorageTx<?> tx, List<Mutation> again) {
        List<Long> seqs = new ArrayList<>(again.size());
        OptionalRoles.clocks(tx).written(again, (draft, at, appending) -> {
            Mutation before = again.get(seqs.size());
            Mutation stamped =
                    draft.withSchemaVersion(before.schemaVersion()).recorded(before.id(), before.createdAt());
            seqs.add(appending.append(stamped, weight(stamped)));
        });
        return seqs;
    }

    private int weight(Mutation mutation) {
        try {
            return drafts.weigh(mutation);
        } catch (IllegalArgumentException refusedAlready) {
            return mutation.payload().length();
        }
    }

    @Override
    public void forgetCells(StorageTx<DB> tx) {
        OptionalRoles.clocks(tx).forget();
    }

    @Override
    public void renamed(StorageTx<DB> tx) {
        OptionalRoles.clocks(tx).newSite();
    }

    /** These are the cells that are in doubt still. */
    @Override
    public long resend(StorageTx<DB> tx) {
        Intake intake = (draft, at, appending) -> {
            Mutation mutation = drafts.recorded(draft);
            appending.append(mutation, weight(mutation));
        };
        long count = 0;
        while (true) {
            int appended = OptionalRoles.clocks(tx).resend(Chunk.COUNT, intake);
            if (appended == 0) {
                return count;
            }
            count += appended;
        }
    }
}
