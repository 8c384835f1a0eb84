package dev.mooring.sync.internal.lease;

import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.rows.FoldedKeys;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.storage.LeaseTx.Lease;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The storage as the lane has it: each transaction takes in what was captured, and asserts that the lease is held under the epoch that
 * the run began with. A process that has lost the lease in its sleep commits nothing, also when it has the lease again: what it knows,
 * and what it was answered, is older than what another process has done since.
 */
public final class LeasedStorage<DB> {
    private final Storage<DB> storage;
    private final Captures<DB> captures;
    private final AppRows<DB> rows;
    private final Duration lease;
    /** For how long at least a transaction takes the lease. The next step takes no longer, or renews it. */
    private final Duration usual;

    private final Scheduler scheduler;
    private final String owner;
    private volatile HeldLease hold = HeldLease.NONE;

    public LeasedStorage(
            Storage<DB> storage, Captures<DB> captures, AppRows<DB> rows, Settings settings, String owner) {
        this.storage = storage;
        this.captures = captures;
        this.rows = rows;
        this.lease = settings.lease();
        this.usual = lease.dividedBy(2);
        this.scheduler = settings.scheduler();
        this.owner = owner;
    }

    /**
     * Takes or renews the lease, and reads; null if another process holds it.
     *
     * @param needed for how long what was made in it needs the lease; null if for no longer than usual
     */
    public <T> @Nullable T enter(Entering<DB, T> body, Function<T, @Nullable Duration> needed) {
        HeldLease before = hold;
        HeldLease[] now = {before};
        Optional<T> entered = captures.<Optional<T>, RuntimeException>write(tx -> {
            HeldLease held = lease(tx, usual);
            if (held == null) {
                return Optional.empty();
            }
            now[0] = held;
            T made = body.read(tx, held.epoch() != before.epoch());
            Duration time = needed.apply(made);
            HeldLease longer = time == null ? null : lease(tx, HeldLease.withSlack(time));
            now[0] = longer == null ? held : longer;
            return Optional.of(made);
        });
        hold = now[0];
        return entered.orElse(null);
    }

    /** What is read as a run begins. */
    public interface Entering<DB, T> {
        T read(StorageTx<DB> tx, boolean changedHands);
    }

    /** Gives the right to sync back. */
    public void leave() {
        storage.<Boolean, RuntimeException>write(tx -> {
            leave(tx);
            return Boolean.TRUE;
        });
    }

    /** The same inside a transaction. */
    public void leave(StorageTx<DB> tx) {
        tx.lease().release(owner);
    }

    private @Nullable HeldLease lease(StorageTx<DB> tx, Duration atLeast) {
        Instant now = scheduler.now();
        long nanos = scheduler.nanoTime();
        Lease held = tx.lease().take(owner, now, atLeast, atLeast.compareTo(lease) > 0 ? atLeast : lease);
        return held == null ? null : new HeldLease(held.epoch(), now, nanos, held.until());
    }

    /**
     * Runs a transaction of a run, which asserts that the lease is held under the run's epoch. All that was captured is in the outbox
     * by then.
     */
    public <T> T guarded(Storage.TxBody<DB, T, RuntimeException> body) {
        HeldLease[] now = {hold};
        T result = captures.<T, RuntimeException>write(tx -> {
            now[0] = renewed(tx, usual);
            return body.run(tx);
        });
        hold = now[0];
        return result;
    }

    /** The same, for as long as what is made in it needs the lease. */
    public <T> T guarded(Storage.TxBody<DB, T, RuntimeException> body, Function<T, @Nullable Duration> needed) {
        HeldLease[] longer = {HeldLease.NONE};
        T result = guarded(tx -> {
            T made = body.run(tx);
            Duration time = needed.apply(made);
            longer[0] = time == null ? HeldLease.NONE : renewed(tx, HeldLease.withSlack(time));
            return made;
        });
        hold = longer[0].equals(HeldLease.NONE) ? hold : longer[0];
        return result;
    }

    /** Asserts the lease inside a transaction, and renews it. */
    private HeldLease renewed(StorageTx<DB> tx, Duration atLeast) {
        HeldLease held = lease(tx, atLeast);
        if (held == null) {
            throw new RunOver.LeaseLost();
        }
        if (held.epoch() != hold.epoch()) {
            throw new RunOver.EpochOver();
        }
        return held;
    }

    /** The lease as it is held, for so long from now at least; renewed if need be. */
    public HeldLease covering(Duration needed) {
        if (hold.left(scheduler.now(), scheduler.nanoTime()).compareTo(needed) < 0) {
            hold = storage.<HeldLease, RuntimeException>write(tx -> renewed(tx, HeldLease.withSlack(needed)));
        }
        return hold;
    }

    /** As it is held now. */
    public HeldLease hold() {
        return hold;
    }

    /** Runs a transaction that belongs to no run, and so takes the lease if it is free. */
    public <T> T taking(Storage.TxBody<DB, T, RuntimeException> body) {
        return captures.<T, RuntimeException>write(tx -> {
            if (lease(tx, usual) == null) {
                throw new RunOver.LeaseLost();
            }
            return body.run(tx);
        });
    }

    /** The same; what a key with very many unsettled mutations needs is read before, so that other writers do not wait for it. */
    public <T> T bounded(BoundedBody<DB, T> body) {
        return bounded(body, made -> null);
    }

    /** The same, for as long as what is made in it needs the lease. */
    public <T> T bounded(BoundedBody<DB, T> body, Function<T, @Nullable Duration> needed) {
        FoldedKeys<DB> folds = rows.folds();
        return bounded(folds, tx -> body.run(tx, folds), needed);
    }

    /** The same with folds that the caller keeps: what was read for one transaction serves the next ones too. */
    public <T> T bounded(FoldedKeys<DB> folds, Storage.TxBody<DB, T, RuntimeException> body) {
        return bounded(folds, body, made -> null);
    }

    private <T> T bounded(
            FoldedKeys<DB> folds,
            Storage.TxBody<DB, T, RuntimeException> body,
            Function<T, @Nullable Duration> needed) {
        while (true) {
            try {
                return guarded(body, needed);
            } catch (FoldedKeys.Missing missing) {
                folds.read(storage, missing.key());
            }
        }
    }

    /** A transaction that may give up and begin again. */
    public interface BoundedBody<DB, T> {
        T run(StorageTx<DB> tx, FoldedKeys<DB> folds);
    }
}
