package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.internal.merge.Candidate;
import dev.mooring.sync.internal.merge.Key;
import dev.mooring.sync.internal.merge.Merge;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Transition.Parked;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a transition into the app's rows and the outbox, so that after every commit the app's rows are what the server
 * confirmed with the unsettled mutations on top.
 *
 * <p>A foreign change of a key that has unsettled mutations would come to lie on top of them here, and below them at the
 * server. So all unsettled mutations of such a key are taken back first, newest first, and those that stay unsettled are
 * written again behind the change. The same holds for a key whose mutation leaves the outbox without being confirmed. The
 * log already holds what was confirmed before when the handler is asked to take something back, so it can rebuild a row
 * from there.
 */
final class Rows<DB> {
    /** How much of the outbox is held in memory at a time. */
    private static final int CHUNK = 256;

    private static final long CHUNK_BYTES = 1 << 20;

    private final Transport transport;
    private final ChangeHandler<DB> handler;
    private final Scheduler scheduler;
    private final boolean keepLog;

    Rows(Transport transport, ChangeHandler<DB> handler, Settings settings) {
        this.transport = transport;
        this.handler = handler;
        this.scheduler = settings.scheduler();
        this.keepLog = settings.keepLog();
    }

    /** Merges and writes a slice, in parts as large as the part of the outbox that can be held beside them. */
    List<Transition> merge(StorageTx<DB> tx, List<Incoming> slice, @Nullable Cursor after, ConflictPolicy policy) {
        List<Transition> done = new ArrayList<>(1);
        int from = 0;
        while (from < slice.size()) {
            int left = slice.size() - from;
            List<OutboxEntry> head = tx.unsettled(0, left, CHUNK_BYTES);
            int part = head.size() < left && hasMore(tx, head) ? head.size() : left;
            Transition transition = Merge.slice(
                    tx.state(),
                    candidates(tx, head),
                    slice.subList(from, from + part),
                    part == left ? after : null,
                    transport.capabilities().order(),
                    policy);
            write(tx, transition);
            done.add(transition);
            from += part;
        }
        return done;
    }

    /** Writes one transition. */
    void write(StorageTx<DB> tx, Transition transition) {
        List<OutboxEntry> inPlace = new ArrayList<>(transition.acked());
        inPlace.removeAll(transition.overtaken());
        log(tx, without(transition.confirmed(), transition.applied()));
        tx.settle(seqs(inPlace));
        List<Parked> parked = new ArrayList<>(transition.superseded());
        parked.addAll(transition.rejected());
        if (!transition.applied().isEmpty() || !parked.isEmpty()) {
            Set<Long> leaving = new HashSet<>(seqs(transition.overtaken()));
            parked.forEach(each -> leaving.add(each.entry().seq()));
            writeAround(tx, transition.applied(), parked, leaving);
        }
        tx.settle(seqs(transition.overtaken()));
        Instant now = scheduler.now();
        for (Parked each : transition.superseded()) {
            tx.park(each.entry().seq(), MutationState.SUPERSEDED, each.reason(), now);
        }
        for (Parked each : transition.rejected()) {
            tx.park(each.entry().seq(), MutationState.QUARANTINED, each.reason(), now);
        }
        log(tx, transition.applied());
        if (!transition.state().equals(tx.state())) {
            tx.state(transition.state());
        }
    }

    /** Writes a mutation again that comes back into the outbox. */
    void redo(StorageTx<DB> tx, Mutation mutation) {
        call(() -> handler.redo(tx.handle(), Collections.singletonList(mutation)), "redo");
    }

    private void writeAround(StorageTx<DB> tx, List<Change> applied, List<Parked> parked, Set<Long> leaving) {
        if (tx.unsettled(0, 1, 1).isEmpty()) {
            call(() -> handler.apply(tx.handle(), Collections.unmodifiableList(applied)), "apply");
            return;
        }
        Set<Key> keys = new HashSet<>();
        parked.forEach(each -> keys.add(Key.of(each.entry().mutation())));
        applied.forEach(change -> keys.add(Key.of(change)));
        List<List<Long>> touched = touched(tx, keys);
        for (int i = touched.size() - 1; i >= 0; i--) {
            List<Mutation> newestFirst = mutations(tx, touched.get(i));
            Collections.reverse(newestFirst);
            call(() -> handler.undo(tx.handle(), newestFirst), "undo");
        }
        if (!applied.isEmpty()) {
            call(() -> handler.apply(tx.handle(), Collections.unmodifiableList(applied)), "apply");
        }
        for (List<Long> chunk : touched) {
            chunk.removeAll(leaving);
            List<Mutation> oldestFirst = mutations(tx, chunk);
            if (!oldestFirst.isEmpty()) {
                call(() -> handler.redo(tx.handle(), oldestFirst), "redo");
            }
        }
    }

    /** Unsettled entries of these keys, in outbox order, in chunks that can be held in memory. */
    private static <DB> List<List<Long>> touched(StorageTx<DB> tx, Set<Key> keys) {
        List<List<Long>> chunks = new ArrayList<>();
        List<Long> chunk = new ArrayList<>();
        long bytes = 0;
        long after = 0;
        while (true) {
            List<OutboxEntry> next = tx.unsettled(after, CHUNK, CHUNK_BYTES);
            if (next.isEmpty()) {
                return chunks;
            }
            for (OutboxEntry entry : next) {
                after = entry.seq();
                if (!keys.contains(Key.of(entry.mutation()))) {
                    continue;
                }
                if (chunk.isEmpty() || chunk.size() == CHUNK || bytes + entry.size() > CHUNK_BYTES) {
                    chunk = new ArrayList<>();
                    chunks.add(chunk);
                    bytes = 0;
                }
                chunk.add(entry.seq());
                bytes += entry.size();
            }
        }
    }

    private void log(StorageTx<DB> tx, List<Change> changes) {
        if (keepLog && !changes.isEmpty()) {
            tx.log(changes);
        }
    }

    private static List<Change> without(List<Change> changes, List<Change> some) {
        if (changes.size() == some.size()) {
            return Collections.emptyList();
        }
        // Identity, not equality: another writer may have said the very same.
        Set<Change> left = Collections.newSetFromMap(new IdentityHashMap<>());
        left.addAll(some);
        List<Change> others = new ArrayList<>(changes);
        others.removeIf(left::contains);
        return others;
    }

    private List<Candidate> candidates(StorageTx<DB> tx, List<OutboxEntry> head) {
        TreeMap<Long, OutboxEntry> entries = new TreeMap<>();
        for (OutboxEntry entry : head) {
            entries.put(entry.seq(), entry);
        }
        Batch batch = head.isEmpty() ? null : tx.batch();
        if (batch != null && !entries.keySet().containsAll(batch.members())) {
            for (OutboxEntry entry : tx.entries(batch.members())) {
                entries.put(entry.seq(), entry);
            }
        }
        List<Candidate> candidates = new ArrayList<>(entries.size());
        for (OutboxEntry entry : entries.values()) {
            candidates.add(new Candidate(entry, transport.echo(entry.mutation())));
        }
        return candidates;
    }

    private static boolean hasMore(StorageTx<?> tx, List<OutboxEntry> head) {
        return !head.isEmpty()
                && !tx.unsettled(head.get(head.size() - 1).seq(), 1, 1).isEmpty();
    }

    private static List<Mutation> mutations(StorageTx<?> tx, List<Long> seqs) {
        List<Mutation> mutations = new ArrayList<>(seqs.size());
        for (OutboxEntry entry : tx.entries(seqs)) {
            mutations.add(entry.mutation());
        }
        return mutations;
    }

    private static List<Long> seqs(Collection<OutboxEntry> entries) {
        List<Long> seqs = new ArrayList<>(entries.size());
        for (OutboxEntry entry : entries) {
            seqs.add(entry.seq());
        }
        return seqs;
    }

    private static void call(Code code, String what) {
        try {
            code.run();
        } catch (Exception e) {
            throw new HandlerFailed(what, e);
        }
    }

    private interface Code {
        void run() throws Exception;
    }

    /** The app's handler refused. */
    static final class HandlerFailed extends IllegalStateException {
        private static final long serialVersionUID = 1;

        HandlerFailed(String what, Exception cause) {
            super("the change handler's " + what + " threw " + cause + "; nothing was moved", cause);
        }
    }
}
