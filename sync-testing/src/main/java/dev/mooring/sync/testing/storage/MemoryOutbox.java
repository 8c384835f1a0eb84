package dev.mooring.sync.testing.storage;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.OutboxTx;
import dev.mooring.sync.testing.storage.MemoryData.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The outbox of an {@link InMemoryStorage}, and what others move in and out of it. */
final class MemoryOutbox implements OutboxTx {
    private final MemoryTurn turn;

    MemoryOutbox(MemoryTurn turn) {
        this.turn = turn;
    }

    @Override
    public long append(Mutation mutation, int size) {
        return append(turn.dataToWrite(), mutation, size);
    }

    static long append(MemoryData data, Mutation mutation, int size) {
        long seq = ++data.lastSeq;
        data.outboxToWrite().put(seq, new OutboxEntry(seq, mutation, size));
        return seq;
    }

    @Override
    public List<OutboxEntry> unsettled(long after, int maxCount, long maxBytes) {
        return slice(after, maxCount, maxBytes, entry -> true);
    }

    @Override
    public List<OutboxEntry> unsettled(String collection, String key, long after, int maxCount, long maxBytes) {
        Key wanted = new Key(collection, key);
        return slice(after, maxCount, maxBytes, entry -> wanted.equals(Key.of(entry.mutation())));
    }

    @Override
    public List<OutboxEntry> sendable(long after, int maxCount, long maxBytes) {
        Set<Key> held = turn.data().parked.values().stream()
                .filter(each -> each.state() == MutationState.QUARANTINED)
                .map(each -> Key.of(each.mutation()))
                .filter(key -> !key.key().isEmpty())
                .collect(Collectors.toSet());
        return slice(after, maxCount, maxBytes, entry -> !held.contains(Key.of(entry.mutation())));
    }

    private List<OutboxEntry> slice(long after, int maxCount, long maxBytes, Predicate<OutboxEntry> wanted) {
        return slice(turn.data().outbox, after, maxCount, maxBytes, wanted);
    }

    static List<OutboxEntry> slice(
            NavigableMap<Long, OutboxEntry> entries,
            long after,
            int maxCount,
            long maxBytes,
            Predicate<OutboxEntry> wanted) {
        List<OutboxEntry> slice = new ArrayList<>();
        long bytes = 0;
        for (OutboxEntry entry : entries.tailMap(after, false).values()) {
            if (!wanted.test(entry)) {
                continue;
            }
            bytes += entry.size();
            if (!slice.isEmpty() && (slice.size() >= maxCount || bytes > maxBytes)) {
                break;
            }
            slice.add(entry);
        }
        return slice;
    }

    @Override
    public List<OutboxEntry> entries(List<Long> seqs) {
        NavigableMap<Long, OutboxEntry> outbox = turn.data().outbox;
        List<OutboxEntry> there = new ArrayList<>();
        for (Long seq : seqs) {
            OutboxEntry entry = outbox.get(seq);
            if (entry != null) {
                there.add(entry);
            }
        }
        return there;
    }

    @Override
    public void settle(List<Long> seqs) {
        MemoryData data = turn.dataToWrite();
        for (Long seq : seqs) {
            Mutation settled = take(data, seq, "settled").mutation();
            if (turn.hasClocks(settled.collection())) {
                MemoryClocks.settled(data, settled);
            }
        }
    }

    /** Takes an entry out, with what is known of the row below it. */
    static OutboxEntry take(MemoryData data, long seq, String what) {
        OutboxEntry entry = takeWithImage(data, seq, what);
        if (!data.images.isEmpty()) {
            data.imagesToWrite().remove(entry.mutation().id());
        }
        return entry;
    }

    /** Takes an entry out, and leaves what is known of the row below it. */
    static OutboxEntry takeWithImage(MemoryData data, long seq, String what) {
        OutboxEntry entry = data.outboxToWrite().remove(seq);
        if (entry == null) {
            throw new IllegalStateException(
                    "entry " + seq + " is not in the outbox and cannot be " + what + "; roll back");
        }
        return entry;
    }

    @Override
    public void renumber(List<Long> seqs) {
        MemoryData data = turn.dataToWrite();
        for (Long seq : seqs) {
            Mutation refused = data.refusedToWrite().remove(seq);
            if (refused != null) {
                data.refusedToWrite().put(++data.lastSeq, refused);
            } else {
                OutboxEntry entry = takeWithImage(data, seq, "renumbered");
                append(data, entry.mutation(), entry.size());
            }
        }
    }

    @Override
    public boolean holds(Mutation mutation) {
        MemoryData data = turn.data();
        return data.parked.containsKey(mutation.id())
                || data.outbox.values().stream()
                        .anyMatch(entry -> entry.mutation().id().equals(mutation.id()));
    }

    @Override
    public OutboxCounts counts() {
        return turn.data().counts();
    }

    @Override
    public @Nullable Batch batch() {
        return turn.data().batch;
    }

    @Override
    public void batch(@Nullable Batch batch) {
        turn.dataToWrite().batch = batch;
    }
}
