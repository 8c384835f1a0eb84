package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.LocalRows;
import dev.mooring.sync.spi.Reference;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.status.SyncStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose mutations wait for another row: the server has refused them because it lacks that row, and the row is pending,
 * quarantined or set aside here. They are not sent until the row is there, until nobody here knows it any more, or until an edit
 * refers to another row. Then they are sent again, and the server decides.
 *
 * <p>It lives as long as the lane, on its thread. After a restart the first push that holds one of them is refused once and shows
 * all of them again, see {@code Orphaned}.
 */
public final class Waits {
    private static final int CHUNK = 256;

    private final Map<Key, Wait> waiting = new LinkedHashMap<>();
    private List<OutboxEntry> news = new ArrayList<>();

    /**
     * A key that waits.
     *
     * @param parent what is waited for
     * @param known whether the server was known to have it when it said that it has not
     * @param seq of the last mutation that was refused
     * @param upTo of a collection that is waited for, the last one that counts
     */
    record Wait(Key parent, boolean known, long seq, long upTo) {}

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether the mutations of a key wait. */
    public boolean holds(Key key) {
        return waiting.containsKey(key);
    }

    /** Whether a mutation waits. */
    public boolean holds(OutboxEntry entry) {
        return !waiting.isEmpty() && waiting.containsKey(Key.of(entry.mutation()));
    }

    /** Who began to wait when the last batch was refused. */
    public List<OutboxEntry> news() {
        return news;
    }

    /** What is told of them; null if there are none. */
    public SyncStatus.@Nullable Waiting told() {
        for (Map.Entry<Key, Wait> first : waiting.entrySet()) {
            Key parent = first.getValue().parent();
            return new SyncStatus.Waiting(
                    waiting.size(),
                    first.getKey().collection(),
                    first.getKey().key(),
                    parent.collection(),
                    parent.key());
        }
        return null;
    }

    /** A batch was answered: what is added from here on is news. */
    void answered() {
        news = new ArrayList<>();
    }

    /** Lets a mutation wait, unless the other row waits for it, so that neither would ever go. */
    boolean add(StorageTx<?> tx, LocalRows here, OutboxEntry entry, Key parent) {
        Key child = Key.of(entry.mutation());
        long upTo = parent.key().isEmpty() ? last(here, parent, child, Long.MAX_VALUE) : 0;
        if (isBehind(parent, child) || (parent.key().isEmpty() && upTo == 0)) {
            return false;
        }
        waiting.put(child, new Wait(parent, LocalRows.isConfirmed(tx, parent), entry.seq(), upTo));
        news.add(entry);
        return true;
    }

    /** The last one of a collection that can still be sent. One that itself waits is not waited for. */
    private long last(LocalRows here, Key collection, Key child, long upTo) {
        return here.lastOf(
                collection.collection(),
                upTo,
                entry -> !holds(entry) && !Key.of(entry.mutation()).equals(child));
    }

    private boolean isHere(LocalRows here, Key child, Wait wait) {
        return wait.parent().key().isEmpty()
                ? last(here, wait.parent(), child, wait.upTo()) > 0
                : here.is(wait.parent());
    }

    private boolean isBehind(Key parent, Key child) {
        Key at = parent;
        for (int steps = 0; steps <= waiting.size(); steps++) {
            if (at.equals(child)) {
                return true;
            }
            Wait wait = waiting.get(at);
            if (wait == null) {
                return false;
            }
            at = wait.parent();
        }
        return true;
    }

    /** Releases those whose row has come, whose row cannot be expected any more, or that refer to another row by now. */
    void look(StorageTx<?> tx, Transport transport) {
        LocalRows here = new LocalRows(tx, transport);
        for (Key child : new ArrayList<>(waiting.keySet())) {
            Wait wait = waiting.get(child);
            OutboxEntry last = wait == null ? null : last(tx, child, wait.seq());
            if (wait == null || last == null || goes(tx, transport, here, child, wait, last)) {
                waiting.remove(child); // If there is no mutation, the app has dropped it.
            } else {
                waiting.put(child, new Wait(wait.parent(), wait.known(), last.seq(), wait.upTo()));
            }
        }
    }

    private boolean goes(StorageTx<?> tx, Transport transport, LocalRows here, Key child, Wait wait, OutboxEntry last) {
        boolean come = !wait.known() && LocalRows.isConfirmed(tx, wait.parent());
        boolean edited = last.seq() > wait.seq();
        return come
                || !isHere(here, child, wait)
                || (edited && !refers(transport, here, last.mutation(), wait.parent()));
    }

    private static boolean refers(Transport transport, LocalRows here, Mutation mutation, Key parent) {
        for (Reference reference : transport.references(mutation)) {
            if (parent.equals(here.find(reference))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable OutboxEntry last(StorageTx<?> tx, Key key, long from) {
        OutboxEntry last = null;
        long after = from - 1;
        while (true) {
            List<OutboxEntry> chunk = tx.outbox().unsettled(key.collection(), key.key(), after, CHUNK, Chunk.BYTES);
            if (chunk.isEmpty()) {
                return last;
            }
            last = chunk.get(chunk.size() - 1);
            after = last.seq();
        }
    }
}
