package dev.mooring.sync.internal.outbox;

import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The unsettled mutations of some keys, as they stand in a transaction: read at once where they are few, else key by key. */
public final class UnsettledByKey {
    /** From so many entries of one key on, they are very many. */
    public static final int MANY = 1024;

    private final StorageTx<?> tx;
    private final List<OutboxEntry> head;
    private final boolean whole;

    public UnsettledByKey(StorageTx<?> tx) {
        this.tx = tx;
        this.head = tx.outbox().unsettled(0, Chunk.COUNT, Chunk.BYTES);
        this.whole = head.isEmpty()
                || tx.outbox().unsettled(head.get(head.size() - 1).seq(), 1, 1).isEmpty();
    }

    public boolean isEmpty() {
        return head.isEmpty();
    }

    /** The first entries of a key, in order. */
    public List<OutboxEntry> of(Key key, int limit) {
        List<OutboxEntry> found = new ArrayList<>();
        if (whole) {
            for (OutboxEntry entry : head) {
                if (found.size() < limit && Key.of(entry.mutation()).equals(key)) {
                    found.add(entry);
                }
            }
            return found;
        }
        long after = 0;
        while (found.size() < limit) {
            List<OutboxEntry> next = tx.outbox()
                    .unsettled(
                            key.collection(),
                            key.key(),
                            after,
                            Math.min(Chunk.COUNT, limit - found.size()),
                            Chunk.BYTES);
            if (next.isEmpty()) {
                break;
            }
            found.addAll(next);
            after = next.get(next.size() - 1).seq();
        }
        return found;
    }

    /**
     * All that lies in the rows of these keys, see {@link Overlay}, by sequence number and in order, in chunks that can be held in
     * memory.
     */
    public List<List<Long>> chunks(Set<Key> keys) {
        return chunks(keys, key -> false);
    }

    /** The same, without the keys of very many entries that are written in another way, as the question says. */
    public List<List<Long>> chunks(Set<Key> keys, Predicate<Key> elsewhere) {
        TreeMap<Long, Integer> sizes = new TreeMap<>();
        boolean refused = Overlay.anyRefused(tx);
        if (whole) {
            for (OutboxEntry entry : head) {
                if (keys.contains(Key.of(entry.mutation()))) {
                    sizes.put(entry.seq(), entry.size());
                }
            }
        }
        for (Key key : keys) {
            if ((whole || lookUp(key, elsewhere, sizes)) && refused) {
                lookUpRefused(key, sizes);
            }
        }
        List<List<Long>> chunks = new ArrayList<>();
        long bytes = 0;
        for (var entry : sizes.entrySet()) {
            List<Long> last = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
            if (last == null || last.size() == Chunk.COUNT || bytes + entry.getValue() > Chunk.BYTES) {
                last = new ArrayList<>();
                chunks.add(last);
                bytes = 0;
            }
            last.add(entry.getKey());
            bytes += entry.getValue();
        }
        return chunks;
    }

    private void lookUpRefused(Key key, TreeMap<Long, Integer> sizes) {
        long after = 0;
        while (true) {
            List<OutboxEntry> next = tx.parked().refused(key.collection(), key.key(), after, Chunk.COUNT, Chunk.BYTES);
            if (next.isEmpty()) {
                return;
            }
            for (OutboxEntry entry : next) {
                sizes.put(entry.seq(), entry.size());
                after = entry.seq();
            }
        }
    }

    /** Returns false if it is written in another way. */
    private boolean lookUp(Key key, Predicate<Key> elsewhere, TreeMap<Long, Integer> sizes) {
        TreeMap<Long, Integer> own = new TreeMap<>();
        long after = 0;
        boolean asked = false;
        while (true) {
            List<OutboxEntry> next =
                    tx.outbox().unsettled(key.collection(), key.key(), after, Chunk.COUNT, Chunk.BYTES);
            if (next.isEmpty()) {
                sizes.putAll(own);
                return true;
            }
            for (OutboxEntry entry : next) {
                own.put(entry.seq(), entry.size());
                after = entry.seq();
            }
            if (!asked && own.size() >= MANY) {
                asked = true;
                if (elsewhere.test(key)) {
                    return false;
                }
            }
        }
    }
}
