package dev.mooring.sync.internal.rows;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.spi.storage.FoldingHandler;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the mutations that lie in the row of a key do together where very many are unsettled, worked out before the write
 * transaction that needs it.
 *
 * <p>Reading and folding a hundred thousand mutations takes a second, and no other writer may wait for that. So a transaction that
 * finds such a key gives up ({@link Missing}), the key is read in a read transaction, and the first transaction begins again. What
 * was read stays true: new entries come only behind it, and only the lane takes entries away and knows which. If an earlier
 * mutation comes back, those behind it move to the end of the outbox, the last one too; then all is read again.
 *
 * <p>Only for collections whose handler folds. Any other handler works mutation by mutation, and takes its time.
 */
public final class FoldedKeys<DB> {
    /** How often a key may change while it is read. After that it is read in the write transaction, however long that takes. */
    private static final int ATTEMPTS = 20;

    private final @Nullable FoldingHandler<DB> handler;
    private final Map<Key, List<Part>> known = new HashMap<>();
    private int attempts;

    public FoldedKeys(ChangeHandler<DB> handler) {
        this.handler = handler instanceof FoldingHandler<DB> folding ? folding : null;
    }

    /** Some entries of a key that follow each other. */
    private record Part(long first, long last, Object folded) {}

    /** Whether a key's mutations are folded if there are very many. */
    public boolean folds(Key key) {
        FoldingHandler<DB> folding = handler;
        return folding != null && attempts < ATTEMPTS && folding.folds(key.collection());
    }

    /** Whether a key was read, and nothing but its first entries, or such as are leaving, can be gone since. */
    boolean holds(StorageTx<DB> tx, Key key) {
        List<Part> parts = known.get(key);
        if (parts == null) {
            return false;
        }
        long last = parts.get(parts.size() - 1).last();
        if (Overlay.entries(tx, Collections.singletonList(last)).isEmpty()) {
            known.remove(key);
            return false;
        }
        return true;
    }

    /** Reads a key; not inside a write transaction. */
    public void read(Storage<DB> storage, Key key) {
        FoldingHandler<DB> folding = folding();
        attempts++;
        List<Part> parts = storage.<List<Part>, RuntimeException>read(tx -> {
            List<Part> read = new ArrayList<>();
            long after = 0;
            while (true) {
                List<OutboxEntry> chunk = chunk(tx, key, after);
                if (chunk.isEmpty()) {
                    return read;
                }
                after = chunk.get(chunk.size() - 1).seq();
                read.add(new Part(chunk.get(0).seq(), after, folding.fold(null, Overlay.mutations(chunk))));
            }
        });
        if (!parts.isEmpty()) {
            known.put(key, parts);
        }
    }

    /** What the entries of a key do together without some of them; null if none are left. */
    @Nullable
    Object rest(StorageTx<DB> tx, Key key, Set<Long> leaving) {
        FoldingHandler<DB> folding = folding();
        long first = Math.min(
                first(tx.outbox().unsettled(key.collection(), key.key(), 0, 1, 1)),
                first(tx.parked().refused(key.collection(), key.key(), 0, 1, 1)));
        Object sum = null;
        long after = 0;
        for (Part part : known.getOrDefault(key, Collections.emptyList())) {
            after = part.last();
            if (part.last() < first) {
                continue;
            }
            if (part.first() >= first && leaving.stream().noneMatch(seq -> seq >= part.first() && seq <= part.last())) {
                sum = sum == null ? part.folded() : folding.join(sum, part.folded());
                continue;
            }
            List<OutboxEntry> left = chunk(tx, key, part.first() - 1);
            left.removeIf(entry -> entry.seq() > part.last() || leaving.contains(entry.seq()));
            sum = left.isEmpty() ? sum : folding.fold(sum, Overlay.mutations(left));
        }
        while (true) {
            List<OutboxEntry> added = chunk(tx, key, after);
            if (added.isEmpty()) {
                return sum;
            }
            after = added.get(added.size() - 1).seq();
            added.removeIf(entry -> leaving.contains(entry.seq()));
            sum = added.isEmpty() ? sum : folding.fold(sum, Overlay.mutations(added));
        }
    }

    private static List<OutboxEntry> chunk(StorageTx<?> tx, Key key, long after) {
        return new ArrayList<>(Overlay.after(tx, key, after));
    }

    private static long first(List<OutboxEntry> head) {
        return head.isEmpty() ? Long.MAX_VALUE : head.get(0).seq();
    }

    private FoldingHandler<DB> folding() {
        FoldingHandler<DB> folding = handler;
        if (folding == null) {
            throw new IllegalStateException("the handler does not fold");
        }
        return folding;
    }

    /** A key has very many unsettled mutations and was not read; the transaction is rolled back and begins again. */
    public static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Key key;

        public Missing(Key key) {
            super("a key has very many unsettled mutations; it is read first", null, false, false);
            this.key = key;
        }

        public Key key() {
            return key;
        }
    }
}
