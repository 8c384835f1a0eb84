package dev.mooring.sync.internal.merge;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.merge.Matched.Meeting;
import dev.mooring.sync.internal.merge.Transition.KeyNews;
import dev.mooring.sync.internal.merge.Transition.Parked;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.RefusedBelow;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.SyncState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The merge: state and input in, transition out. Pure, and the only place where it is decided what becomes of a mutation.
 *
 * <p>There are two inputs. An <b>answer to a push</b> names the mutations of the batch and what became of each. A <b>slice
 * of the server's changes</b> is matched first: a change that one of our unsettled mutations made (its echo) acknowledges
 * that mutation, whatever answer got lost, and is not handed to the app, which applied it when it wrote it. (Unless the
 * server put it behind a foreign change of the same key: then it is taken back and applied in its place.) What is left is
 * foreign.
 *
 * <p>Where the server keeps one sequence, every mutation stands for a place: the first unsettled one for the place behind the
 * cursor, the next one for the place behind that. A foreign change fills a place, so it meets the first unsettled mutation
 * that has not met one yet and is not in the server's history itself, and the policy decides: {@link #match} says who meets
 * whom, the {@link Verdicts} are asked for, and {@link #slice} gets the answers. A history cut into slices
 * meets the same mutations as the whole of it, as each slice moves the places on by its own length.
 *
 * <p>Checked on entry and exit: entries ascend, echoes are unique, changes ascend behind the position (I5, I6), each entry
 * gets at most one fate (I3), own changes and foreign ones together are the slice (I7).
 */
public final class Merge {
    private Merge() {}

    /**
     * Tells the own changes of a slice from the foreign ones, and which entries these meet.
     *
     * @param position of the last change that is applied
     * @param head unsettled entries in outbox order: as many as there are changes, or all there are
     * @param slice in the server's order
     * @param places whether a mutation stands for a place in the log
     * @param buried refused mutations that stay in the rows
     * @return what the policy is to be asked about, and what it need not be asked about
     */
    public static Matched match(
            long position, List<Candidate> head, List<Incoming> slice, boolean places, RefusedBelow buried) {
        Unmatched unmatched = new Unmatched(head);
        List<OutboxEntry> acked = new ArrayList<>();
        List<OutboxEntry> overtaken = new ArrayList<>();
        List<Incoming> foreign = new ArrayList<>();
        List<Change> applied = new ArrayList<>();
        List<Change> confirmed = new ArrayList<>(slice.size());
        Set<Key> foreignKeys = head.isEmpty() ? Collections.emptySet() : new HashSet<>();
        long last = position;
        for (Incoming incoming : slice) {
            Change change = incoming.change();
            last = checkedPosition(change, last);
            if (incoming.unreadable() != null) {
                // An unreadable change takes a place in the log, and nothing more is known of it.
                foreign.add(incoming);
                continue;
            }
            confirmed.add(change);
            OutboxEntry own = unmatched.take(incoming.echo());
            if (own == null) {
                foreign.add(incoming);
                applied.add(change);
                if (!head.isEmpty()) {
                    foreignKeys.add(Key.of(change));
                }
                continue;
            }
            acked.add(own);
            if (foreignKeys.contains(Key.of(change)) || buried.isBelow(own)) {
                overtaken.add(own);
                applied.add(change);
            }
        }
        if (acked.size() + foreign.size() != slice.size()) {
            throw new IllegalStateException("a slice of " + slice.size() + " changes became " + acked.size()
                    + " own and " + foreign.size() + " foreign ones");
        }
        acked.sort((a, b) -> Long.compare(a.seq(), b.seq()));
        List<Meeting> meetings = places ? meetings(unmatched.inOrder(), foreign) : Collections.emptyList();
        return new Matched(acked, overtaken, applied, confirmed, meetings, last);
    }

    private static List<Meeting> meetings(ArrayDeque<OutboxEntry> places, List<Incoming> foreign) {
        List<Meeting> meetings = new ArrayList<>();
        for (Incoming incoming : foreign) {
            if (incoming.isPassedBefore()) {
                continue;
            }
            OutboxEntry entry = places.poll();
            if (entry == null) {
                break;
            }
            if (incoming.unreadable() == null) { // An unreadable change cannot be judged a winner.
                meetings.add(new Meeting(entry, incoming.change()));
            }
        }
        return meetings;
    }

    /**
     * Takes a slice of the server's changes in.
     *
     * @param state where we are
     * @param matched the slice
     * @param after the true position behind the slice, or null if it has none
     * @param verdicts one on each of its conflicts
     * @return what to do
     */
    public static Transition slice(
            SyncState state, Matched matched, @Nullable Cursor after, List<Resolution> verdicts) {
        List<Meeting> meetings = matched.meetings();
        checkVerdicts(meetings.size(), verdicts);
        List<Parked> superseded = new ArrayList<>();
        for (int i = 0; i < meetings.size(); i++) {
            if (verdicts.get(i) == Resolution.SUPERSEDE) {
                Change change = meetings.get(i).change();
                superseded.add(new Parked(
                        meetings.get(i).entry(),
                        "the server has " + change.kind() + " " + change.collection() + "/" + change.key() + " at "
                                + change.position() + " in its place"));
            }
        }
        Transition transition = new Transition(
                matched.acked(),
                matched.overtaken(),
                superseded,
                Collections.emptyList(),
                matched.applied(),
                matched.confirmed(),
                KeyNews.NONE,
                Transition.CellNews.NONE,
                after == null ? state : state.moved(after, matched.position()));
        checkFates(transition);
        return transition;
    }

    static void checkVerdicts(int conflicts, List<Resolution> verdicts) {
        if (verdicts.size() != conflicts) {
            throw new IllegalStateException(
                    "there are " + verdicts.size() + " verdicts on " + conflicts + " conflicts");
        }
    }

    /**
     * Takes the answer to a push in.
     *
     * @param state where we are
     * @param batch the members, in outbox order
     * @param outcomes what the server said of them
     * @param after the true position behind what was accepted, where the server keeps one sequence
     * @param can what the server can do: where a pull is the evidence, no word of the answer settles anything
     * @param places whether a mutation stands for a place in the log
     * @param before refused mutations that stay in the rows
     * @return what to do; members without an outcome keep their place
     */
    public static Transition settle(
            SyncState state,
            List<OutboxEntry> batch,
            List<Outcome> outcomes,
            Cursor after,
            Capabilities can,
            boolean places,
            RefusedBelow before) {
        Unmatched.checkAscending(batch);
        Map<UUID, OutboxEntry> members = new HashMap<>();
        for (OutboxEntry entry : batch) {
            members.put(entry.mutation().id(), entry);
        }
        List<OutboxEntry> acked = new ArrayList<>();
        List<OutboxEntry> overtaken = new ArrayList<>(0);
        List<Parked> rejected = new ArrayList<>();
        List<Parked> superseded = new ArrayList<>(0);
        List<Change> applied = new ArrayList<>(0);
        List<Change> confirmed = new ArrayList<>();
        RefusedBelow buried = before.with(rejected(members, outcomes));
        long position = state.position();
        for (Outcome outcome : outcomes) {
            OutboxEntry entry = members.remove(outcome.mutation());
            if (entry == null) {
                throw notInBatch(outcome);
            }
            if (outcome instanceof Outcome.Rejected refusal) {
                rejected.add(new Parked(entry, refusal.reason()));
            } else if (outcome instanceof Outcome.Duplicate && places) {
                superseded.add(
                        new Parked(entry, "the server had it, and has dropped it since for a later write of its key"));
            } else if (outcome instanceof Outcome.Accepted accepted && !can.confirmsOnPull()) {
                acked.add(entry);
                long place = places ? accepted.position() : Change.NO_POSITION;
                Change change = Change.of(entry.mutation(), place, can.origin());
                if (places) {
                    position = checkedPosition(change, position);
                    confirmed.add(change);
                }
                if (buried.isBelow(entry)) {
                    overtaken.add(entry);
                    applied.add(change);
                }
            }
        }
        Transition transition = new Transition(
                acked,
                overtaken,
                superseded,
                rejected,
                applied,
                confirmed,
                KeyNews.NONE,
                Transition.CellNews.NONE,
                places ? state.moved(after, position) : state);
        checkFates(transition);
        return transition;
    }

    /** The members that the server has refused for good. An outcome of a stranger is passed over here. */
    static List<OutboxEntry> rejected(Map<UUID, OutboxEntry> members, List<Outcome> outcomes) {
        List<OutboxEntry> rejected = new ArrayList<>(0);
        for (Outcome outcome : outcomes) {
            OutboxEntry entry = outcome instanceof Outcome.Rejected ? members.get(outcome.mutation()) : null;
            if (entry != null) {
                rejected.add(entry);
            }
        }
        return rejected;
    }

    static ProtocolException notInBatch(Outcome outcome) {
        return new ProtocolException(
                "the answer speaks of mutation " + outcome.mutation()
                        + " twice, or it is not in the batch; nothing was settled",
                null);
    }

    private static long checkedPosition(Change change, long position) {
        if (change.position() == Change.NO_POSITION) {
            return position;
        }
        if (change.position() <= position) {
            throw new ProtocolException(
                    "the server's " + change + " does not come after position " + position
                            + ", which is applied already; nothing was moved",
                    null);
        }
        return change.position();
    }

    /** Throws if an entry leaves the outbox in two ways (I3). */
    static void checkFates(Transition transition) {
        Set<Long> decided = new HashSet<>();
        for (OutboxEntry entry : transition.acked()) {
            checkOnce(decided, entry);
        }
        for (Parked parked : transition.superseded()) {
            checkOnce(decided, parked.entry());
        }
        for (Parked parked : transition.rejected()) {
            checkOnce(decided, parked.entry());
        }
    }

    private static void checkOnce(Set<Long> decided, OutboxEntry entry) {
        if (!decided.add(entry.seq())) {
            throw new IllegalStateException(entry.mutation() + " got two fates in one transition");
        }
    }
}
