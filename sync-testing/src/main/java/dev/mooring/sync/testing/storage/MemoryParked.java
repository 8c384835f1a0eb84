package dev.mooring.sync.testing.storage;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.ParkedTx;
import dev.mooring.sync.testing.storage.MemoryData.Key;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The parked mutations of an {@link InMemoryStorage}. */
final class MemoryParked implements ParkedTx {
    private final MemoryTurn turn;

    MemoryParked(MemoryTurn turn) {
        this.turn = turn;
    }

    @Override
    public void park(long seq, MutationState state, String reason, Instant at) {
        MemoryData data = turn.dataToWrite();
        Mutation mutation = MemoryOutbox.take(data, seq, "parked").mutation();
        data.parkedToWrite().put(mutation.id(), new ParkedMutation(mutation, state, reason, at));
    }

    @Override
    public void refuse(long seq, String reason, Instant at) {
        MemoryData data = turn.dataToWrite();
        Mutation mutation = MemoryOutbox.takeWithImage(data, seq, "refused").mutation();
        data.parkedToWrite().put(mutation.id(), new ParkedMutation(mutation, MutationState.QUARANTINED, reason, at));
        data.refusedToWrite().put(seq, mutation);
    }

    @Override
    public List<ParkedMutation> list(MutationState state, long skip, int limit) {
        return turn.data().parked.values().stream()
                .filter(each -> each.state() == state)
                .skip(skip)
                .limit(limit)
                .toList();
    }

    @Override
    public List<OutboxEntry> refused(long after, int maxCount, long maxBytes) {
        return MemoryOutbox.slice(refused(turn.data()), after, maxCount, maxBytes, entry -> true);
    }

    @Override
    public List<OutboxEntry> refused(String collection, String key, long after, int maxCount, long maxBytes) {
        Key wanted = new Key(collection, key);
        return MemoryOutbox.slice(
                refused(turn.data()), after, maxCount, maxBytes, entry -> wanted.equals(Key.of(entry.mutation())));
    }

    @Override
    public List<OutboxEntry> refused(List<Long> seqs) {
        NavigableMap<Long, OutboxEntry> refused = refused(turn.data());
        return seqs.stream().map(refused::get).filter(Objects::nonNull).toList();
    }

    @Override
    public @Nullable OutboxEntry refused(UUID id) {
        for (OutboxEntry entry : refused(turn.data()).values()) {
            if (entry.mutation().id().equals(id)) {
                return entry;
            }
        }
        return null;
    }

    private static NavigableMap<Long, OutboxEntry> refused(MemoryData data) {
        NavigableMap<Long, OutboxEntry> entries = new TreeMap<>();
        data.refused.forEach((seq, mutation) -> entries.put(
                seq, new OutboxEntry(seq, mutation, mutation.payload().length())));
        return entries;
    }

    @Override
    public long readmit(UUID id, int size) {
        MemoryData data = turn.dataToWrite();
        OutboxEntry entry = refused(id);
        if (entry == null) {
            throw new IllegalStateException("mutation " + id + " is not refused; roll back");
        }
        data.refusedToWrite().remove(entry.seq());
        data.parkedToWrite().remove(id);
        return MemoryOutbox.append(data, entry.mutation(), size);
    }

    @Override
    public @Nullable ParkedMutation unpark(UUID id) {
        MemoryData data = turn.dataToWrite();
        OutboxEntry refused = refused(id);
        if (refused != null) {
            data.refusedToWrite().remove(refused.seq());
            data.imagesToWrite().remove(id);
        }
        return data.parkedToWrite().remove(id);
    }
}
