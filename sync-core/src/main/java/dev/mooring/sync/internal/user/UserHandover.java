package dev.mooring.sync.internal.user;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.internal.lease.RunOver;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.storage.BindingTx.Handover;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StorageTx;

/**
 * Hands the storage over from one identity to another, in one transaction: what was captured is taken in, as the last one's; the
 * app's rows become empty; what the last one has not settled leaves, and what the next one left earlier is back, and in the rows.
 * Before the commit all is the last one's, behind it all is the next one's, and every later transaction of a client of the last one
 * is refused ({@code OwnStorage}). Nothing in between can be seen, so nothing in between can be sent.
 *
 * <p>Who returns has to begin at the start of the server's history, as nothing confirmed was kept, but not as a stranger: the
 * mutations that are back were made above much of that history, and one of them may be at the server, in a batch whose answer was
 * lost. So with pending mutations the return is a rebuild, begun in the same transaction: nothing is
 * pushed before the whole history was fetched, what turns up in it of ours is acknowledged, the batch is dissolved as it was not
 * taken, and nothing that is pending loses against what its writer had seen.
 *
 * <p>A rebuild of the last one's that is under way is called off: it would fetch with the next one's credential.
 */
public final class UserHandover<DB> {
    private final Ledger<DB> ledger;
    private final AppRows<DB> rows;
    private final Scheduler scheduler;

    public UserHandover(Ledger<DB> ledger, AppRows<DB> rows, Scheduler scheduler) {
        this.ledger = ledger;
        this.rows = rows;
        this.scheduler = scheduler;
    }

    /**
     * Hands it over, or changes nothing.
     *
     * @throws NotDrained if something is left that was to be drained
     */
    public Handover over(ServerIdentity to, UserSwitch.Kind how) throws NotDrained {
        try {
            Handover moved = ledger.taking(tx -> {
                long left = tx.outbox().counts().all();
                return how == UserSwitch.Kind.DRAIN && left > 0 ? new Handover(-left, 0) : over(tx, to, how);
            });
            if (moved.left() < 0) {
                throw new NotDrained(-moved.left());
            }
            return moved;
        } catch (RunOver.LeaseLost elsewhere) {
            throw new StorageException(
                    StorageException.Kind.BUSY,
                    "another process syncs this storage; it was not handed over to " + to + ", nothing was changed",
                    elsewhere);
        }
    }

    private Handover over(StorageTx<DB> tx, ServerIdentity to, UserSwitch.Kind how) {
        rows.reset(tx, new Snapshot(""));
        Handover moved = tx.binding().handOver(to, how == UserSwitch.Kind.PARK);
        if (tx.outbox().pending() > 0) {
            OptionalRoles.begin(tx, Rebuild.begun(scheduler.now(), Rebuild.Drops.NONE));
        } else {
            rows.renamed(tx);
        }
        rows.redoAll(tx);
        ledger.leave(tx);
        return moved;
    }

    /** Something is left that was to be drained. */
    public static final class NotDrained extends Exception {
        private static final long serialVersionUID = 1;

        private final long left;

        NotDrained(long left) {
            super("not drained", null, false, false);
            this.left = left;
        }

        public long left() {
            return left;
        }
    }
}
