package dev.mooring.sync.internal.client;

import dev.mooring.sync.ApiCall;
import dev.mooring.sync.CallReport;
import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ParkedMutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncStatus;
import dev.mooring.sync.UserSwitch;
import dev.mooring.sync.WriteBody;
import dev.mooring.sync.internal.account.Accounts;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.history.History;
import dev.mooring.sync.internal.history.Succession;
import dev.mooring.sync.internal.lane.Lane;
import dev.mooring.sync.internal.ledger.Captures;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.ledger.OwnStorage;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.rebuild.Swap;
import dev.mooring.sync.internal.rows.Rows;
import dev.mooring.sync.internal.run.Exchanges;
import dev.mooring.sync.internal.run.Listing;
import dev.mooring.sync.internal.run.SyncRun;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.Board;
import dev.mooring.sync.internal.status.Facts.Power;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.internal.write.EditTimes;
import dev.mooring.sync.internal.write.Ids;
import dev.mooring.sync.internal.write.Recorder;
import dev.mooring.sync.recovery.CheckReport;
import dev.mooring.sync.recovery.ImportReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildPreview;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.OutboxCounts;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Registration;
import dev.mooring.sync.spi.Shown;
import dev.mooring.sync.spi.Storage;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.StorageTx.Handover;
import dev.mooring.sync.spi.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client behind the public one: opens late, writes on the caller's thread, and leaves the rest to the lane. */
public final class Client<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");
    private static final int READ_CHUNK = 256;
    private static final long READ_BYTES = 4 << 20;

    private final Storage<DB> shared;
    private final OwnStorage<DB> storage;
    private final ServerIdentity identity;
    private final Transport transport;
    private final ChangeHandler<DB> handler;
    private final Settings settings;
    private final Board board;
    private final Drafts drafts;
    private final Rows<DB> rows;
    private final Captures<DB> captures;
    private final Lane<DB> lane;
    private final Ledger<DB> ledger;
    private final Recovery<DB> recovery;
    private final Ids ids;
    private final Object opening = new Object();
    private @Nullable ServerIdentity openedFor;
    private volatile boolean open;
    private volatile boolean closed;
    private boolean retired;
    private Registration hints = () -> {};
    private Registration wakeUps = () -> {};
    private Registration network = () -> {};

    public Client(Storage<DB> storage, Transport transport, ChangeHandler<DB> handler, Settings settings) {
        this(storage, transport, handler, settings, null);
    }

    private Client(
            Storage<DB> shared,
            Transport transport,
            ChangeHandler<DB> handler,
            Settings settings,
            @Nullable ServerIdentity openedFor) {
        this.shared = shared;
        this.openedFor = openedFor;
        this.transport = transport;
        this.identity = transport.capabilities().identity();
        this.storage = new OwnStorage<>(shared, identity);
        this.handler = handler;
        this.settings = settings;
        this.ids = new Ids(settings.scheduler());
        ServerOrder order = ServerOrder.of(transport);
        boolean compared = order.keepsRows() && settings.conflicts().defends();
        this.drafts = new Drafts(transport, settings.scheduler(), ids, new EditTimes(transport, compared));
        this.board = new Board(settings);
        this.rows = new Rows<>(order, handler, settings, drafts, storage::faultOf);
        this.captures = new Captures<>(storage, rows, drafts, board);
        this.ledger = new Ledger<>(storage, captures, rows, transport, settings, ids);
        Accounts<DB> accounts = new Accounts<>(storage, transport.capabilities(), ids);
        transport.guard(accounts);
        History<DB> history = new History<>(ledger, rows, settings.conflicts());
        SyncRun.Parts<DB> parts = new SyncRun.Parts<>(
                ledger,
                history,
                new Succession<>(ledger, rows),
                new Listing<>(ledger, transport.capabilities(), order, settings.scheduler(), settings.settling()),
                new Swap<>(ledger, rows, history, transport, settings, board, drafts),
                transport,
                transport.capabilities(),
                order,
                accounts,
                new Exchanges(transport, board, accounts, ledger, settings));
        this.lane = new Lane<>(parts, settings, board, storage::isWriting, this::release);
        this.recovery = new Recovery<>(storage, captures, rows, drafts, parts, lane, board, settings.scheduler());
    }

    public <T extends @Nullable Object, X extends Exception> T write(WriteBody<DB, T, X> body) throws X {
        open();
        Captures<DB>.Writing writing = captures.writing();
        try {
            return writing.<T, X>commit(tx -> {
                Recorder recorder = new Recorder(tx, drafts, () -> writing.takeIn(tx));
                try {
                    T value = body.run(tx.handle(), recorder);
                    writing.recorded(recorder.recorded());
                    return value;
                } finally {
                    recorder.end();
                }
            });
        } finally {
            ended(writing);
        }
    }

    private void ended(Captures<DB>.Writing writing) {
        if (writing.leftWork()) {
            lane.kick();
        } else if (writing.leftNews()) {
            lane.hint();
        }
    }

    public CompletableFuture<SyncReport> syncNow() {
        openUnlessClosed();
        return lane.syncNow();
    }

    public CompletableFuture<CallReport> call(ApiCall call) {
        Capabilities can = transport.capabilities();
        if (!can.calls()) {
            throw new IllegalStateException(
                    "the dialect " + can.dialect() + " carries no API calls; make them yourself");
        }
        openUnlessClosed();
        return lane.call(call);
    }

    public CompletableFuture<SyncReport> flush(Duration deadline) {
        openUnlessClosed();
        return lane.flush(Settings.notNegative("deadline", deadline));
    }

    public void open() {
        if (!openUnlessClosed()) {
            throw new IllegalStateException("the client is closed; its outbox is kept for the next one");
        }
    }

    public void start() {
        open();
        lane.start();
    }

    public void stop() {
        lane.stop();
    }

    public CheckReport check() {
        open();
        return recovery.check();
    }

    public RebuildPreview rebuildPreview(RebuildPlan plan) {
        open();
        return recovery.preview(plan);
    }

    public CompletableFuture<RebuildReport> rebuild(RebuildPlan plan) {
        open();
        return recovery.rebuild(plan);
    }

    public boolean cancelRebuild() {
        open();
        return recovery.cancelRebuild();
    }

    public long exportTo(Path file) {
        open();
        return recovery.exportTo(file);
    }

    public ImportReport importFrom(Path file) {
        open();
        return recovery.importFrom(file);
    }

    public void wakeUp() {
        lane.wakeUp();
    }

    public SyncStatus status() {
        boolean there = openUnlessClosed();
        return there && captures.there() ? board.status(captures::seen) : board.status();
    }

    public List<Mutation> pending(int limit) {
        open();
        boolean taken = captures.tryTakeIn(this::ended);
        return read(tx -> {
            List<Mutation> mutations = new ArrayList<>();
            long after = 0;
            while (mutations.size() < limit) {
                List<OutboxEntry> chunk =
                        tx.unsettled(after, Math.min(READ_CHUNK, limit - mutations.size()), READ_BYTES);
                if (chunk.isEmpty()) {
                    break;
                }
                for (OutboxEntry entry : chunk) {
                    mutations.add(entry.mutation());
                    after = entry.seq();
                }
            }
            int left = limit - mutations.size();
            if (!taken && left > 0) {
                captures.peek(tx, left, mutation -> {
                    if (mutations.size() < limit) {
                        mutations.add(mutation);
                    }
                });
            }
            return mutations;
        });
    }

    public List<ParkedMutation> parked(MutationState state, int limit) {
        return read(tx -> tx.parked(state, limit));
    }

    public List<Change> log(long after, int limit) {
        return read(tx -> tx.log(after, limit));
    }

    public boolean retry(UUID id) {
        return unpark(id, MutationState.QUARANTINED, (tx, parked) -> {
                    rows.readmit(tx, parked.mutation());
                    return parked.mutation();
                })
                .isPresent();
    }

    public @Nullable Mutation reissue(UUID id) {
        return unpark(id, MutationState.SUPERSEDED, (tx, parked) -> {
                    Mutation mutation = drafts.recorded(tx, parked.mutation());
                    rows.append(tx, mutation);
                    rows.redo(tx, Collections.singletonList(mutation));
                    return mutation;
                })
                .orElse(null);
    }

    public boolean drop(UUID id) {
        open();
        Deciding deciding = new Deciding();
        boolean dropped = deciding.<Boolean, RuntimeException>commit(tx -> {
            OutboxEntry refused = tx.refused(id);
            if (refused != null) {
                rows.takeBack(tx, refused);
            }
            ParkedMutation gone = tx.unpark(id);
            if (gone != null) {
                deciding.tell(gone.state(), 0);
            }
            return gone != null;
        });
        if (dropped) {
            lane.kick(); // What has waited behind it can go.
        }
        return dropped;
    }

    public void close() {
        synchronized (opening) {
            closed = true;
            if (retired) {
                return; // Its successor is closed in its place.
            }
            endHints();
        }
        lane.close();
    }

    private void endHints() {
        Failures.quietly("end the storage's hints", hints::close);
        Failures.quietly("end the transport's wake-ups", wakeUps::close);
        Failures.quietly("end the platform's hints", network::close);
    }

    // ---- what Switching needs

    /** Ends its lane, as if it was closed, but leaves storage, scheduler and transport to who comes next. */
    void retire() {
        synchronized (opening) {
            if (closed) {
                throw new IllegalStateException("the client is closed; nobody was switched");
            }
            retired = true;
            endHints();
        }
        board.powered(Power.OFF);
        lane.close();
    }

    /** Another client in this one's place, over the storage as it is open. */
    Client<DB> successor(Transport next) {
        return new Client<>(shared, next, handler, settings, next.capabilities().identity());
    }

    /** Begins as a successor: tells how things stand, and goes on. What cannot be opened now is by the next use. */
    void takeOver(boolean started) {
        Failures.quietly("look into the storage after the switch", () -> {
            openUnlessClosed();
            lane.tell();
        });
        if (started) {
            lane.start();
        }
    }

    OutboxCounts counts() {
        return read(StorageTx::counts);
    }

    Handing<DB> handing() {
        return new Handing<>(ledger, rows, settings.scheduler());
    }

    Lane<DB> lane() {
        return lane;
    }

    Transport transport() {
        return transport;
    }

    boolean canReset() {
        return rows.canReset();
    }

    private Optional<Mutation> unpark(
            UUID id, MutationState state, BiFunction<StorageTx<DB>, ParkedMutation, Mutation> back) {
        open();
        Optional<Mutation> mutation;
        try {
            Deciding deciding = new Deciding();
            mutation = deciding.<Optional<Mutation>, WrongState>commit(tx -> {
                OutboxEntry refused = state == MutationState.QUARANTINED ? tx.refused(id) : null;
                if (refused != null) {
                    rows.requeue(tx, refused);
                    deciding.tell(state, 1);
                    return Optional.of(refused.mutation());
                }
                ParkedMutation parked = tx.unpark(id);
                if (parked == null) {
                    return Optional.empty();
                }
                if (parked.state() != state) {
                    throw new WrongState();
                }
                Mutation returned = back.apply(tx, parked);
                deciding.tell(state, 1);
                return Optional.of(returned);
            });
        } catch (WrongState rolledBack) {
            return Optional.empty();
        }
        if (mutation.isPresent()) {
            lane.kick();
        }
        return mutation;
    }

    /** The app decides about a parked mutation. The board is told inside the transaction, and corrected if it is rolled back. */
    private final class Deciding {
        private @Nullable MutationState told;
        private int pending;

        <T, X extends Exception> T commit(Storage.TxBody<DB, T, X> body) throws X {
            boolean committed = false;
            try {
                T result = captures.<T, X>write(body);
                committed = true;
                return result;
            } finally {
                if (!committed && told != null) {
                    board.parkedAgain(told == MutationState.SUPERSEDED, pending);
                }
            }
        }

        void tell(MutationState was, int nowPending) {
            board.unparked(was == MutationState.SUPERSEDED, nowPending);
            told = was;
            pending = nowPending;
        }
    }

    private <T> T read(Storage.TxBody<DB, T, RuntimeException> body) {
        open();
        return storage.<T, RuntimeException>read(body);
    }

    private boolean openUnlessClosed() {
        if (open && !closed) {
            return true;
        }
        synchronized (opening) {
            if (!open && !closed) {
                openStorage();
                storage.<Boolean, RuntimeException>read(tx -> {
                    board.counted(Board.Standing.of(tx));
                    board.moved(tx.state());
                    return Boolean.TRUE;
                });
                hints = hinted("the storage", () -> storage.onCapture(lane::hint));
                wakeUps = hinted("the transport", () -> transport.onWakeUp(this::wakeUp));
                network = hinted("the platform", () -> settings.connectivity().onChange(lane::network));
                board.hinted(settings.connectivity().current());
                open = true;
            }
            return !closed;
        }
    }

    /** Hints are a convenience: without them the client opens all the same, and looks now and then. */
    private static Registration hinted(String whose, Supplier<Registration> registering) {
        try {
            return registering.get();
        } catch (Throwable thrown) {
            LOG.warn(
                    "{} threw as its hints were registered for; the client goes on without them",
                    whose,
                    Shown.thrown(thrown));
            return () -> {};
        }
    }

    private void openStorage() {
        UserSwitch other = settings.otherUser();
        if (openedFor == null) {
            ServerIdentity bound = other == null ? null : shared.bound();
            ServerIdentity first = bound == null ? identity : bound;
            if (!first.equals(identity) && !rows.canReset()) {
                throw new IllegalStateException(
                        "this app's change handler has no reset, which is needed to hand the storage of " + first
                                + " over to " + identity + "; it was not opened");
            }
            shared.open(first, settings.keepLog());
            openedFor = first;
        }
        ServerIdentity first = openedFor;
        if (other != null && !first.equals(identity)) {
            handOver(first, other);
            openedFor = identity;
        }
    }

    /** The storage is open as another's. */
    private void handOver(ServerIdentity last, UserSwitch how) {
        Captures<DB> theirs = new Captures<>(new OwnStorage<>(shared, last), rows, drafts, board);
        Ledger<DB> ledgerThen = new Ledger<>(new OwnStorage<>(shared, last), theirs, rows, transport, settings, ids);
        try {
            Handover moved = new Handing<>(ledgerThen, rows, settings.scheduler()).over(identity, how.kind());
            LOG.info(
                    "the storage of {} was handed over to {}: {} mutations {}, {} are back",
                    Shown.name(last.toString()),
                    Shown.name(identity.toString()),
                    moved.left(),
                    how.kind() == UserSwitch.Kind.PARK ? "are kept for the last user" : "were dropped",
                    moved.returned());
        } catch (Handing.NotDrained impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void release() {
        synchronized (opening) {
            if (retired) {
                return;
            }
        }
        if (open) {
            Failures.quietly("give the lease back", ledger::leave);
        }
        Failures.quietly("close the storage", storage::close);
        Failures.quietly("close the transport", transport::close);
        Failures.quietly("close the scheduler", settings.scheduler()::close);
        board.powered(Power.CLOSED);
    }

    /** Rolls back an unparking of the wrong kind. */
    private static final class WrongState extends Exception {
        private static final long serialVersionUID = 1;

        WrongState() {
            super("parked in another state", null, false, false);
        }
    }
}
