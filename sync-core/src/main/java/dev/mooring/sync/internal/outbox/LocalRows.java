package dev.mooring.sync.internal.outbox;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.Reference;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells whether a row is pending, quarantined or set aside here, so that it may still come to the server. For one transaction. */
public final class LocalRows {
    private static final int CHUNK = 256;

    /** So many mutations are looked through for rows that go by another name. */
    private static final int MOST = 20_000;

    private final StorageTx<?> tx;
    private final Transport transport;
    private @Nullable Map<Reference, Key> aliases;
    private @Nullable Set<Key> quarantined;

    public LocalRows(StorageTx<?> tx, Transport transport) {
        this.tx = tx;
        this.transport = transport;
    }

    /** Whether the server is known to have the row. A tombstone is no row. */
    public static boolean isConfirmed(StorageTx<?> tx, Key key) {
        Confirmed row = tx.confirmed().get(key.collection(), key.key());
        return row != null && !row.change().tombstone();
    }

    /** The row's own key; null if it is not here. */
    public @Nullable Key find(Reference reference) {
        Key key = new Key(reference.collection(), reference.key());
        return is(key) ? key : aliases().get(reference);
    }

    /** Whether it is here; with an empty key, whether anything of its collection is to be sent. */
    public boolean is(Key key) {
        if (key.key().isEmpty()) {
            return lastOf(key.collection(), Long.MAX_VALUE, any -> true) > 0;
        }
        return !tx.outbox()
                        .unsettled(key.collection(), key.key(), 0, 1, Long.MAX_VALUE)
                        .isEmpty()
                || quarantined().contains(key)
                || tx.aside().holds(key.collection(), key.key());
    }

    /** Sequence number of the last pending mutation of a collection up to then; 0 if there is none. */
    public long lastOf(String collection, long upTo, Predicate<OutboxEntry> which) {
        long[] last = {0};
        unsettled(entry -> {
            boolean counts =
                    entry.seq() <= upTo && entry.mutation().collection().equals(collection) && which.test(entry);
            last[0] = counts ? entry.seq() : last[0];
        });
        return last[0];
    }

    private void unsettled(Consumer<OutboxEntry> each) {
        long after = 0;
        for (int looked = 0; looked < MOST; ) {
            List<OutboxEntry> chunk = tx.outbox().unsettled(after, CHUNK, Chunk.BYTES);
            for (OutboxEntry entry : chunk) {
                after = entry.seq();
                each.accept(entry);
            }
            looked += chunk.size();
            if (chunk.isEmpty()) {
                return;
            }
        }
    }

    private Set<Key> quarantined() {
        Set<Key> keys = quarantined;
        if (keys == null) {
            keys = new HashSet<>();
            Set<Key> all = keys;
            parked(mutation -> all.add(Key.of(mutation)));
            quarantined = keys;
        }
        return keys;
    }

    private void parked(Consumer<Mutation> each) {
        List<ParkedMutation> parked;
        long skip = 0;
        do {
            parked = tx.parked().list(MutationState.QUARANTINED, skip, CHUNK);
            parked.forEach(one -> each.accept(one.mutation()));
            skip += parked.size();
        } while (parked.size() == CHUNK);
    }

    private Map<Reference, Key> aliases() {
        Map<Reference, Key> known = aliases;
        if (known == null) {
            known = new HashMap<>();
            Map<Reference, Key> all = known;
            Consumer<Mutation> add = mutation -> {
                String alias = transport.alias(mutation);
                if (!alias.isEmpty()) {
                    all.put(new Reference(mutation.collection(), alias), Key.of(mutation));
                }
            };
            unsettled(entry -> add.accept(entry.mutation()));
            parked(add);
            aliases = known;
        }
        return known;
    }
}
