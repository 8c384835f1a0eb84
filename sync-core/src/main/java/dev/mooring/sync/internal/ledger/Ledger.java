package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.lease.Captures;
import dev.mooring.sync.internal.lease.Counting;
import dev.mooring.sync.internal.lease.HeldLease;
import dev.mooring.sync.internal.lease.LeasedStorage;
import dev.mooring.sync.internal.lease.OwnStorage;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Verdicts;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.rows.FoldedKeys;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.internal.write.Ids;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.status.SyncEvent.LockHeld;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lane's transactions. Each method is one of them, on a {@link LeasedStorage}, and begins with an intake, see {@link Captures}.
 * The class is long as all of them are here.
 *
 * <p>Crash points and what stands after each:
 * <ul>
 *   <li>before {@link #freeze} commits: the outbox as it was; nothing was sent;
 *   <li>after it, at any time before the answer is committed: the batch is there and <em>may</em> be at the server, so the
 *       next run resolves it by evidence before it sends anything;
 *   <li>before {@link #settle} or {@link #slice} commits: the server has it and we do not know; the same evidence heals it;
 *   <li>before {@link #settleBehind} commits: the server has one batch and may have the next one. Both are frozen, as one batch of which the
 *       server has a part;
 *   <li>after: settled, once.
 * </ul>
 */
public final class Ledger<DB> {
    private final OwnStorage<DB> storage;
    private final AppRows<DB> rows;
    private final ServerOrder order;
    private final Transport transport;
    private final LeasedStorage<DB> leased;
    private final Freezing<DB> freezing;
    private final Slices<DB> slices;
    private final Counting<DB> counting;

    public Ledger(
            OwnStorage<DB> storage,
            Captures<DB> captures,
            AppRows<DB> rows,
            Transport transport,
            Settings settings,
            Ids ids) {
        this.storage = storage;
        this.rows = rows;
        this.order = ServerOrder.of(transport);
        this.transport = transport;
        this.leased = new LeasedStorage<>(
                storage, captures, rows, settings, ids.next().toString());
        this.freezing = new Freezing<>(leased, order, transport, settings.scheduler(), ids);
        this.slices =
                new Slices<>(storage, captures, leased, rows, order, Verdicts.of(settings.conflicts()), transport);
        this.counting = new Counting<>(storage, leased);
    }

    /** A frozen batch, and how many of its members are unsettled. */
    public record Held(Batch batch, int left) {}

    /**
     * How things stand, read in one transaction.
     *
     * @param changedHands whether the lease was taken anew, so that another process may have changed anything since the last time
     */
    public record Position(SyncState state, long pending, boolean rebuilding, boolean changedHands) {}

    /** The frozen batch, if there is one. */
    public @Nullable Held held() {
        return storage.<Optional<Held>, RuntimeException>read(tx -> Optional.ofNullable(
                                tx.outbox().batch())
                        .map(stored -> TwoBatches.of(stored).next(tx))
                        .map(batch -> new Held(
                                batch, tx.outbox().entries(batch.members()).size())))
                .orElse(null);
    }

    /**
     * Says whether the next batch is frozen in the same transaction, once it is known what was done in that. So one transaction stores both,
     * and the batch is stored before it is sent all the same.
     */
    public interface Ahead<T> {
        /** The sieve by which it is picked; null if none is frozen now. */
        @Nullable
        Sieve sieve(T done);
    }

    /**
     * What was done in a transaction, and the batch that was frozen behind it.
     *
     * @param next null if none was asked for, or if it could not be frozen there
     */
    public record Done<T>(T done, @Nullable Next next) {}

    private <T> Done<T> behind(StorageTx<DB> tx, T done, Ahead<T> ahead, Waits waits) {
        Sieve sieve = ahead.sieve(done);
        Next next = sieve == null ? null : freezing.tryFreeze(tx, sieve, waits);
        return new Done<>(done, next);
    }

    private @Nullable Duration deadline(Done<?> done) {
        return freezing.deadline(done.next());
    }

    /**
     * Commits the answer to a push.
     *
     * @param waits learns who waits for another row
     * @param dissolves whether the batch is done with; else a pull has still to show what became of it
     * @param learns whether the answer says what the server calls the state behind it
     * @return what was done
     */
    public Done<Transition> settle(
            Frozen frozen,
            Answer.Settled answer,
            Waits waits,
            boolean dissolves,
            boolean learns,
            Ahead<Transition> ahead) {
        return leased.bounded(
                (tx, folds) -> behind(tx, settle(tx, folds, frozen, answer, waits, dissolves, learns), ahead, waits),
                this::deadline);
    }

    /**
     * Commits the answer to a push while the next batch is on the wire, and freezes another one behind that.
     *
     * @param sending the batch that is on the wire
     * @param sieve by which the other one is picked
     * @return what was done, with the batch that is on the wire
     */
    public Done<Transition> settleBehind(
            Frozen frozen, Answer.Settled answer, Waits waits, boolean learns, Frozen sending, Sieve sieve) {
        return leased.bounded(
                (tx, folds) -> {
                    Transition done = settle(tx, folds, frozen, answer, waits, false, learns);
                    Frozen next = freezing.behind(tx, sending, sieve, waits);
                    return new Done<>(done, new Next(sending.before(next), sieve));
                },
                done -> freezing.deadlineBehind(done.next()));
    }

    private Transition settle(
            StorageTx<DB> tx,
            FoldedKeys<DB> folds,
            Frozen frozen,
            Answer.Settled answer,
            Waits waits,
            boolean dissolves,
            boolean learns) {
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
    }

    /** Takes or renews the lease and tells how things stand; null if another process holds the lease. */
    public @Nullable Done<Position> enter(Waits waits, Ahead<Position> ahead) {
        return leased.enter(
                (tx, changedHands) -> {
                    order.beginning(tx);
                    Position position = new Position(
                            tx.cursor().state(),
                            tx.outbox().pending(),
                            OptionalRoles.rebuild(tx) != null,
                            changedHands);
                    return behind(tx, position, ahead, waits);
                },
                this::deadline);
    }

    /** Gives the right to sync back. */
    public void leave() {
        leased.leave();
    }

    /** Whether others' commits are to be told by the storage. */
    public void wantsHints(boolean wanted) {
        Failures.quietly("ask for hints", () -> storage.wantsHints(wanted));
    }

    /** The same inside a transaction. */
    public void leave(StorageTx<DB> tx) {
        leased.leave(tx);
    }

    /** The frozen batch, or a new one if there is anything to send. The lease covers the time that its sending may take. */
    public Next freeze(Sieve sieve, Waits waits) {
        return freezing.freeze(sieve, waits);
    }

    /** A batch goes out now. */
    public void sending(Frozen frozen) {
        slices.sending(frozen.sent());
    }

    /**
     * Commits a slice of the server's changes.
     *
     * @param holdsAged whether own writes in whose place the server shows older ones stay, and are told
     * @param done is told what was done, in parts of bounded size, after each commit
     */
    public void slice(List<Incoming> slice, @Nullable Cursor after, boolean holdsAged, Consumer<Transition> done) {
        slices.slice(slice, after, holdsAged, done);
    }

    /** The same inside a transaction, whatever that takes. */
    public List<Transition> merge(StorageTx<DB> tx, List<Incoming> slice, @Nullable Cursor after) {
        return slices.merge(tx, slice, after);
    }

    /** Runs a transaction of a run. All that was captured is in the outbox by then. */
    public <T> T guarded(Storage.TxBody<DB, T, RuntimeException> body) {
        return leased.guarded(body);
    }

    /** Runs a transaction that only reads. */
    public <T> T look(Storage.TxBody<DB, T, RuntimeException> body) {
        return storage.<T, RuntimeException>read(body);
    }

    /** Runs a transaction that belongs to no run, and so takes the lease if it is free. */
    public <T> T taking(Storage.TxBody<DB, T, RuntimeException> body) {
        return leased.taking(body);
    }

    /** The transaction that runs is of this kind. */
    public void is(int kind) {
        storage.is(kind);
    }

    /** For how long transactions have kept others waiting since this was asked last. */
    public LockHeld lockHeld() {
        return storage.lockHeld();
    }

    /** The lease as it is held, for so long from now at least; renewed if need be. */
    public HeldLease covering(Duration needed) {
        return leased.covering(needed);
    }

    /** As it is held now. */
    public HeldLease hold() {
        return leased.hold();
    }

    /** Whether any of these keys was ever confirmed here. */
    public boolean knows(List<Incoming> slice) {
        return storage.<Boolean, RuntimeException>read(tx -> {
            for (Incoming incoming : slice) {
                if (tx.confirmed().get(incoming.collection(), incoming.key()) != null) {
                    return Boolean.TRUE;
                }
            }
            return Boolean.FALSE;
        });
    }

    /** Moves the cursor to where a pull has ended, if its slices have not. */
    public SyncState arrive(Cursor cursor) {
        return leased.guarded(tx -> moved(tx, cursor));
    }

    private static SyncState moved(StorageTx<?> tx, Cursor cursor) {
        SyncState state = tx.cursor().state();
        if (!state.cursor().equals(cursor)) {
            state = state.moved(cursor, state.position());
            tx.cursor().state(state);
        }
        return state;
    }

    /**
     * Which history the server was found to be.
     *
     * @param identity the first name that it gave
     * @param outgrown whether this storage is an older copy, so that it has taken a name of its own and has to begin at the start
     */
    public record Known(String identity, boolean outgrown) {}

    /**
     * Compares what the server says of itself. If there is no name of its history yet, stores the given one, unless it is empty.
     *
     * @param held how far the server has this client's writes; negative if it does not say
     */
    public Known recognise(String identity, long held) {
        boolean told = !identity.isEmpty() || held >= 0;
        if (!told
                || storage.<Boolean, RuntimeException>read(
                        tx -> isKnown(tx, identity) && !order.isOutgrown(tx, held))) {
            return new Known(identity, false); // Nearly always: so a pull needs no write for this.
        }
        return leased.guarded(tx -> {
            SyncState state = tx.cursor().state();
            if (state.identity().isEmpty() && !identity.isEmpty()) {
                state = state.of(identity);
                tx.cursor().state(state);
            }
            boolean outgrown = isKnown(tx, identity) && order.isOutgrown(tx, held);
            if (outgrown) {
                OptionalRoles.clocks(tx).newSite();
                tx.cursor().state(state.moved(Cursor.START, 0));
            }
            return new Known(state.identity(), outgrown);
        });
    }

    private static boolean isKnown(StorageTx<?> tx, String identity) {
        return identity.isEmpty() || tx.cursor().state().identity().equals(identity);
    }

    /** Notes that the server failed on a batch which it is known not to have. */
    public Batch failed(Batch batch) {
        return leased.guarded(tx -> {
            Batch failed = batch.failedOnceMore();
            tx.outbox().batch(failed);
            return failed;
        });
    }

    /** Dissolves a batch that the server is known not to have: its members go out anew. Returns how many there are. */
    public Done<Integer> dissolve(Waits waits, Ahead<Integer> ahead) {
        return leased.bounded(
                (tx, folds) -> {
                    Batch batch = tx.outbox().batch();
                    tx.outbox().batch(null);
                    int left = batch == null
                            ? 0
                            : tx.outbox().entries(batch.members()).size();
                    return behind(tx, left, ahead, waits);
                },
                this::deadline);
    }

    /** Parks a mutation that the server refuses for good, if it is still in the outbox, and dissolves the batch. */
    public Transition quarantine(OutboxEntry entry, String reason) {
        return leased.bounded((tx, folds) -> {
            Transition transition = Transition.refuse(
                    tx.cursor().state(), tx.outbox().entries(Collections.singletonList(entry.seq())), reason);
            rows.write(tx, transition, folds);
            tx.outbox().batch(null);
            return transition;
        });
    }

    /** Publishes how things stand, and keeps when the server was heard. */
    public void count(StatusBoard board) {
        counting.count(board);
    }
}
