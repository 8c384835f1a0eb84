package dev.mooring.sync.internal.order;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Conflict;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.order.Transition.KeyNews;
import dev.mooring.sync.internal.order.Transition.Parked;
import dev.mooring.sync.internal.outbox.Buried;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Confirmed;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.SyncState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The merge where the server keeps keys and no log. Pure, as {@link Merge} is.
 *
 * <p>What the server tells of a key is one of these, tried in this order:
 * <ol>
 *   <li><b>no news</b>: the state that is confirmed already. So an overlap, a page that comes twice and a listing of all
 *       there is apply nothing twice (I5);
 *   <li><b>ours</b>: the state that a pending mutation of the key asks for. It and those before it are acknowledged, whatever
 *       answer got lost, as of a key only the last state counts (I7);
 *   <li><b>late</b>: an older state than the one that this client wrote and the server had confirmed, under a policy that
 *       defends: noted, not applied, and our write goes out again;
 *   <li><b>foreign</b>: applied. Each pending mutation of the key is in conflict with it, and the policy decides.
 * </ol>
 */
public final class KeyMerge {
    private final SyncState state;
    private final ConflictPolicy policy;
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
    private final Buried buried;
    private final boolean holdsAged;

    private KeyMerge(
            SyncState state,
            Map<Key, Confirmed> known,
            Map<Key, List<Candidate>> pending,
            ConflictPolicy policy,
            Buried buried,
            boolean holdsAged) {
        this.buried = buried;
        this.holdsAged = holdsAged;
        this.state = state;
        this.known = known;
        this.pending = new HashMap<>(pending);
        this.policy = policy;
    }

    /**
     * Takes a slice of the server's changes in.
     *
     * @param state where we are
     * @param known what is confirmed of the slice's keys
     * @param pending unsettled entries of the slice's keys, each list in outbox order
     * @param slice in the server's order
     * @param after the true position behind the slice, or null if it has none
     * @param policy who wins
     * @param buried refused mutations that stay in the rows
     * @param holdsAged whether a state that is older than the confirmed one, by its writer's stamp, waits: the server may
     *     have been restored from an older copy
     * @return what to do
     */
    public static Transition slice(
            SyncState state,
            Map<Key, Confirmed> known,
            Map<Key, List<Candidate>> pending,
            List<Incoming> slice,
            @Nullable Cursor after,
            ConflictPolicy policy,
            Buried buried,
            boolean holdsAged) {
        KeyMerge merge = new KeyMerge(state, known, pending, policy, buried, holdsAged);
        for (Incoming incoming : slice) {
            merge.take(incoming);
        }
        merge.acked.sort(Comparator.comparingLong(OutboxEntry::seq));
        merge.superseded.sort(Comparator.comparingLong(parked -> parked.entry().seq()));
        SyncState moved = after == null ? state : state.moved(after, state.position());
        return merge.transition(Collections.emptyList(), moved);
    }

    private void take(Incoming incoming) {
        Key key = Key.of(incoming.change());
        Confirmed before = rows.containsKey(key) ? rows.get(key) : known.get(key);
        List<Candidate> waiting = pending.getOrDefault(key, Collections.emptyList());
        if (before == null && incoming.change().tombstone() && waiting.isEmpty()) {
            if (policy.defends() && incoming.stamp() != null) {
                rows.put(key, row(incoming, null)); // What is written here next lies on top of it, and has to be later.
            }
            return;
        }
        if (before != null && isNoNews(before, incoming)) {
            unchanged(key, before, incoming);
            return;
        }
        int ours = matching(waiting, incoming);
        boolean older = ours < 0 && before != null && isOlder(incoming, before);
        if (older && before != null) {
            aged.add(before);
        }
        if (older && holdsAged && before != null) {
            if (!before.change().tombstone()) {
                seen.add(key); // It is there, if not as it was.
            }
            return;
        }
        rows.put(key, row(incoming, ours < 0 ? null : waiting.get(ours)));
        if (ours >= 0) {
            List<Candidate> done = waiting.subList(0, ours + 1);
            done.forEach(candidate -> ack(candidate.entry()));
            pending.put(key, new ArrayList<>(waiting.subList(ours + 1, waiting.size())));
            return;
        }
        if (before != null && isLate(policy, before, incoming)) {
            if (waiting.isEmpty()) {
                defended.add(before);
            } else {
                applied.add(incoming.change()); // What waits was made on top of our write, and goes out in its stead.
            }
            return;
        }
        applied.add(incoming.change());
        pending.put(key, conflicts(waiting, incoming));
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
        if (stamp != null && told != null && told.isAfter(stamp)) {
            rows.put(key, new Confirmed(before.change(), before.echo(), told, before.own(), state.listing()));
        } else {
            seen.add(key);
        }
    }

    private int matching(List<Candidate> waiting, Incoming incoming) {
        for (int i = 0; i < waiting.size(); i++) {
            if (isOurs(policy, waiting.get(i), incoming)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a pending mutation asks for the very state that the server tells. */
    public static boolean isOurs(ConflictPolicy policy, Candidate candidate, Incoming incoming) {
        return isSame(candidate.echo(), candidate.entry().mutation().payload(), incoming)
                && !isOutdated(policy, candidate, incoming);
    }

    /**
     * Whether what the server tells of a key that has pending mutations is foreign, if it is the state of none of them.
     *
     * @param before what is confirmed of the key, or null
     * @param holdsAged as in {@link #slice}
     */
    public static boolean isForeign(
            @Nullable Confirmed before, Incoming incoming, ConflictPolicy policy, boolean holdsAged) {
        return before == null || !((holdsAged && isOlder(incoming, before)) || isLate(policy, before, incoming));
    }

    /** Whether it is what is confirmed already. */
    public static boolean isNoNews(@Nullable Confirmed before, Incoming incoming) {
        return before != null && isSame(before.echo(), before.change().payload(), incoming);
    }

    /** The same state, but an earlier writer's: where stamps decide, ours has to be known to others with its own. */
    private static boolean isOutdated(ConflictPolicy policy, Candidate candidate, Incoming incoming) {
        Instant told = incoming.stamp();
        return policy.defends() && told != null && candidate.stamp().isAfter(told);
    }

    /** By the echo, or where the server tells none, by the very text. */
    private static boolean isSame(String echo, String payload, Incoming incoming) {
        return incoming.echo().isEmpty() ? payload.equals(incoming.change().payload()) : echo.equals(incoming.echo());
    }

    private static boolean isOlder(Incoming incoming, Confirmed than) {
        Instant stamp = than.stamp();
        Instant told = incoming.stamp();
        return stamp != null && told != null && told.isBefore(stamp);
    }

    private static boolean isLate(ConflictPolicy policy, Confirmed before, Incoming incoming) {
        Instant stamp = before.stamp();
        return policy.defends()
                && before.own()
                && stamp != null
                && incoming.stamp() != null
                && isLater(stamp, before.echo(), incoming);
    }

    /** Of two stamps the later, of two equal ones the greater content: the same answer on every device. */
    private static boolean isLater(Instant stamp, String echo, Incoming than) {
        Instant other = than.stamp();
        int order = other == null ? 1 : stamp.compareTo(other);
        return order > 0 || (order == 0 && echo.compareTo(than.echo()) > 0);
    }

    /** Returns those that stay. */
    private List<Candidate> conflicts(List<Candidate> waiting, Incoming incoming) {
        List<Candidate> staying = new ArrayList<>(waiting.size());
        for (Candidate candidate : waiting) {
            if (decide(policy, candidate, incoming) == Resolution.RESEND) {
                staying.add(candidate);
            } else {
                superseded.add(new Parked(candidate.entry(), lostTo(incoming)));
            }
        }
        return staying;
    }

    /** What becomes of a pending mutation that is in conflict with a foreign change. */
    public static Resolution decide(ConflictPolicy policy, Candidate candidate, Incoming incoming) {
        boolean later = isLater(candidate.stamp(), candidate.echo(), incoming);
        return policy.decide(new Conflict(candidate.entry().mutation(), incoming.change(), later));
    }

    /** Why a mutation is superseded. */
    public static String lostTo(Incoming incoming) {
        Change change = incoming.change();
        return "the server has " + change.kind() + " " + change.collection() + "/" + change.key()
                + " of another writer";
    }

    /** Of our own write more is known than the server may tell, as of something that is gone: its stamp, and its payload. */
    private Confirmed row(Incoming incoming, @Nullable Candidate own) {
        if (own == null) {
            return new Confirmed(incoming.change(), incoming.echo(), incoming.stamp(), false, state.listing());
        }
        Change told = incoming.change();
        Instant stamp = incoming.stamp() == null ? own.stamp() : incoming.stamp();
        Change change = told.tombstone() ? Change.of(own.entry().mutation(), told.position(), told.origin()) : told;
        return new Confirmed(change, incoming.echo(), stamp, true, state.listing());
    }

    /**
     * Takes the answer to a push in.
     *
     * @param state where we are; it does not move
     * @param known what is confirmed of the members' keys
     * @param members of the batch, in outbox order, those included that were not sent as a later one of their key was
     * @param outcomes what the server said
     * @param origin how the server names this client
     * @param before refused mutations that stay in the rows
     * @return what to do; members without an outcome keep their place
     */
    public static Transition settle(
            SyncState state,
            Map<Key, Confirmed> known,
            List<Candidate> members,
            List<Outcome> outcomes,
            String origin,
            Buried before) {
        Map<UUID, Candidate> left = new LinkedHashMap<>();
        Map<UUID, OutboxEntry> entries = new HashMap<>();
        members.forEach(member -> {
            left.put(member.entry().mutation().id(), member);
            entries.put(member.entry().mutation().id(), member.entry());
        });
        KeyMerge merge = new KeyMerge(
                state,
                known,
                Collections.emptyMap(),
                ConflictPolicy.serverWins(),
                before.with(Merge.rejected(entries, outcomes)),
                false);
        List<Parked> rejected = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            Candidate sent = left.remove(outcome.mutation());
            if (sent == null) {
                throw Merge.notInBatch(outcome);
            }
            if (outcome instanceof Outcome.Accepted || outcome instanceof Outcome.Duplicate) {
                merge.accepted(sent, left, origin);
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
    private void accepted(Candidate sent, Map<UUID, Candidate> left, String origin) {
        Key key = Key.of(sent.entry().mutation());
        left.values().removeIf(other -> {
            boolean before = other.entry().seq() < sent.entry().seq()
                    && Key.of(other.entry().mutation()).equals(key);
            if (before) {
                ack(other.entry());
            }
            return before;
        });
        ack(sent.entry());
        Change change = Change.of(sent.entry().mutation(), Change.NO_POSITION, origin);
        rows.put(key, new Confirmed(change, sent.echo(), sent.stamp(), true, state.listing()));
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
                new KeyNews(new ArrayList<>(rows.values()), seen, defended, aged),
                moved);
        Merge.checkFates(transition);
        return transition;
    }
}
