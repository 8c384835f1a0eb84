package dev.mooring.sync.internal.client;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ParkedMutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncEvent;
import dev.mooring.sync.SyncEvent.RebuildStep;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.lane.Lane;
import dev.mooring.sync.internal.ledger.Captures;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.outbox.Logged;
import dev.mooring.sync.internal.rebuild.Resending;
import dev.mooring.sync.internal.rebuild.Swap;
import dev.mooring.sync.internal.rows.Rows;
import dev.mooring.sync.internal.run.SyncRun;
import dev.mooring.sync.internal.status.Board;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.recovery.CheckReport;
import dev.mooring.sync.recovery.ExportFile;
import dev.mooring.sync.recovery.Exported;
import dev.mooring.sync.recovery.ImportReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildPreview;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.Confirmed;
import dev.mooring.sync.spi.OutboxCounts;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Rebuild;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Shown;
import dev.mooring.sync.spi.Storage;
import dev.mooring.sync.spi.StorageTx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The app's side of getting out of trouble, on its own threads: {@link Rebuilding} is the lane's. */
final class Recovery<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");
    private static final int CHUNK = 64;

    private final Storage<DB> storage;
    private final Captures<DB> captures;
    private final Rows<DB> rows;
    private final Drafts drafts;
    private final Ledger<DB> ledger;
    private final Swap<DB> swap;
    private final Lane<DB> lane;
    private final Board board;
    private final Scheduler scheduler;
    private final ServerOrder order;

    Recovery(
            Storage<DB> storage,
            Captures<DB> captures,
            Rows<DB> rows,
            Drafts drafts,
            SyncRun.Parts<DB> parts,
            Lane<DB> lane,
            Board board,
            Scheduler scheduler) {
        this.storage = storage;
        this.captures = captures;
        this.rows = rows;
        this.drafts = drafts;
        this.ledger = parts.ledger();
        this.swap = parts.swap();
        this.lane = lane;
        this.board = board;
        this.scheduler = scheduler;
        this.order = parts.order();
    }

    /** What was exported: how many, up to which entry of the outbox, and when the last of them was parked. */
    private record Extent(long count, long lastSeq, Instant lastParked) {}

    CheckReport check() {
        List<String> faults;
        try {
            faults = storage.check();
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT && e.kind() != StorageException.Kind.IO) {
                throw e;
            }
            faults = Collections.singletonList(Failures.words(e));
        }
        board.checked(faults.isEmpty());
        lane.tell();
        return new CheckReport(scheduler.now(), faults);
    }

    // ---- rebuild

    RebuildPreview preview(RebuildPlan plan) {
        return storage.<RebuildPreview, RuntimeException>read(tx -> {
            OutboxCounts counts = tx.counts();
            long pending = plan.dropPending() ? 0 : counts.pending();
            long superseded = plan.dropSuperseded() ? 0 : counts.superseded();
            long quarantined = plan.dropQuarantined() ? 0 : counts.quarantined();
            long all = counts.pending() + counts.superseded() + counts.quarantined();
            return new RebuildPreview(
                    order.confirmed(tx),
                    pending,
                    superseded,
                    quarantined,
                    counts.pending() - pending,
                    counts.superseded() - superseded,
                    counts.quarantined() - quarantined,
                    plan.export() == null ? 0 : all,
                    tx.rebuild() != null,
                    plan.export() == null ? 0 : confirmedLines(tx),
                    board.doubted());
        });
    }

    private long confirmedLines(StorageTx<DB> tx) {
        return order.keepsRows() || !tx.log(Change.NO_POSITION, 1).isEmpty() ? order.confirmed(tx) : 0;
    }

    CompletableFuture<RebuildReport> rebuild(RebuildPlan plan) {
        if (!rows.canReset()) {
            throw new IllegalStateException("this app's change handler has no reset, which a rebuild needs to put the"
                    + " server's state in place; nothing was begun");
        }
        storage.<Boolean, RuntimeException>read(tx -> refuseSecond(tx) && refuseObstacle(tx, plan));
        Instant now = scheduler.now();
        Path file = plan.export();
        Extent exported = file == null ? new Extent(0, -1, now) : export(file);
        captures.<Boolean, RuntimeException>write(tx -> {
            refuseSecond(tx);
            Instant at = later(now, file == null ? lastParked(tx, plan) : exported.lastParked());
            long last = !plan.dropPending() ? 0 : file == null ? Swap.lastSeq(tx) : exported.lastSeq();
            Rebuild.Drops drops = new Rebuild.Drops(last, plan.dropSuperseded(), plan.dropQuarantined());
            tx.rebuild(Rebuild.begun(at, drops, plan.resendConfirmed()));
            return Boolean.TRUE;
        });
        ledger.count(board);
        lane.tell(new SyncEvent.RebuildStepped(RebuildStep.BEGUN, 0));
        long swaps = swap.swaps();
        CompletableFuture<RebuildReport> rebuilt = lane.future();
        CompletableFuture<SyncReport> unused = lane.syncNow().whenComplete((report, never) -> {
            boolean complete = swap.swaps() != swaps;
            rebuilt.complete(new RebuildReport(
                    complete, exported.count(), complete ? swap.dropped() : 0, complete ? swap.resent() : 0, report));
        });
        return rebuilt;
    }

    private boolean refuseObstacle(StorageTx<DB> tx, RebuildPlan plan) {
        if (board.doubted() && plan.export() == null && !plan.resendConfirmed() && !plan.dropConfirmed()) {
            throw new IllegalStateException(
                    "the server is in doubt, and what it had confirmed here may be nowhere else:"
                            + " a rebuild that takes its word needs an export, or a plan that says to let go of it; nothing was"
                            + " begun");
        }
        String obstacle = plan.resendConfirmed() ? Resending.obstacle(tx, rows, order) : null;
        if (obstacle != null) {
            throw new IllegalStateException(obstacle + "; nothing was begun");
        }
        return true;
    }

    private static boolean refuseSecond(StorageTx<?> tx) {
        if (tx.rebuild() != null) {
            throw new IllegalStateException(
                    "a rebuild is under way already; it goes on with the next sync, or can be called off");
        }
        return true;
    }

    private static Instant lastParked(StorageTx<?> tx, RebuildPlan plan) {
        Instant[] last = {Instant.MIN};
        if (plan.dropSuperseded() || plan.dropQuarantined()) {
            forEachParked(tx, parked -> last[0] = later(last[0], parked.parkedAt()));
        }
        return last[0];
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    boolean cancelRebuild() {
        boolean[] was = {false};
        storage.<Boolean, RuntimeException>write(tx -> {
            was[0] = tx.rebuild() != null;
            if (was[0]) {
                tx.rebuild(null);
            }
            return Boolean.TRUE;
        });
        if (was[0]) {
            ledger.count(board);
            lane.tell(new SyncEvent.RebuildStepped(RebuildStep.CANCELLED, 0));
            lane.kick();
        }
        return was[0];
    }

    // ---- export

    long exportTo(Path file) {
        return export(file).count();
    }

    private Extent export(Path file) {
        boolean taken = captures.tryTakeIn(writing -> {});
        ServerIdentity identity = storage.<ServerIdentity, RuntimeException>read(StorageTx::identity);
        try (ExportFile.Writer writer = ExportFile.write(file, identity)) {
            Extent extent = storage.<Extent, RuntimeException>read(tx -> export(tx, taken, writer));
            writer.commit();
            return extent;
        }
    }

    private Extent export(StorageTx<DB> tx, boolean taken, ExportFile.Writer writer) {
        Batch batch = tx.batch();
        Set<Long> inFlight = new HashSet<>(batch == null ? Collections.emptyList() : batch.members());
        long after = 0;
        while (true) {
            List<OutboxEntry> chunk = tx.unsettled(after, Chunk.COUNT, Chunk.BYTES);
            if (chunk.isEmpty()) {
                break;
            }
            for (OutboxEntry entry : chunk) {
                boolean sent = inFlight.contains(entry.seq());
                Mutation mutation = entry.mutation();
                writer.add(new Exported(mutation, sent ? MutationState.IN_FLIGHT : MutationState.PENDING, "", null));
                after = entry.seq();
            }
        }
        if (!taken) {
            captures.peek(
                    tx,
                    Integer.MAX_VALUE,
                    mutation -> writer.add(new Exported(mutation, MutationState.PENDING, "", null)));
        }
        Instant[] last = {Instant.MIN};
        forEachParked(tx, parked -> {
            writer.add(new Exported(parked.mutation(), parked.state(), parked.reason(), parked.parkedAt()));
            last[0] = later(last[0], parked.parkedAt());
        });
        confirmed(tx, writer);
        return new Extent(writer.count(), after, last[0]);
    }

    /** What is damaged there must not keep the mutations from being exported. */
    private void confirmed(StorageTx<DB> tx, ExportFile.Writer writer) {
        try {
            if (order.keepsRows()) {
                confirmedRows(tx, writer);
            } else {
                Logged.forEach(tx, change -> writer.add(Exported.confirmed(change)));
            }
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            LOG.warn(
                    "the export holds all mutations, and of what the server had confirmed only the first {}: {}",
                    writer.confirmed(),
                    Shown.words(Failures.words(e)));
        }
    }

    private static void confirmedRows(StorageTx<?> tx, ExportFile.Writer writer) {
        String collection = "";
        String key = "";
        while (true) {
            List<Confirmed> chunk = tx.confirmed(collection, key, CHUNK);
            if (chunk.isEmpty()) {
                return;
            }
            for (Confirmed row : chunk) {
                Change change = row.change();
                collection = change.collection();
                key = change.key();
                if (!change.tombstone()) {
                    writer.add(Exported.confirmed(change));
                }
            }
        }
    }

    ImportReport importFrom(Path file) {
        try (ExportFile.Lines lines = ExportFile.read(file)) {
            ImportReport taken = captures.<ImportReport, RuntimeException>write(
                    tx -> new Importing<>(rows, drafts, tx, scheduler.now()).all(lines, tx.identity()));
            ledger.count(board);
            lane.kick();
            return taken;
        }
    }

    private static void forEachParked(StorageTx<?> tx, EachParked each) {
        for (MutationState state : new MutationState[] {MutationState.SUPERSEDED, MutationState.QUARANTINED}) {
            long read = 0;
            while (true) {
                List<ParkedMutation> chunk = tx.parked(state, read, CHUNK);
                if (chunk.isEmpty()) {
                    break;
                }
                chunk.forEach(each::take);
                read += chunk.size();
            }
        }
    }

    private interface EachParked {
        void take(ParkedMutation parked);
    }
}
