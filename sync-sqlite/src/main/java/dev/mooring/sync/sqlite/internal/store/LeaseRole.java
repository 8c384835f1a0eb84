package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.spi.storage.LeaseTx;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The lease in a transaction. */
final class LeaseRole implements LeaseTx {
    private final TxSession<?> session;

    LeaseRole(TxSession<?> session) {
        this.session = session;
    }

    @Override
    public @Nullable Lease take(String owner, Instant now, Duration atLeast, Duration ttl) {
        return session.writing().lease.take(owner, now, atLeast, ttl);
    }

    @Override
    public long epoch() {
        return session.reading().lease.epoch();
    }

    @Override
    public void release(String owner) {
        session.writing().lease.release(owner);
    }
}
