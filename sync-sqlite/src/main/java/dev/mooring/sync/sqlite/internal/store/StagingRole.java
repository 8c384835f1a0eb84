package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StagingTx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rebuild in a transaction. */
final class StagingRole implements StagingTx {
    private final TxSession<?> session;

    StagingRole(TxSession<?> session) {
        this.session = session;
    }

    @Override
    public @Nullable Rebuild rebuild() {
        return session.reading().staging.rebuild();
    }

    @Override
    public void rebuild(@Nullable Rebuild rebuild) {
        session.writing().staging.rebuild(rebuild);
    }

    @Override
    public long stage(List<Incoming> changes) {
        return session.writing().staging.stage(changes);
    }

    @Override
    public void unstage(long after) {
        session.writing().staging.unstage(after);
    }

    @Override
    public List<Staged> staged(long after, int maxCount, long maxBytes) {
        return session.reading().staging.after(after, maxCount, maxBytes);
    }
}
