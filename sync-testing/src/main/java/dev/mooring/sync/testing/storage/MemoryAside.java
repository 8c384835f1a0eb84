package dev.mooring.sync.testing.storage;

import dev.mooring.sync.spi.storage.AsideTx;
import dev.mooring.sync.spi.storage.Unreadable;
import dev.mooring.sync.testing.storage.MemoryData.Key;
import java.util.List;

/** The rows that an {@link InMemoryStorage} has set aside: unreadable ones, as its tables take everything. */
final class MemoryAside implements AsideTx {
    private final MemoryTurn turn;

    MemoryAside(MemoryTurn turn) {
        this.turn = turn;
    }

    @Override
    public long count() {
        return turn.data().unreadable.size();
    }

    @Override
    public boolean holds(String collection, String key) {
        return turn.data().unreadable.containsKey(new Key(collection, key));
    }

    @Override
    public void put(List<Unreadable> rows) {
        MemoryData data = turn.dataToWrite();
        for (Unreadable row : rows) {
            data.unreadableToWrite().put(new Key(row.collection(), row.key()), row);
        }
    }

    @Override
    public List<Unreadable> unreadable(int limit) {
        return turn.data().unreadable.values().stream().limit(limit).toList();
    }

    @Override
    public void readable(String collection, String key) {
        MemoryData data = turn.dataToWrite();
        if (!data.unreadable.isEmpty()) {
            data.unreadableToWrite().remove(new Key(collection, key));
        }
    }

    @Override
    public void forget(long listing) {
        turn.dataToWrite().unreadableToWrite().values().removeIf(row -> row.listing() < listing);
    }
}
