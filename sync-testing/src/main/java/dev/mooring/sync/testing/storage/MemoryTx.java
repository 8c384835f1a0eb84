package dev.mooring.sync.testing.storage;

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
import dev.mooring.sync.spi.storage.StorageTx;
import org.jspecify.annotations.Nullable;

/** A transaction of an {@link InMemoryStorage}. */
final class MemoryTx implements StorageTx<MemoryTables> {
    private final MemoryTurn turn;
    private final MemoryTables handle;
    private final OutboxTx outbox;
    private final ParkedTx parked;
    private final CursorTx cursor;
    private final ConfirmedTx confirmed;
    private final AsideTx aside;
    private final BindingTx binding;
    private final LeaseTx lease;
    private final @Nullable CaptureTx captures;
    private final StagingTx staging;
    private final @Nullable ClockTx clocks;

    MemoryTx(MemoryTurn turn, boolean keepLog) {
        this.turn = turn;
        handle = new MemoryTables(turn);
        outbox = new MemoryOutbox(turn);
        parked = new MemoryParked(turn);
        cursor = new MemoryCursor(turn);
        confirmed = new MemoryConfirmed(turn, keepLog);
        aside = new MemoryAside(turn);
        binding = new MemoryBinding(turn);
        lease = new MemoryLease(turn);
        captures = turn.captures() ? new MemoryCaptures(turn, handle) : null;
        clocks = turn.sites() == null ? null : new MemoryClocks(turn, handle);
        staging = new MemoryStaging(turn);
    }

    @Override
    public MemoryTables handle() {
        turn.data();
        return handle;
    }

    @Override
    public OutboxTx outbox() {
        return outbox;
    }

    @Override
    public ParkedTx parked() {
        return parked;
    }

    @Override
    public CursorTx cursor() {
        return cursor;
    }

    @Override
    public ConfirmedTx confirmed() {
        return confirmed;
    }

    @Override
    public AsideTx aside() {
        return aside;
    }

    @Override
    public BindingTx binding() {
        return binding;
    }

    @Override
    public LeaseTx lease() {
        return lease;
    }

    @Override
    public @Nullable CaptureTx captures() {
        return captures;
    }

    @Override
    public @Nullable ClockTx clocks() {
        return clocks;
    }

    @Override
    public StagingTx staging() {
        return staging;
    }
}
