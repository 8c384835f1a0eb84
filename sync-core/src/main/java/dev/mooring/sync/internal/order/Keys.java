package dev.mooring.sync.internal.order;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.merge.Candidate;
import dev.mooring.sync.internal.merge.CrowdedKey;
import dev.mooring.sync.internal.merge.KeyMerge;
import dev.mooring.sync.internal.merge.KeyRule;
import dev.mooring.sync.internal.merge.KeyRule.News;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Verdicts;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.outbox.RefusedBelow;
import dev.mooring.sync.internal.outbox.UnsettledByKey;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** No log: the last state of each key. A change of a key with pending mutations is a conflict. */
record Keys(Transport transport) implements ServerOrder {
    @Override
    public boolean pullsFirst(boolean atStart, boolean doubtful) {
        return true; // A push overwrites what the server has.
    }

    @Override
    public boolean goesOn() {
        return true;
    }

    @Override
    public boolean moreIsNews() {
        return false; // More pages may bring nothing new, as a listing shows known rows, too.
    }

    @Override
    public boolean sendsUnread() {
        return false;
    }

    /** Also if the server took the key some time ago: another writer may have overwritten it since. */
    @Override
    public boolean disputes(Outcome outcome) {
        return outcome instanceof Outcome.Conflict || outcome instanceof Outcome.Duplicate;
    }

    @Override
    public boolean keepsRows() {
        return true;
    }

    @Override
    public long confirmed(StorageTx<?> tx) {
        return tx.confirmed().count(Long.MAX_VALUE);
    }

    /** The merge sets them aside, as it knows which changes need not be read. */
    @Override
    public List<Incoming> readable(StorageTx<?> tx, List<Incoming> slice) {
        return slice;
    }

    @Override
    public List<Incoming> fetched(StorageTx<?> tx, List<Incoming> slice) {
        return UnreadableChanges.keep(tx, slice, unlisted());
    }

    @Override
    public List<Transition> merge(
            StorageTx<?> tx,
            List<Incoming> told,
            @Nullable Cursor after,
            Verdicts verdicts,
            Bounds bounds,
            Consumer<Transition> writing) {
        SameAsTold same = SameAsTold.of(tx, told);
        List<Incoming> slice = UnreadableChanges.keep(tx, same.rest(), unlisted());
        if (slice.isEmpty() && same.keys().isEmpty()) {
            return Collections.emptyList();
        }
        Map<Key, Confirmed> known = known(tx, Candidate.keys(slice));
        Set<Key> news = new HashSet<>();
        for (Incoming incoming : slice) {
            Key key = Key.of(incoming);
            if (!KeyRule.isNoNews(known.get(key), incoming)) {
                news.add(key);
            }
        }
        KeyRule rule = new KeyRule(verdicts.defends(), bounds.holdsAged());
        UnsettledByKey unsettled = new UnsettledByKey(tx);
        Map<Key, List<Candidate>> pending = new HashMap<>();
        List<OutboxEntry> first = new ArrayList<>();
        Verdicts asked = verdicts;
        for (Key key : unsettled.isEmpty() ? Collections.<Key>emptySet() : news) {
            List<OutboxEntry> entries =
                    unsettled.of(key, bounds.bounded() ? UnsettledByKey.MANY + 1 : Integer.MAX_VALUE);
            if (entries.isEmpty()) {
                continue;
            }
            if (bounds.bounded() && entries.size() > UnsettledByKey.MANY) {
                CrowdedKey crowd = bounds.crowd();
                if (crowd == null || !crowd.isTrue(tx, key)) {
                    KeyRule judges = rule.of(unlisted().contains(key.collection()));
                    throw new CrowdedKey.Missing(key, transport, verdicts, judges);
                }
                entries = crowd.isWhole() ? unsettled.of(key, Integer.MAX_VALUE) : crowd.members(tx);
                asked = crowd.isWhole() ? verdicts : verdicts.knowing(crowd.decided(entries));
            }
            pending.put(key, Candidate.all(transport, entries));
            first.add(entries.get(0));
        }
        RefusedBelow buried = Overlay.buried(tx, first, false);
        KeyMerge merge = new KeyMerge(tx.cursor().state(), unlisted(), known, pending, rule, buried);
        merge.same(same.keys(), same.latest());
        for (Incoming incoming : slice) {
            News next = merge.judge(incoming);
            merge.take(next, asked.on(next.conflicts()));
        }
        Transition transition = merge.end(after);
        writing.accept(transition);
        return Collections.singletonList(transition);
    }

    @Override
    public Transition settle(
            StorageTx<?> tx,
            List<OutboxEntry> members,
            List<OutboxEntry> sent,
            List<Outcome> outcomes,
            Cursor behind,
            RefusedBelow buried) {
        SyncState state = tx.cursor().state();
        return KeyMerge.settle(
                state,
                unlisted(),
                known(tx, asked(state, sent, outcomes)),
                Candidate.all(transport, members),
                outcomes,
                transport.capabilities().origin(),
                buried);
    }

    /** The keys of which it matters what was confirmed: nearly always none, as most are taken. */
    private static Set<Key> asked(SyncState state, List<OutboxEntry> sent, List<Outcome> outcomes) {
        Set<UUID> disputed = new HashSet<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Conflict) {
                disputed.add(outcome.mutation());
            }
        }
        Set<Key> keys = new HashSet<>();
        for (OutboxEntry entry : sent) {
            if (state.held().rows() > 0 || disputed.contains(entry.mutation().id())) {
                keys.add(Key.of(entry.mutation()));
            }
        }
        return keys;
    }

    private Set<String> unlisted() {
        return transport.capabilities().unlisted();
    }

    private static Map<Key, Confirmed> known(StorageTx<?> tx, Set<Key> keys) {
        Map<Key, Confirmed> known = new HashMap<>();
        for (Map.Entry<String, Set<String>> some : Key.byCollection(keys).entrySet()) {
            for (Confirmed row : tx.confirmed().get(some.getKey(), some.getValue())) {
                known.put(Key.of(row.change()), row);
            }
        }
        return known;
    }
}
