package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.order.CrowdedKey;
import dev.mooring.sync.internal.order.Merge;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.order.ServerOrder.Bounds;
import dev.mooring.sync.internal.order.Transition;
import dev.mooring.sync.internal.order.Verdicts;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.outbox.UnsettledByKey;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.rows.FoldedKeys;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.Standing;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.internal.write.Ids;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.LeaseTx.Lease;
import dev.mooring.sync.spi.OutboxCounts;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Storage;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.SyncState;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.status.Contact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lane's transactions. Each method is one of them, and each asserts inside it that the lease is held under the epoch that the run
 * began with. So a process that has lost the lease in its sleep commits nothing, also when it has the lease again: what it knows, and
 * what it was answered, is older than what another process has done since. Each begins with an intake, see {@link Captures}.
 *
 * <p>Crash points and what stands after each:
 * <ul>
 *   <li>before {@link #freeze} commits: the outbox as it was; nothing was sent;
 *   <li>after it, at any time before the answer is committed: the batch is there and <em>may</em> be at the server, so the
 *       next run resolves it by evidence before it sends anything;
 *   <li>before {@link #settle} or {@link #slice} commits: the server has it and we do not know; the same evidence heals it;
 *   <li>after: settled, once.
 * </ul>
 */
public final class Ledger<DB> {
    private final Storage<DB> storage;
    private final Captures<DB> captures;
    private final AppRows<DB> rows;
    private final ServerOrder order;
    private final Verdicts verdicts;
    private final Transport transport;
    private final Capabilities can;
    private final Settings settings;
    private final Scheduler scheduler;
    private final Ids ids;
    private final String owner;
    private volatile HeldLease hold = HeldLease.NONE;

    public Ledger(
            Storage<DB> storage,
            Captures<DB> captures,
            AppRows<DB> rows,
            Transport transport,
            Settings settings,
            Ids ids) {
        this.storage = storage;
        this.captures = captures;
        this.rows = rows;
        this.order = ServerOrder.of(transport);
        this.verdicts = Verdicts.of(settings.conflicts());
        this.transport = transport;
        this.can = transport.capabilities();
        this.settings = settings;
        this.scheduler = settings.scheduler();
        this.ids = ids;
        this.owner = ids.next().toString();
    }

    /**
     * A frozen batch with its members.
     *
     * @param members in outbox order
     * @param sent what of them goes over the wire, in that order
     * @param fresh whether it was frozen just now, so that the server cannot have it
     * @param last whether it holds all that is pending
     */
    public record Frozen(Batch batch, List<OutboxEntry> members, List<OutboxEntry> sent, boolean fresh, boolean last) {
        public Ask.Push ask() {
            return new Ask.Push(batch.key(), batch.base(), batch.frozenAt(), Overlay.mutations(sent), batch.wire());
        }
    }

    /**
     * What goes out next.
     *
     * @param frozen null if there is nothing to send
     * @param sieve as the picking has left it
     */
    public record Next(@Nullable Frozen frozen, Sieve sieve) {}

    /** A frozen batch, and how many of its members are unsettled. */
    public record Held(Batch batch, int left) {}

    /**
     * How things stand, read in one transaction.
     *
     * @param changedHands whether the lease was taken anew, so that another process may have changed anything since the last time
     */
    public record Position(SyncState state, OutboxCounts counts, boolean rebuilding, boolean changedHands) {}

    /** Takes or renews the lease and tells how things stand; null if another process holds the lease. */
    public @Nullable Position enter() {
        HeldLease before = hold;
        HeldLease[] now = {before};
        Optional<Position> entered = captures.<Optional<Position>, RuntimeException>write(tx -> {
            HeldLease held = lease(tx, usual());
            if (held == null) {
                return Optional.empty();
            }
            now[0] = held;
            boolean changedHands = held.epoch() != before.epoch();
            return Optional.of(new Position(
                    tx.cursor().state(), tx.outbox().counts(), OptionalRoles.rebuild(tx) != null, changedHands));
        });
        hold = now[0];
        return entered.orElse(null);
    }

    /** Gives the right to sync back. */
    public void leave() {
        storage.<Boolean, RuntimeException>write(tx -> {
            leave(tx);
            return Boolean.TRUE;
        });
    }

    /** The same inside a transaction. */
    public void leave(StorageTx<DB> tx) {
        tx.lease().release(owner);
    }

    /** The frozen batch, if there is one. */
    public @Nullable Held held() {
        return storage.<Optional<Held>, RuntimeException>read(tx -> Optional.ofNullable(
                                tx.outbox().batch())
                        .map(batch -> new Held(
                                batch, tx.outbox().entries(batch.members()).size())))
                .orElse(null);
    }

    /** The frozen batch, or a new one if there is anything to send. The lease covers the time that its sending may take. */
    public Next freeze(Sieve sieve, Waits waits) {
        HeldLease[] now = {hold};
        Next next = guarded(tx -> {
            Next made = freeze(tx, sieve, waits);
            Frozen frozen = made.frozen();
            if (frozen != null) {
                now[0] = renewed(tx, HeldLease.withSlack(transport.deadline(frozen.ask())));
            }
            return made;
        });
        hold = next.frozen() == null ? hold : now[0];
        return next;
    }

    private Next freeze(StorageTx<DB> tx, Sieve sieve, Waits waits) {
        if (OptionalRoles.rebuild(tx) != null) {
            throw new RebuildBegun();
        }
        Batch batch = tx.outbox().batch();
        if (batch != null) {
            List<OutboxEntry> left = tx.outbox().entries(batch.members());
            boolean whole = left.size() == batch.members().size();
            // In one sequence the rest keeps its place; elsewhere a part of it would be other bytes under the same
            // key.
            if (whole || (!left.isEmpty() && order.keepsRest())) {
                return new Next(frozen(tx, batch, left, false), sieve);
            }
        }
        waits.look(tx, transport);
        Picking.Picked picked = new Picking(tx, can, waits).pick(sieve);
        List<OutboxEntry> members = picked.members();
        if (members.isEmpty()) {
            tx.outbox().batch(null);
            return new Next(null, picked.sieve());
        }
        List<Long> seqs = new ArrayList<>(members.size());
        for (OutboxEntry entry : members) {
            seqs.add(entry.seq());
        }
        batch = new Batch(
                ids.next(),
                tx.cursor().state().cursor(),
                scheduler.now(),
                seqs,
                picked.sieve().failures());
        Frozen frozen = frozen(tx, batch, members, true);
        String wire = transport.freeze(frozen.ask());
        batch = wire.isEmpty() ? batch : batch.withWire(wire);
        tx.outbox().batch(batch);
        return new Next(new Frozen(batch, members, frozen.sent(), true, frozen.last()), picked.sieve());
    }

    private Frozen frozen(StorageTx<DB> tx, Batch batch, List<OutboxEntry> members, boolean fresh) {
        boolean last = members.size() == tx.outbox().counts().pending();
        return new Frozen(batch, members, sent(members), fresh, last);
    }

    /** If only the last state of a key counts, that one, in the place of the key's first one; then by rank. */
    private List<OutboxEntry> sent(List<OutboxEntry> members) {
        List<OutboxEntry> sent = new ArrayList<>(members);
        if (can.coalesces()) {
            Map<Key, OutboxEntry> last = new LinkedHashMap<>();
            members.forEach(entry -> last.put(Key.of(entry.mutation()), entry));
            sent = new ArrayList<>(last.values());
        }
        sent.sort(Comparator.comparingInt(entry -> transport.rank(entry.mutation())));
        return sent;
    }

    /**
     * Commits the answer to a push.
     *
     * @param waits learns who waits for another row
     * @param dissolves whether the batch is done with; else a pull has still to show what became of it
     * @param learns whether the answer says what the server calls the state behind it
     * @return what was done
     */
    public Transition settle(Frozen frozen, Answer.Settled answer, Waits waits, boolean dissolves, boolean learns) {
        return bounded((tx, folds) -> {
            List<Outcome> outcomes = Orphaned.decide(tx, transport, waits, frozen.sent(), answer.outcomes());
            Transition transition = order.settle(
                    tx,
                    frozen.members(),
                    frozen.sent(),
                    outcomes,
                    answer.page().cursor(),
                    Overlay.buried(tx, frozen.members(), rows.stays()));
            rows.write(tx, transition, folds);
            if (dissolves) {
                tx.outbox().batch(null);
            }
            return learns ? transition.at(moved(tx, answer.page().cursor())) : transition;
        });
    }

    /** Whether any of these keys was ever confirmed here. */
    public boolean knows(List<Incoming> slice) {
        return storage.<Boolean, RuntimeException>read(tx -> {
            for (Incoming incoming : slice) {
                if (tx.confirmed()
                                .get(
                                        incoming.change().collection(),
                                        incoming.change().key())
                        != null) {
                    return Boolean.TRUE;
                }
            }
            return Boolean.FALSE;
        });
    }

    /**
     * Commits a slice of the server's changes.
     *
     * @param holdsAged whether own writes in whose place the server shows older ones stay, and are told
     * @param done is told what was done, in parts of bounded size, after each commit
     */
    public void slice(List<Incoming> slice, @Nullable Cursor after, boolean holdsAged, Consumer<Transition> done) {
        prepare(slice);
        FoldedKeys<DB> folds = rows.folds();
        CrowdedKey crowd = null;
        for (int attempt = 1; ; attempt++) {
            Bounds bounds = new Bounds(holdsAged, true, crowd);
            try {
                List<Transition> made = bounded(folds, tx -> merge(tx, slice, after, folds, bounds));
                made.forEach(done);
                return;
            } catch (CrowdedKey.Missing missing) {
                if (slice.size() > 1) {
                    List<List<Incoming>> parts = CrowdedKey.apart(slice, missing.key());
                    for (List<Incoming> part : parts) {
                        slice(part, part == parts.get(parts.size() - 1) ? after : null, holdsAged, done);
                    }
                    return;
                }
                crowd = thinOut(missing, slice.get(0), attempt, folds, done);
            }
        }
    }

    /**
     * Lets the storage build its index over a long outbox in a transaction of its own, so that one that begins again does not roll
     * it back.
     */
    private void prepare(List<Incoming> slice) {
        if (!slice.isEmpty() && captures.pending() > UnsettledByKey.MANY) {
            Key key = Key.of(slice.get(0).change());
            guarded(tx -> tx.outbox().unsettled(key.collection(), key.key(), 0, 1, 1));
        }
    }

    /** Commits what leaves the outbox before a change, except the last part, which leaves together with the change. */
    private CrowdedKey thinOut(
            CrowdedKey.Missing missing,
            Incoming incoming,
            int attempt,
            FoldedKeys<DB> folds,
            Consumer<Transition> done) {
        Key key = missing.key();
        CrowdedKey crowd =
                storage.<CrowdedKey, RuntimeException>read(tx -> missing.read(tx, incoming, folds.folds(key), attempt));
        while (crowd.isTooMany()) {
            Optional<Transition> left = bounded(folds, tx -> {
                if (!crowd.isTrue(tx, key)) {
                    return Optional.empty();
                }
                Transition transition = crowd.next(tx);
                rows.write(tx, transition, folds);
                return Optional.of(transition);
            });
            if (!left.isPresent()) {
                return crowd; // It is found out in the merge, and worked out anew.
            }
            crowd.left(left.get());
            done.accept(left.get());
        }
        return crowd;
    }

    /** The same inside a transaction, whatever that takes. */
    public List<Transition> merge(StorageTx<DB> tx, List<Incoming> slice, @Nullable Cursor after) {
        return merge(tx, slice, after, null, Bounds.NONE);
    }

    private List<Transition> merge(
            StorageTx<DB> tx,
            List<Incoming> slice,
            @Nullable Cursor after,
            @Nullable FoldedKeys<DB> folds,
            Bounds bounds) {
        List<Incoming> readable = order.readable(tx, slice);
        return order.merge(tx, readable, after, verdicts, bounds, transition -> rows.write(tx, transition, folds));
    }

    /** Moves the cursor to where a pull has ended, if its slices have not. */
    public SyncState arrive(Cursor cursor) {
        return guarded(tx -> moved(tx, cursor));
    }

    private static SyncState moved(StorageTx<?> tx, Cursor cursor) {
        SyncState state = tx.cursor().state();
        if (!state.cursor().equals(cursor)) {
            state = state.moved(cursor, state.position());
            tx.cursor().state(state);
        }
        return state;
    }

    /** Returns the first name that the server gave this history. If there is none yet, stores the given one, unless it is empty. */
    public String recognise(String identity) {
        if (identity.isEmpty()
                || storage.<Boolean, RuntimeException>read(
                        tx -> tx.cursor().state().identity().equals(identity))) {
            return identity; // As nearly always: no pull needs a write for that.
        }
        return guarded(tx -> {
            SyncState state = tx.cursor().state();
            if (state.identity().isEmpty()) {
                tx.cursor().state(state.of(identity));
                return identity;
            }
            return state.identity();
        });
    }

    /** Notes that the server failed on a batch which it is known not to have. */
    public Batch failed(Batch batch) {
        return guarded(tx -> {
            Batch failed = batch.failedOnceMore();
            tx.outbox().batch(failed);
            return failed;
        });
    }

    /** Dissolves a batch that the server is known not to have: its members go out anew. Returns how many there are. */
    public int dissolve() {
        return guarded(tx -> {
            Batch batch = tx.outbox().batch();
            tx.outbox().batch(null);
            return batch == null ? 0 : tx.outbox().entries(batch.members()).size();
        });
    }

    /** Parks a mutation that the server refuses for good, if it is still in the outbox, and dissolves the batch. */
    public Transition quarantine(OutboxEntry entry, String reason) {
        return bounded((tx, folds) -> {
            Transition transition = Merge.refuse(
                    tx.cursor().state(), tx.outbox().entries(Collections.singletonList(entry.seq())), reason);
            rows.write(tx, transition, folds);
            tx.outbox().batch(null);
            return transition;
        });
    }

    /**
     * Publishes how things stand, and keeps when the server was heard. As a writer, so that the count has its place among the commits.
     * When it was heard is for the holder of the lease to keep.
     */
    public void count(StatusBoard board) {
        Contact[] heard = {Contact.NONE};
        Standing standing = storage.<Standing, RuntimeException>write(tx -> {
            Standing now = Standing.of(tx, board.nextCount());
            heard[0] = board.contact(now.contact());
            if (tx.lease().epoch() == hold.epoch() && !heard[0].equals(now.contact())) {
                tx.cursor().contact(heard[0]);
            }
            return now;
        });
        board.publish(standing);
        board.kept(heard[0]);
    }

    /** For how long at least a transaction takes the lease. The next step takes no longer, or renews it. */
    private Duration usual() {
        return settings.lease().dividedBy(2);
    }

    private @Nullable HeldLease lease(StorageTx<DB> tx, Duration atLeast) {
        Instant now = scheduler.now();
        long nanos = scheduler.nanoTime();
        Duration lease = settings.lease();
        Lease held = tx.lease().take(owner, now, atLeast, atLeast.compareTo(lease) > 0 ? atLeast : lease);
        return held == null ? null : new HeldLease(held.epoch(), now, nanos, held.until());
    }

    /**
     * Runs a transaction of a run, which asserts that the lease is held under the run's epoch. All that was captured is in the outbox
     * by then.
     */
    public <T> T guarded(Storage.TxBody<DB, T, RuntimeException> body) {
        HeldLease[] now = {hold};
        T result = captures.<T, RuntimeException>write(tx -> {
            now[0] = renewed(tx, usual());
            return body.run(tx);
        });
        hold = now[0];
        return result;
    }

    /** Asserts the lease inside a transaction, and renews it. */
    private HeldLease renewed(StorageTx<DB> tx, Duration atLeast) {
        HeldLease held = lease(tx, atLeast);
        if (held == null) {
            throw new LeaseLost();
        }
        if (held.epoch() != hold.epoch()) {
            throw new EpochOver();
        }
        return held;
    }

    /** The lease as it is held, for so long from now at least; renewed if need be. */
    public HeldLease covering(Duration needed) {
        if (hold.left(scheduler.now(), scheduler.nanoTime()).compareTo(needed) < 0) {
            hold = storage.<HeldLease, RuntimeException>write(tx -> renewed(tx, HeldLease.withSlack(needed)));
        }
        return hold;
    }

    /** As it is held now. */
    public HeldLease hold() {
        return hold;
    }

    /** Runs a transaction that belongs to no run, and so takes the lease if it is free. */
    public <T> T taking(Storage.TxBody<DB, T, RuntimeException> body) {
        return captures.<T, RuntimeException>write(tx -> {
            if (lease(tx, usual()) == null) {
                throw new LeaseLost();
            }
            return body.run(tx);
        });
    }

    /** The same; what a key with very many unsettled mutations needs is read before, so that other writers do not wait for it. */
    private <T> T bounded(BoundedBody<DB, T> body) {
        FoldedKeys<DB> folds = rows.folds();
        return bounded(folds, tx -> body.run(tx, folds));
    }

    private <T> T bounded(FoldedKeys<DB> folds, Storage.TxBody<DB, T, RuntimeException> body) {
        while (true) {
            try {
                return guarded(body);
            } catch (FoldedKeys.Missing missing) {
                folds.read(storage, missing.key());
            }
        }
    }

    /** A transaction that may give up and begin again. */
    private interface BoundedBody<DB, T> {
        T run(StorageTx<DB> tx, FoldedKeys<DB> folds);
    }

    /** A run cannot go on as it began. The transaction was rolled back; nothing is wrong. */
    public abstract static class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        protected Ended(String message) {
            super(message, null, false, false);
        }
    }

    /** The app has asked for a rebuild while a run was under way: nothing is pushed from here on. */
    public static final class RebuildBegun extends Ended {
        private static final long serialVersionUID = 1;

        public RebuildBegun() {
            super("a rebuild has begun; the mutations stay queued behind it");
        }
    }

    /** Another process has synced the storage since the run began, and has ended. What the run knows is old. */
    public static final class EpochOver extends Ended {
        private static final long serialVersionUID = 1;

        public EpochOver() {
            super("another process has synced this storage meanwhile; nothing was committed, the sync starts over");
        }
    }

    /** Another process syncs the storage now. */
    public static final class LeaseLost extends Ended {
        private static final long serialVersionUID = 1;

        public LeaseLost() {
            super("another process has taken over the syncing of this storage; nothing was committed");
        }
    }
}
