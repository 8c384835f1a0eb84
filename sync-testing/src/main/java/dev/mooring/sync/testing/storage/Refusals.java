package dev.mooring.sync.testing.storage;

import static dev.mooring.sync.testing.storage.StorageContract.STAMP;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.storage.AsideTx;
import dev.mooring.sync.spi.storage.BindingTx;
import dev.mooring.sync.spi.storage.CaptureTx;
import dev.mooring.sync.spi.storage.ConfirmedTx;
import dev.mooring.sync.spi.storage.CursorTx;
import dev.mooring.sync.spi.storage.LeaseTx;
import dev.mooring.sync.spi.storage.OutboxTx;
import dev.mooring.sync.spi.storage.ParkedTx;
import dev.mooring.sync.spi.storage.StagingTx;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.status.Contact;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.function.Executable;

/** Tries every method of a transaction and of its roles, and wants each refused. */
final class Refusals {
    private static final UUID ID = new UUID(1, 1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Account ACCOUNT = new Account(Account.Kind.APP, "a");

    private Refusals() {}

    static void assertRefused(StorageTx<?> tx) {
        assertWritesRefused(tx);
        refused(tx::handle);
        outbox(tx.outbox());
        parked(tx.parked());
        cursor(tx.cursor());
        confirmed(tx.confirmed());
        aside(tx.aside());
        binding(tx.binding());
        refused(tx.lease()::epoch);
        CaptureTx captures = tx.captures();
        if (captures != null) {
            refused(() -> captures.peek((draft, at, appending) -> {}, 1));
            refused(captures::waiting);
        }
        StagingTx staging = tx.staging();
        if (staging != null) {
            refused(staging::rebuild);
            refused(() -> staging.staged(0, 1, 1));
        }
    }

    private static void outbox(OutboxTx outbox) {
        refused(() -> outbox.unsettled(0, 1, 1));
        refused(() -> outbox.unsettled("c", "k", 0, 1, 1));
        refused(() -> outbox.sendable(0, 1, 1));
        refused(() -> outbox.entries(List.of(1L)));
        refused(() -> outbox.holds(StorageContract.mutation(1)));
        refused(outbox::counts);
        refused(outbox::batch);
    }

    private static void parked(ParkedTx parked) {
        refused(() -> parked.list(MutationState.SUPERSEDED, 1));
        refused(() -> parked.list(MutationState.SUPERSEDED, 0, 1));
        refused(() -> parked.refused(0, 1, 1));
        refused(() -> parked.refused("c", "k", 0, 1, 1));
        refused(() -> parked.refused(List.of(1L)));
        refused(() -> parked.refused(ID));
    }

    private static void cursor(CursorTx cursor) {
        refused(cursor::state);
        refused(cursor::contact);
    }

    private static void confirmed(ConfirmedTx confirmed) {
        refused(() -> confirmed.get("c", "k"));
        refused(() -> confirmed.told("c", List.of("k")));
        refused(() -> confirmed.unseen(1, 1));
        refused(() -> confirmed.behind("", "", 1));
        refused(() -> confirmed.count(1));
        refused(() -> confirmed.log(0, 1));
        refused(confirmed::logExtent);
    }

    private static void aside(AsideTx aside) {
        refused(aside::count);
        refused(() -> aside.holds("c", "k"));
        refused(() -> aside.unreadable(1));
    }

    private static void binding(BindingTx binding) {
        refused(binding::identity);
        refused(binding::accounts);
        refused(() -> binding.otherHolder(ACCOUNT));
    }

    static void assertWritesRefused(StorageTx<?> tx) {
        outboxWrites(tx.outbox());
        parkedWrites(tx.parked());
        CursorTx cursor = tx.cursor();
        refused(() -> cursor.state(SyncState.START));
        refused(() -> cursor.contact(Contact.NONE));
        ConfirmedTx confirmed = tx.confirmed();
        refused(() -> confirmed.put(List.of()));
        refused(() -> confirmed.seen("c", List.of("k"), 1));
        refused(() -> confirmed.log(List.of(StorageContract.change(99))));
        refused(confirmed::forget);
        refused(() -> confirmed.trimLog(1));
        refused(() -> confirmed.markLog(List.of()));
        refused(() -> confirmed.forget("c", "k"));
        AsideTx aside = tx.aside();
        refused(() -> aside.put(List.of()));
        refused(() -> aside.readable("c", "k"));
        refused(() -> aside.forget(1));
        BindingTx binding = tx.binding();
        refused(() -> binding.handOver(LifecycleContract.OTHER, true));
        refused(() -> binding.bind(ACCOUNT));
        LeaseTx lease = tx.lease();
        refused(() -> lease.take("x", STAMP, SECOND, SECOND));
        refused(() -> lease.release("x"));
        CaptureTx captures = tx.captures();
        if (captures != null) {
            refused(() -> captures.takeIn((draft, at, appending) -> {}));
            refused(() -> captures.takeIn((draft, at, appending) -> {}, 1));
        }
        StagingTx staging = tx.staging();
        if (staging != null) {
            refused(() -> staging.rebuild(null));
            refused(() -> staging.stage(List.of()));
            refused(() -> staging.unstage(0));
        }
    }

    private static void outboxWrites(OutboxTx outbox) {
        refused(() -> outbox.append(StorageContract.mutation(99), 10));
        refused(() -> outbox.settle(List.of(1L)));
        refused(() -> outbox.renumber(List.of(1L)));
        refused(() -> outbox.batch(BatchContract.batch(List.of(1L), 0)));
        refused(() -> outbox.batch(null));
    }

    private static void parkedWrites(ParkedTx parked) {
        refused(() -> parked.park(1, MutationState.QUARANTINED, "no", STAMP));
        refused(() -> parked.refuse(1, "no", STAMP));
        refused(() -> parked.readmit(ID, 10));
        refused(() -> parked.unpark(ID));
    }

    private static void refused(Executable use) {
        assertThrows(IllegalStateException.class, use);
    }
}
