package dev.mooring.sync.testing.storage;

import dev.mooring.sync.spi.storage.LeaseTx;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The lease of an {@link InMemoryStorage}. */
final class MemoryLease implements LeaseTx {
    private final MemoryTurn turn;

    MemoryLease(MemoryTurn turn) {
        this.turn = turn;
    }

    @Override
    public @Nullable Lease take(String owner, Instant now, Duration atLeast, Duration ttl) {
        MemoryData data = turn.dataToWrite();
        boolean own = owner.equals(data.leaseOwner);
        boolean over = !now.isBefore(data.leaseEnd);
        // A small step back of the clock must not take it from a holder that lives; a large one must not block for
        // hours.
        boolean clockSetBack = data.leaseTaken.isAfter(now.plus(ttl));
        if (data.leaseOwner != null && !own && !over && !clockSetBack) {
            return null;
        }
        data.epoch += own ? 0 : 1;
        data.leaseOwner = owner;
        data.leaseTaken = now;
        data.leaseEnd = now.plus(ttl);
        return new Lease(data.epoch, data.leaseEnd);
    }

    @Override
    public long epoch() {
        return turn.data().epoch;
    }

    @Override
    public void release(String owner) {
        MemoryData data = turn.dataToWrite();
        if (owner.equals(data.leaseOwner)) {
            data.leaseOwner = null;
        }
    }
}
