package dev.mooring.sync.internal.outbox;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The mutations on top of the confirmed state in the app's rows: the unsettled ones and the refused ones that stay, by number. A
 * refused one keeps its number of the outbox, so it lies below the ones that wait for it.
 */
public final class Overlay {
    private static final Comparator<OutboxEntry> ORDER = Comparator.comparingLong(OutboxEntry::seq);

    private Overlay() {}

    /** The next ones behind a number, as many as can be held in memory; at least one if there is one. */
    public static List<OutboxEntry> after(StorageTx<?> tx, long after) {
        return inOrder(
                tx.outbox().unsettled(after, Chunk.COUNT, Chunk.BYTES),
                tx.parked().refused(after, Chunk.COUNT, Chunk.BYTES));
    }

    /** The same of one key. */
    public static List<OutboxEntry> after(StorageTx<?> tx, Key key, long after) {
        String collection = key.collection();
        return inOrder(
                tx.outbox().unsettled(collection, key.key(), after, Chunk.COUNT, Chunk.BYTES),
                tx.parked().refused(collection, key.key(), after, Chunk.COUNT, Chunk.BYTES));
    }

    private static List<OutboxEntry> inOrder(List<OutboxEntry> unsettled, List<OutboxEntry> refused) {
        if (unsettled.isEmpty() || refused.isEmpty()) {
            return unsettled.isEmpty() ? refused : unsettled;
        }
        // Only up to the end that comes first, as after it that list may have entries that were not read.
        long end = Math.min(last(unsettled), last(refused));
        List<OutboxEntry> both = merged(unsettled, refused);
        both.removeIf(entry -> entry.seq() > end);
        return both;
    }

    private static long last(List<OutboxEntry> entries) {
        return entries.get(entries.size() - 1).seq();
    }

    /** Those with these numbers, in order. */
    public static List<OutboxEntry> entries(StorageTx<?> tx, List<Long> seqs) {
        List<OutboxEntry> unsettled = tx.outbox().entries(seqs);
        return unsettled.size() == seqs.size()
                ? unsettled
                : merged(unsettled, tx.parked().refused(seqs));
    }

    private static List<OutboxEntry> merged(List<OutboxEntry> some, List<OutboxEntry> others) {
        List<OutboxEntry> merged = new ArrayList<>(some);
        merged.addAll(others);
        merged.sort(ORDER);
        return merged;
    }

    /** What the entries hold. */
    public static List<Mutation> mutations(List<OutboxEntry> entries) {
        List<Mutation> mutations = new ArrayList<>(entries.size());
        for (OutboxEntry entry : entries) {
            mutations.add(entry.mutation());
        }
        return mutations;
    }

    /** The numbers of entries. */
    public static List<Long> seqs(Collection<OutboxEntry> entries) {
        List<Long> seqs = new ArrayList<>(entries.size());
        for (OutboxEntry entry : entries) {
            seqs.add(entry.seq());
        }
        return seqs;
    }

    /** Whether any refused mutation is in the rows. */
    public static boolean anyRefused(StorageTx<?> tx) {
        return !tx.parked().refused(0, 1, 1).isEmpty();
    }

    /**
     * Where refused ones lie among entries.
     *
     * @param stays whether mutations that are refused from here on stay in the rows
     */
    public static RefusedBelow buried(StorageTx<?> tx, Collection<OutboxEntry> entries, boolean stays) {
        if (entries.isEmpty() || !anyRefused(tx)) {
            return stays ? new RefusedBelow(Collections.emptyMap(), true) : RefusedBelow.NONE;
        }
        Map<Key, Long> first = new HashMap<>();
        for (OutboxEntry entry : entries) {
            first.computeIfAbsent(Key.of(entry.mutation()), key -> {
                List<OutboxEntry> refused = tx.parked().refused(key.collection(), key.key(), 0, 1, 1);
                return refused.isEmpty() ? null : refused.get(0).seq();
            });
        }
        return new RefusedBelow(first, stays);
    }
}
