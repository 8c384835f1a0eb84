package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.spi.storage.AsideTx;
import dev.mooring.sync.spi.storage.BindingTx;
import dev.mooring.sync.spi.storage.CaptureTx;
import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.spi.storage.ConfirmedTx;
import dev.mooring.sync.spi.storage.CursorTx;
import dev.mooring.sync.spi.storage.LeaseTx;
import dev.mooring.sync.spi.storage.OutboxTx;
import dev.mooring.sync.spi.storage.ParkedTx;
import dev.mooring.sync.spi.storage.StagingTx;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.testing.storage.ForwardingStorage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A storage that sees under which epoch a process holds the lease: by its last transaction that asked for it and was committed. */
final class Leases<DB> extends ForwardingStorage<DB> {
    private long epoch;

    Leases(Storage<DB> storage) {
        super(storage);
    }

    /** 0 before the first. */
    long epoch() {
        return epoch;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(TxBody<DB, T, X> body) throws X {
        long[] held = {epoch};
        T result = super.<T, X>write(tx -> body.run(new WatchedTx<>(tx, held)));
        epoch = held[0];
        return result;
    }

    /** A transaction whose lease is watched. */
    private record WatchedTx<DB>(StorageTx<DB> tx, long[] held) implements StorageTx<DB> {
        @Override
        public LeaseTx lease() {
            return new Watched(tx.lease(), held);
        }

        @Override
        public DB handle() {
            return tx.handle();
        }

        @Override
        public OutboxTx outbox() {
            return tx.outbox();
        }

        @Override
        public ParkedTx parked() {
            return tx.parked();
        }

        @Override
        public CursorTx cursor() {
            return tx.cursor();
        }

        @Override
        public ConfirmedTx confirmed() {
            return tx.confirmed();
        }

        @Override
        public AsideTx aside() {
            return tx.aside();
        }

        @Override
        public BindingTx binding() {
            return tx.binding();
        }

        @Override
        public @Nullable CaptureTx captures() {
            return tx.captures();
        }

        @Override
        public @Nullable StagingTx staging() {
            return tx.staging();
        }

        @Override
        public @Nullable ClockTx clocks() {
            return tx.clocks();
        }
    }

    /** A lease that notes the epoch of each taking. */
    private record Watched(LeaseTx lease, long[] held) implements LeaseTx {
        @Override
        public @Nullable Lease take(String owner, Instant now, Duration atLeast, Duration ttl) {
            Lease taken = lease.take(owner, now, atLeast, ttl);
            if (taken != null) {
                held[0] = taken.epoch();
            }
            return taken;
        }

        @Override
        public long epoch() {
            return lease.epoch();
        }

        @Override
        public void release(String owner) {
            lease.release(owner);
        }
    }
}
