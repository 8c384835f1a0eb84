package dev.mooring.sync.internal.lane;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.merge.Buried;
import dev.mooring.sync.internal.merge.Candidate;
import dev.mooring.sync.internal.merge.Key;
import dev.mooring.sync.internal.merge.KeyMerge;
import dev.mooring.sync.internal.merge.Merge;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Confirmed;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.Transport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads what the merge of a slice needs to know, by the order that the server keeps. */
final class Slices {
    private final Transport transport;
    private final ConflictPolicy policy;

    Slices(Transport transport, ConflictPolicy policy) {
        this.transport = transport;
        this.policy = policy;
    }

    /** Merges a slice and hands on what is to be written, in parts as large as the outbox allows to hold beside them. */
    List<Transition> merge(
            StorageTx<?> tx, List<Incoming> slice, @Nullable Cursor after, Consumer<Transition> writing) {
        return merge(tx, slice, after, Bounds.NONE, writing);
    }

    /**
     * How a slice is merged.
     *
     * @param holdsAged whether own writes in whose place the server shows older ones stay
     * @param bounded whether a key with very many unsettled mutations has to be read before, see {@link Crowd}
     * @param crowd such a key, if it was read; its change is alone in the slice
     */
    record Bounds(
            boolean holdsAged, boolean bounded, @Nullable Crowd crowd) {
        static final Bounds NONE = new Bounds(false, false, null);
    }

    /**
     * The same within bounds.
     *
     * @throws Crowd.Missing if a key has to be read before
     */
    List<Transition> merge(
            StorageTx<?> tx,
            List<Incoming> slice,
            @Nullable Cursor after,
            Bounds bounds,
            Consumer<Transition> writing) {
        if (slice.isEmpty()) {
            return Collections.emptyList();
        }
        Order order = transport.capabilities().order();
        if (order == Order.SEQUENCE) {
            return byPlace(tx, slice, after, writing);
        }
        Transition transition = order == Order.KEYS ? byKey(tx, slice, after, bounds) : byArrival(tx, slice, after);
        writing.accept(transition);
        return Collections.singletonList(transition);
    }

    /** Works out what a change does to very many unsettled mutations of its key; not inside a write transaction. */
    Crowd crowd(StorageTx<?> tx, Key key, Incoming incoming, boolean holdsAged, boolean folds, int attempt) {
        return Crowd.read(tx, new Crowd.Question(key, incoming, policy, holdsAged, folds, attempt, this::candidates));
    }

    private List<Transition> byPlace(
            StorageTx<?> tx, List<Incoming> slice, @Nullable Cursor after, Consumer<Transition> writing) {
        List<Transition> done = new ArrayList<>(1);
        int from = 0;
        while (from < slice.size()) {
            int left = slice.size() - from;
            List<OutboxEntry> head = tx.sendable(0, left, Unsettled.CHUNK_BYTES);
            int part = head.size() < left && hasMore(tx, head) ? head.size() : left;
            Collection<OutboxEntry> entries = withBatch(tx, head);
            Transition transition = Merge.slice(
                    tx.state(),
                    candidates(entries),
                    slice.subList(from, from + part),
                    part == left ? after : null,
                    Order.SEQUENCE,
                    policy,
                    Laid.buried(tx, entries, false));
            writing.accept(transition);
            done.add(transition);
            from += part;
        }
        return done;
    }

    /** Nothing that is pending is in conflict; it can only turn up, and first of all what was sent last. */
    private Transition byArrival(StorageTx<?> tx, List<Incoming> slice, @Nullable Cursor after) {
        TreeMap<Long, OutboxEntry> entries = new TreeMap<>();
        Set<String> sent = new HashSet<>();
        Batch batch = tx.batch();
        for (OutboxEntry entry : batch == null ? Collections.<OutboxEntry>emptyList() : tx.entries(batch.members())) {
            entries.put(entry.seq(), entry);
            sent.add(transport.echo(entry.mutation()));
        }
        List<Incoming> others = new ArrayList<>(slice);
        others.removeIf(incoming -> !incoming.echo().isEmpty() && sent.contains(incoming.echo()));
        Unsettled unsettled = others.isEmpty() ? null : new Unsettled(tx);
        if (unsettled != null && !unsettled.isEmpty()) {
            for (Key key : keys(others)) {
                // Entries without a key are all alike; those that were sent are the oldest of them.
                int limit = key.key().isEmpty() ? slice.size() : Integer.MAX_VALUE;
                unsettled.of(key, limit).forEach(entry -> entries.put(entry.seq(), entry));
            }
        }
        Buried buried = Laid.buried(tx, entries.values(), false);
        return Merge.slice(tx.state(), candidates(entries.values()), slice, after, Order.ARRIVAL, policy, buried);
    }

    private Transition byKey(StorageTx<?> tx, List<Incoming> slice, @Nullable Cursor after, Bounds bounds) {
        Map<Key, Confirmed> known = known(tx, keys(slice));
        Set<Key> news = new HashSet<>();
        for (Incoming incoming : slice) {
            Key key = Key.of(incoming.change());
            if (!KeyMerge.isNoNews(known.get(key), incoming)) {
                news.add(key);
            }
        }
        Unsettled unsettled = new Unsettled(tx);
        Map<Key, List<Candidate>> pending = new HashMap<>();
        List<OutboxEntry> all = new ArrayList<>();
        ConflictPolicy decided = policy;
        for (Key key : unsettled.isEmpty() ? Collections.<Key>emptySet() : news) {
            List<OutboxEntry> entries = unsettled.of(key, bounds.bounded() ? Folds.MANY + 1 : Integer.MAX_VALUE);
            if (entries.isEmpty()) {
                continue;
            }
            if (bounds.bounded() && entries.size() > Folds.MANY) {
                Crowd crowd = bounds.crowd();
                if (crowd == null || !crowd.isTrue(tx, key)) {
                    throw new Crowd.Missing(key);
                }
                entries = crowd.isWhole() ? unsettled.of(key, Integer.MAX_VALUE) : crowd.members(tx);
                decided = crowd.isWhole() ? policy : crowd.decided(policy, entries);
            }
            pending.put(key, candidates(entries));
            all.add(entries.get(0));
        }
        Buried buried = Laid.buried(tx, all, false);
        return KeyMerge.slice(tx.state(), known, pending, slice, after, decided, buried, bounds.holdsAged());
    }

    /** What is confirmed of these keys. */
    static Map<Key, Confirmed> known(StorageTx<?> tx, Set<Key> keys) {
        Map<Key, Confirmed> known = new HashMap<>();
        for (Key key : keys) {
            Confirmed row = tx.confirmed(key.collection(), key.key());
            if (row != null) {
                known.put(key, row);
            }
        }
        return known;
    }

    /** Entries with all by which they are recognised. */
    List<Candidate> candidates(Collection<OutboxEntry> entries) {
        List<Candidate> candidates = new ArrayList<>(entries.size());
        for (OutboxEntry entry : entries) {
            candidates.add(new Candidate(entry, transport.echo(entry.mutation()), transport.stamp(entry.mutation())));
        }
        return candidates;
    }

    private static Set<Key> keys(List<Incoming> slice) {
        Set<Key> keys = new HashSet<>();
        for (Incoming incoming : slice) {
            keys.add(Key.of(incoming.change()));
        }
        return keys;
    }

    private static Collection<OutboxEntry> withBatch(StorageTx<?> tx, List<OutboxEntry> head) {
        TreeMap<Long, OutboxEntry> entries = new TreeMap<>();
        for (OutboxEntry entry : head) {
            entries.put(entry.seq(), entry);
        }
        // Also where nothing may be sent: a capture that was refused holds up its key, but not what is in flight.
        Batch batch = tx.batch();
        if (batch != null && !entries.keySet().containsAll(batch.members())) {
            for (OutboxEntry entry : tx.entries(batch.members())) {
                entries.put(entry.seq(), entry);
            }
        }
        return entries.values();
    }

    private static boolean hasMore(StorageTx<?> tx, List<OutboxEntry> head) {
        return !head.isEmpty()
                && !tx.sendable(head.get(head.size() - 1).seq(), 1, 1).isEmpty();
    }
}
