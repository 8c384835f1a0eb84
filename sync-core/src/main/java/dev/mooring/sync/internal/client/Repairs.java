package dev.mooring.sync.internal.client;

import dev.mooring.sync.Change;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.internal.export.Exports;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.lane.Lane;
import dev.mooring.sync.internal.lease.Captures;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.rebuild.RebuildSwap;
import dev.mooring.sync.internal.rebuild.Resending;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.run.RunParts;
import dev.mooring.sync.internal.status.Events;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.recovery.CheckReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildPreview;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncEvent.RebuildStep;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the app asks for to get out of trouble, on its own threads. The lane fetches what a rebuild needs. The storage is open. */
final class Repairs<DB> {
    private final Exports<DB> exports;
    private final Storage<DB> storage;
    private final Captures<DB> captures;
    private final AppRows<DB> rows;
    private final Ledger<DB> ledger;
    private final RebuildSwap<DB> swap;
    private final Lane<DB> lane;
    private final StatusBoard board;
    private final Events events;
    private final Scheduler scheduler;
    private final ServerOrder order;

    Repairs(
            Exports<DB> exports,
            Storage<DB> storage,
            Captures<DB> captures,
            AppRows<DB> rows,
            RunParts<DB> parts,
            Lane<DB> lane,
            StatusBoard board,
            Events events,
            Scheduler scheduler) {
        this.exports = exports;
        this.storage = storage;
        this.captures = captures;
        this.rows = rows;
        this.ledger = parts.ledger();
        this.swap = parts.swap();
        this.lane = lane;
        this.board = board;
        this.events = events;
        this.scheduler = scheduler;
        this.order = parts.order();
    }

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
        events.tellSoon();
        return new CheckReport(scheduler.now(), faults);
    }

    RebuildPreview preview(RebuildPlan plan) {
        return storage.<RebuildPreview, RuntimeException>read(tx -> {
            OutboxCounts counts = tx.outbox().counts();
            long pending = plan.dropPending() ? 0 : counts.pending();
            long superseded = plan.dropSuperseded() ? 0 : counts.superseded();
            long quarantined = plan.dropQuarantined() ? 0 : counts.quarantined();
            return new RebuildPreview(
                    order.confirmed(tx),
                    pending,
                    superseded,
                    quarantined,
                    counts.pending() - pending,
                    counts.superseded() - superseded,
                    counts.quarantined() - quarantined,
                    plan.export() == null ? 0 : counts.all(),
                    OptionalRoles.rebuild(tx) != null,
                    plan.export() == null ? 0 : confirmedLines(tx),
                    board.doubted());
        });
    }

    private long confirmedLines(StorageTx<DB> tx) {
        long all = order.confirmed(tx);
        if (order.keepsRows()) {
            return all;
        }
        boolean logged = !tx.confirmed().log(Change.NO_POSITION, 1).isEmpty();
        return logged ? Math.max(-1, all - tx.confirmed().logExtent().from()) : 0;
    }

    CompletableFuture<RebuildReport> rebuild(RebuildPlan plan) {
        if (!rows.canReset()) {
            throw new IllegalStateException("this app's change handler has no reset, which a rebuild needs to put the"
                    + " server's state in place; nothing was begun");
        }
        storage.<Boolean, RuntimeException>read(tx -> refuseSecond(tx) && refuseObstacle(tx, plan));
        Instant now = scheduler.now();
        Path file = plan.export();
        Exports.Extent exported = file == null ? new Exports.Extent(0, -1, now) : exports.to(file);
        captures.<Boolean, RuntimeException>write(tx -> {
            refuseSecond(tx);
            Instant at = Exports.later(now, file == null ? lastParked(tx, plan) : exported.lastParked());
            long last = !plan.dropPending() ? 0 : file == null ? RebuildSwap.lastSeq(tx) : exported.lastSeq();
            Rebuild.Drops drops = new Rebuild.Drops(last, plan.dropSuperseded(), plan.dropQuarantined());
            OptionalRoles.begin(tx, Rebuild.begun(at, drops, plan.resendConfirmed()));
            return Boolean.TRUE;
        });
        ledger.count(board);
        events.tellSoon(new SyncEvent.RebuildStepped(RebuildStep.BEGUN, 0));
        long swaps = swap.swaps();
        CompletableFuture<RebuildReport> rebuilt = lane.guard().future();
        CompletableFuture<SyncReport> unused = lane.syncNow().whenComplete((report, never) -> {
            boolean complete = swap.swaps() != swaps;
            rebuilt.complete(new RebuildReport(
                    complete, exported.count(), complete ? swap.dropped() : 0, complete ? swap.resent() : 0, report));
        });
        return rebuilt;
    }

    private boolean refuseObstacle(StorageTx<DB> tx, RebuildPlan plan) {
        boolean copied = plan.export() != null && order.layers(); // No file has cells that nothing pending has written.
        if (board.doubted() && !copied && !plan.resendConfirmed() && !plan.dropConfirmed()) {
            String needs = order.layers() ? "an export, or a plan" : "a plan that sends it back, or one";
            throw new IllegalStateException(
                    "the server is in doubt, and what it had confirmed here may be nowhere else:"
                            + " a rebuild that takes its word needs " + needs
                            + " that says to let go of it; nothing was"
                            + " begun");
        }
        String obstacle = plan.resendConfirmed() ? Resending.obstacle(tx, rows, order) : null;
        if (obstacle != null) {
            throw new IllegalStateException(obstacle + "; nothing was begun");
        }
        return true;
    }

    private static boolean refuseSecond(StorageTx<?> tx) {
        if (OptionalRoles.staging(tx).rebuild() != null) {
            throw new IllegalStateException(
                    "a rebuild is under way already; it goes on with the next sync, or can be called off");
        }
        return true;
    }

    private static Instant lastParked(StorageTx<?> tx, RebuildPlan plan) {
        Instant[] last = {Instant.MIN};
        if (plan.dropSuperseded() || plan.dropQuarantined()) {
            Exports.forEachParked(tx, parked -> last[0] = Exports.later(last[0], parked.parkedAt()));
        }
        return last[0];
    }

    boolean cancel() {
        boolean[] was = {false};
        storage.<Boolean, RuntimeException>write(tx -> {
            was[0] = OptionalRoles.rebuild(tx) != null;
            if (was[0]) {
                OptionalRoles.staging(tx).rebuild(null);
            }
            return Boolean.TRUE;
        });
        if (was[0]) {
            ledger.count(board);
            events.tellSoon(new SyncEvent.RebuildStepped(RebuildStep.CANCELLED, 0));
            lane.kick();
        }
        return was[0];
    }
}
