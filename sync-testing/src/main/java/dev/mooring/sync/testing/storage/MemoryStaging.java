package dev.mooring.sync.testing.storage;

import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StagingTx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rebuild of an {@link InMemoryStorage} has fetched. */
final class MemoryStaging implements StagingTx {
    private final MemoryTurn turn;

    MemoryStaging(MemoryTurn turn) {
        this.turn = turn;
    }

    @Override
    public @Nullable Rebuild rebuild() {
        return turn.data().rebuild;
    }

    @Override
    public void rebuild(@Nullable Rebuild rebuild) {
        MemoryData data = turn.dataToWrite();
        data.rebuild = rebuild;
        if (rebuild == null) {
            data.stagedToWrite().clear();
        }
    }

    @Override
    public long stage(List<Incoming> changes) {
        List<Incoming> staged = turn.dataToWrite().stagedToWrite();
        staged.addAll(changes);
        return staged.size();
    }

    @Override
    public void unstage(long after) {
        List<Incoming> staged = turn.dataToWrite().stagedToWrite();
        staged.subList((int) Math.min(after, staged.size()), staged.size()).clear();
    }

    @Override
    public List<Staged> staged(long after, int maxCount, long maxBytes) {
        List<Incoming> all = turn.data().staged;
        List<Staged> slice = new ArrayList<>();
        long bytes = 0;
        for (int place = (int) after; place < all.size(); place++) {
            Incoming incoming = all.get(place);
            bytes += incoming.change().payload().length();
            if (!slice.isEmpty() && (slice.size() >= maxCount || bytes > maxBytes)) {
                break;
            }
            slice.add(new Staged(place + 1L, incoming));
        }
        return slice;
    }
}
