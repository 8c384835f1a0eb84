package dev.mooring.sync.internal.merge;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.merge.KeyRule.News;
import dev.mooring.sync.internal.merge.Transition.KeyNews;
import dev.mooring.sync.internal.merge.Transition.Parked;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.RefusedBelow;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.HeldBack;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.SyncState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The merge where the server keeps keys and no log. Pure, as {@link Merge} is.
 *
 * <p>{@link KeyRule} says what each change is to its key:
 * <ol>
 *   <li><b>no news</b>: the state that is confirmed already, or the very text of it, which is not read then. So an overlap, a page that comes twice and a listing of all
 *       there is apply nothing twice (I5);
 *   <li><b>ours</b>: the state that a pending mutation of the key asks for. It and those before it are acknowledged, whatever
 *       answer got lost, as of a key only the last state counts (I7);
 *   <li><b>late</b>: an older state than the one that this client wrote and the server had confirmed, under a policy that
 *       defends: noted, not applied, and our write goes out again;
 *   <li><b>foreign</b>: applied. Each pending mutation of the key is in conflict with it, and the policy decides.
 * </ol>
 *
 * <p>A slice is taken in change by change, as a change does not meet what has lost to the one before it: {@link #judge} tells the
 * conflicts of a change, {@link #take} gets the verdicts on them, and {@link #end} tells what to do.
 */
public final class KeyMerge {
    private final SyncState state;
    private final Set<String> unlisted;
    private final KeyRule rule;
    private final Map<Key, Confirmed> known;
    private final Map<Key, List<Candidate>> pending;
    private final Map<Key, Confirmed> rows = new LinkedHashMap<>();
    private final List<Key> seen = new ArrayList<>();
    private final List<Confirmed> defended = new ArrayList<>();
    private final List<Confirmed> aged = new ArrayList<>();
    private final List<OutboxEntry> acked = new ArrayList<>();
    private final List<Parked> superseded = new ArrayList<>();
    private final List<Change> applied = new ArrayList<>();
    private final List<OutboxEntry> overtaken = new ArrayList<>(0);
    private final RefusedBelow buried;
    private @Nullable Instant latest;

    /**
     * Before a slice of the server's changes.
     *
     * @param state where we are
     * @param unlisted collections that no listing shows
     * @param known what is confirmed of the slice's keys
     * @param pending unsettled entries of the slice's keys, each list in outbox order
     * @param rule what a change is to its key
     * @param buried refused mutations that stay in the rows
     */
    public KeyMerge(
            SyncState state,
            Set<String> unlisted,
            Map<Key, Confirmed> known,
            Map<Key, List<Candidate>> pending,
            KeyRule rule,
            RefusedBelow buried) {
        this.state = state;
        this.unlisted = unlisted;
        this.known = known;
        this.pending = new HashMap<>(pending);
        this.rule = rule;
        this.buried = buried;
    }

    /**
     * Takes in rows that are told as the same text as before, so that they are no news, whoever reads them.
     *
     * @param keys of the rows; no other change of the slice is about one of them
     * @param stamp the latest of theirs; null if none has one
     */
    public void same(Collection<Key> keys, @Nullable Instant stamp) {
        keys.forEach(this::see);
        latest = stamp;
    }

    /** What the next change of the slice is, behind those that were taken in. */
    public News judge(Incoming incoming) {
        Key key = Key.of(incoming);
        Confirmed before = rows.containsKey(key) ? rows.get(key) : known.get(key);
        return rule.of(unlisted.contains(key.collection()))
                .judge(before, pending.getOrDefault(key, Collections.emptyList()), incoming);
    }

    /**
     * Takes it in.
     *
     * @param verdicts one on each of its conflicts
     */
    public void take(News news, List<Resolution> verdicts) {
        Incoming incoming = news.incoming();
        Key key = Key.of(incoming);
        Confirmed before = news.before();
        List<Candidate> waiting = news.waiting();
        if (news.older() && before != null && !unlisted.contains(key.collection())) {
            aged.add(before);
        }
        switch (news.kind()) {
            case UNKNOWN -> {
                if (rule.defends() && incoming.stamp() != null) {
                    // The next write here is made on top of this row, so it must get a later stamp.
                    rows.put(key, row(incoming, null));
                }
            }
            case NO_NEWS -> unchanged(key, Objects.requireNonNull(before), incoming);
            case AGED -> {
                if (!Objects.requireNonNull(before).change().tombstone()) {
                    see(key); // The server has the row, though an older state of it.
                }
            }
            case OURS -> {
                rows.put(key, row(incoming, waiting.get(news.ours() - 1)));
                waiting.subList(0, news.ours()).forEach(candidate -> ack(candidate.entry()));
                pending.put(key, new ArrayList<>(waiting.subList(news.ours(), waiting.size())));
            }
            case LATE -> {
                rows.put(key, row(incoming, null));
                if (waiting.isEmpty()) {
                    defended.add(Objects.requireNonNull(before));
                } else {
                    // The pending mutations were made on top of our write, so they are sent in its place.
                    applied.add(incoming.change());
                }
            }
            case FOREIGN -> {
                rows.put(key, row(incoming, null));
                applied.add(incoming.change());
                pending.put(key, staying(waiting, incoming, verdicts));
            }
        }
    }

    /**
     * What is to be done.
     *
     * @param after the true position behind the slice, or null if it has none
     */
    public Transition end(@Nullable Cursor after) {
        acked.sort(Comparator.comparingLong(OutboxEntry::seq));
        superseded.sort(Comparator.comparingLong(parked -> parked.entry().seq()));
        return transition(Collections.emptyList(), after == null ? state : state.moved(after, state.position()));
    }

    /** One that lay above a refused one is below it from here on. */
    private void ack(OutboxEntry entry) {
        acked.add(entry);
        if (buried.isBelow(entry)) {
            overtaken.add(entry);
            applied.add(Change.of(entry.mutation(), Change.NO_POSITION, ""));
        }
    }

    private void unchanged(Key key, Confirmed before, Incoming incoming) {
        Instant stamp = before.stamp();
        Instant told = incoming.stamp();
        boolean later = stamp != null && told != null && told.isAfter(stamp);
        if (later || !(incoming.told().isEmpty() || incoming.told().equals(before.told()))) {
            rows.put(
                    key,
                    new Confirmed(
                            before.change(),
                            before.echo(),
                            later ? told : stamp,
                            before.own(),
                            listing(key.collection()),
                            incoming.told()));
        } else {
            see(key);
        }
    }

    private void see(Key key) {
        if (!unlisted.contains(key.collection())) {
            seen.add(key);
        }
    }

    /** Under which listing a row is noted. */
    private long listing(String collection) {
        return unlisted.contains(collection) ? Confirmed.UNLISTED : state.listing();
    }

    /** Those that stay; the others are superseded. */
    private List<Candidate> staying(List<Candidate> waiting, Incoming incoming, List<Resolution> verdicts) {
        Merge.checkVerdicts(waiting.size(), verdicts);
        List<Candidate> staying = new ArrayList<>(waiting.size());
        for (int i = 0; i < waiting.size(); i++) {
            if (verdicts.get(i) == Resolution.RESEND) {
                staying.add(waiting.get(i));
            } else {
                superseded.add(new Parked(waiting.get(i).entry(), KeyRule.lostTo(incoming)));
            }
        }
        return staying;
    }

    /** Of our own write more is known than the server may tell, as of something that is gone: its stamp, and its payload. */
    private Confirmed row(Incoming incoming, @Nullable Candidate own) {
        if (own == null) {
            long listing = listing(incoming.change().collection());
            return new Confirmed(incoming.change(), incoming.echo(), incoming.stamp(), false, listing, incoming.told());
        }
        Change told = incoming.change();
        Instant stamp = incoming.stamp() == null ? own.stamp() : incoming.stamp();
        Change change = told.tombstone() ? Change.of(own.entry().mutation(), told.position(), told.origin()) : told;
        return new Confirmed(change, incoming.echo(), stamp, true, listing(change.collection()), incoming.told());
    }

    /**
     * Takes the answer to a push in.
     *
     * @param state where we are; it does not move
     * @param unlisted collections that no listing shows
     * @param known what is confirmed of the keys that are in conflict, and of all members' keys while rows are held back
     * @param members of the batch, in outbox order, those included that were not sent as a later one of their key was
     * @param outcomes what the server said
     * @param origin how the server names this client
     * @param before refused mutations that stay in the rows
     * @return what to do; members without an outcome keep their place
     */
    public static Transition settle(
            SyncState state,
            Set<String> unlisted,
            Map<Key, Confirmed> known,
            List<Candidate> members,
            List<Outcome> outcomes,
            String origin,
            RefusedBelow before) {
        Map<UUID, Candidate> left = new LinkedHashMap<>();
        Map<UUID, OutboxEntry> entries = new HashMap<>();
        Map<Key, List<Candidate>> keys = new HashMap<>();
        members.forEach(member -> {
            keys.computeIfAbsent(Key.of(member.entry().mutation()), key -> new ArrayList<>(1))
                    .add(member);
            left.put(member.entry().mutation().id(), member);
            entries.put(member.entry().mutation().id(), member.entry());
        });
        KeyMerge merge = new KeyMerge(
                state,
                unlisted,
                known,
                Collections.emptyMap(),
                new KeyRule(false, false),
                before.with(Merge.rejected(entries, outcomes)));
        List<Parked> rejected = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            Candidate sent = left.remove(outcome.mutation());
            if (sent == null) {
                throw Merge.notInBatch(outcome);
            }
            if (outcome instanceof Outcome.Accepted || outcome instanceof Outcome.Duplicate) {
                merge.accepted(sent, keys, left, origin);
            } else if (outcome instanceof Outcome.Rejected refusal) {
                rejected.add(new Parked(sent.entry(), refusal.reason()));
            } else if (outcome instanceof Outcome.Conflict) {
                merge.unknown(Key.of(sent.entry().mutation()));
            }
        }
        merge.acked.sort(Comparator.comparingLong(OutboxEntry::seq));
        return merge.transition(rejected, state);
    }

    /** The key is as the mutation asked for, so everything before it is done as well. */
    private void accepted(Candidate sent, Map<Key, List<Candidate>> keys, Map<UUID, Candidate> left, String origin) {
        Key key = Key.of(sent.entry().mutation());
        for (Candidate other : keys.getOrDefault(key, Collections.emptyList())) {
            boolean before = other.entry().seq() < sent.entry().seq();
            if (before && left.remove(other.entry().mutation().id()) != null) {
                ack(other.entry());
            }
        }
        ack(sent.entry());
        Change change = Change.of(sent.entry().mutation(), Change.NO_POSITION, origin);
        rows.put(key, new Confirmed(change, sent.echo(), sent.stamp(), true, listing(key.collection())));
    }

    /** What the server has of the key is news again, so that the next pull brings it before the policy. */
    private void unknown(Key key) {
        Confirmed row = known.get(key);
        if (row != null) {
            rows.put(key, new Confirmed(row.change(), "", row.stamp(), row.own(), row.listing()));
        }
    }

    private Transition transition(List<Parked> rejected, SyncState moved) {
        Transition transition = new Transition(
                acked,
                overtaken,
                superseded,
                rejected,
                applied,
                Collections.emptyList(),
                new KeyNews(new ArrayList<>(rows.values()), seen, defended, aged, latest),
                Transition.CellNews.NONE,
                settling(moved));
        Merge.checkFates(transition);
        return transition;
    }

    /** Rows that were held back, as a listing did not show them, and that are known to be gone now, are no longer held back. */
    private SyncState settling(SyncState moved) {
        HeldBack held = moved.held();
        if (held.rows() == 0) {
            return moved;
        }
        long gone = 0;
        for (Map.Entry<Key, Confirmed> each : rows.entrySet()) {
            Confirmed before = known.get(each.getKey());
            if (before != null
                    && !before.change().tombstone()
                    && before.listing() < held.from()
                    && each.getValue().change().tombstone()) {
                gone++;
            }
        }
        long left = Math.max(0, held.rows() - gone);
        return gone == 0 ? moved : moved.holding(left == 0 ? HeldBack.none(held.surplus()) : held.of(left));
    }
}
