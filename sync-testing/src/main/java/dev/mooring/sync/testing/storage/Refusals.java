package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.SyncStatus.Contact;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.SyncState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.function.Executable;

/** Tries every method of a transaction and wants each refused. */
final class Refusals {
    private Refusals() {}

    static void assertRefused(StorageTx<?> tx) {
        assertWritesRefused(tx);
        refused(tx::handle);
        refused(() -> tx.unsettled(0, 1, 1));
        refused(() -> tx.entries(List.of(1L)));
        refused(() -> tx.parked(MutationState.SUPERSEDED, 1));
        refused(tx::counts);
        refused(tx::identity);
        refused(tx::state);
        refused(tx::batch);
        refused(() -> tx.log(0, 1));
        refused(() -> tx.sendable(0, 1, 1));
        refused(() -> tx.unsettled("c", "k", 0, 1, 1));
        refused(() -> tx.confirmed("c", "k"));
        refused(() -> tx.unseen(1, 1));
        refused(() -> tx.confirmed("", "", 1));
        refused(() -> tx.confirmedCount(1));
        refused(tx::contact);
        refused(tx::rebuild);
        refused(() -> tx.staged(0, 1, 1));
        refused(() -> tx.parked(MutationState.SUPERSEDED, 0, 1));
        refused(() -> tx.refused(0, 1, 1));
        refused(() -> tx.refused("c", "k", 0, 1, 1));
        refused(() -> tx.refused(List.of(1L)));
        refused(() -> tx.refused(new UUID(1, 1)));
        refused(() -> tx.holds(StorageContract.mutation(1)));
    }

    static void assertWritesRefused(StorageTx<?> tx) {
        Batch batch = BookkeepingContract.batch(List.of(1L), 0);
        refused(() -> tx.append(StorageContract.mutation(99), 10));
        refused(() -> tx.settle(List.of(1L)));
        refused(() -> tx.park(1, MutationState.QUARANTINED, "no", StorageContract.STAMP));
        refused(() -> tx.refuse(1, "no", StorageContract.STAMP));
        refused(() -> tx.readmit(new UUID(1, 1), 10));
        refused(() -> tx.renumber(List.of(1L)));
        refused(() -> tx.unpark(new UUID(1, 1)));
        refused(() -> tx.state(SyncState.START));
        refused(() -> tx.batch(batch));
        refused(() -> tx.batch(null));
        refused(() -> tx.log(List.of(StorageContract.change(99))));
        refused(() -> tx.confirm(List.of()));
        refused(() -> tx.seen("c", "k", 1));
        refused(tx::forgetConfirmed);
        refused(() -> tx.handOver(LifecycleContract.OTHER, true));
        refused(() -> tx.lease("x", StorageContract.STAMP, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        refused(() -> tx.release("x"));
        refused(() -> tx.contact(Contact.NONE));
        refused(() -> tx.rebuild(null));
        refused(() -> tx.stage(List.of()));
        refused(() -> tx.unstage(0));
    }

    private static void refused(Executable use) {
        assertThrows(IllegalStateException.class, use);
    }
}
