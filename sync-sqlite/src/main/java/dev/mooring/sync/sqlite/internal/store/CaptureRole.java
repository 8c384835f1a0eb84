package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.recovery.Comparison;
import dev.mooring.sync.spi.storage.CaptureTx;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.sqlite.internal.tables.TableSession;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import org.jspecify.annotations.Nullable;

/** What the synced tables have captured, in a transaction. */
final class CaptureRole<DB> implements CaptureTx {
    private final TxSession<DB> session;
    private final TableSync<DB> synced;

    CaptureRole(TxSession<DB> session, TableSync<DB> synced) {
        this.session = session;
        this.synced = synced;
    }

    @Override
    public int takeIn(Intake intake, int most) {
        Session<DB> open = session.writing();
        TableSession<DB> tables = open.tables;
        return tables == null ? 0 : tables.takeIn(intake, open.outbox::append, most);
    }

    @Override
    public void peek(Intake intake, int most) {
        synced.peek(session.reading().sql, intake, most);
    }

    @Override
    public long waiting() {
        return TableSync.waiting(session.reading().sql);
    }

    @Override
    public @Nullable Comparison compare(Mutation mutation) {
        Session<DB> open = session.reading();
        return synced.compare(open.sql, open.below, mutation);
    }
}
