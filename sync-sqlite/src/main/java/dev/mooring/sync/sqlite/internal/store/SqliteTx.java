package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.spi.storage.AsideTx;
import dev.mooring.sync.spi.storage.BindingTx;
import dev.mooring.sync.spi.storage.CaptureTx;
import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.spi.storage.ConfirmedTx;
import dev.mooring.sync.spi.storage.Counts;
import dev.mooring.sync.spi.storage.CursorTx;
import dev.mooring.sync.spi.storage.LeaseTx;
import dev.mooring.sync.spi.storage.OutboxTx;
import dev.mooring.sync.spi.storage.ParkedTx;
import dev.mooring.sync.spi.storage.StagingTx;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.Turn;
import org.jspecify.annotations.Nullable;

/** One transaction. Each role checks that the transaction may be used, and hands on to the tables. */
final class SqliteTx<DB> implements StorageTx<DB> {
    private final TxSession<DB> session;
    private final OutboxTx outbox;
    private final ParkedTx parked;
    private final CursorTx cursor;
    private final ConfirmedTx confirmed;
    private final AsideTx aside;
    private final BindingTx binding;
    private final LeaseTx lease;
    private final @Nullable CaptureTx captures;
    private final @Nullable ClockTx clocks;
    private final StagingTx staging;
    private @Nullable DB handle;

    SqliteTx(Session<DB> open, Turn turn, boolean keepLog) {
        session = new TxSession<>(open, turn);
        outbox = new OutboxRole(session);
        parked = new ParkedRole(session);
        cursor = new CursorRole(session);
        confirmed = new ConfirmedRole(session, keepLog);
        aside = new AsideRole(session);
        binding = new BindingRole(session);
        lease = new LeaseRole(session);
        TableSync<DB> synced = open.synced;
        captures = synced == null ? null : new CaptureRole<>(session, synced);
        clocks = synced == null || !synced.hasClocks() ? null : new ClockRole(session);
        staging = new StagingRole(session);
    }

    SqlConnection<DB> sql() {
        return session.reading().sql;
    }

    @Override
    public DB handle() {
        SqlConnection<DB> sql = sql();
        DB known = handle;
        if (known == null) {
            known = sql.handle();
            handle = known;
        }
        return known;
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

    @Override
    public Counts counts() {
        return session.reading().counts();
    }
}
