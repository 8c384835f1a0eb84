package dev.mooring.sync.internal.client;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.TablesChanged;
import dev.mooring.sync.WriteBody;
import dev.mooring.sync.WriteException;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.internal.account.Accounts;
import dev.mooring.sync.internal.exchange.Exchanges;
import dev.mooring.sync.internal.export.Exports;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.history.History;
import dev.mooring.sync.internal.history.Succession;
import dev.mooring.sync.internal.lane.Lane;
import dev.mooring.sync.internal.lease.Captures;
import dev.mooring.sync.internal.lease.OwnStorage;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.ledger.Waits;
import dev.mooring.sync.internal.listing.Listing;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.rebuild.RebuildSwap;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.run.LogTrim;
import dev.mooring.sync.internal.run.RunParts;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.Events;
import dev.mooring.sync.internal.status.Standing;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.internal.status.StatusFacts.Power;
import dev.mooring.sync.internal.user.UserHandover;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.internal.write.EditTimes;
import dev.mooring.sync.internal.write.Ids;
import dev.mooring.sync.internal.write.Recorder;
import dev.mooring.sync.recovery.Unsettled;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.status.SyncListener;
import dev.mooring.sync.status.SyncStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The client behind the public one. It opens the storage at the first use, writes on the caller's thread, and leaves the rest to
 * the lane. The class is long as all parts of a client are made and opened here, and each method of the public one has its twin.
 */
public final class Client<DB> {

    private final Storage<DB> shared;
    private final OwnStorage<DB> storage;
    private final ServerIdentity identity;
    private final Transport transport;
    private final ChangeHandler<DB> handler;
    private final Settings settings;
    private final StatusBoard board;
    private final Events events;
    private final Drafts drafts;
    private final AppRows<DB> rows;
    private final Captures<DB> captures;
    private final Exchanges exchanges;
    private final Lane<DB> lane;
    private final Ledger<DB> ledger;
    private final OutboxHead<DB> head;
    private final Parking<DB> parking;
    private final Inspecting<DB> inspecting;
    private final Exports<DB> exports;
    private final Repairs<DB> repairs;
    private final Ids ids;
    private final ServerOrder order;
    private final Hints hints = new Hints();
    private final Opening<DB> opening;
    private final Object openLock = new Object();
    private volatile boolean open;
    private volatile boolean closed;
    private boolean retired;

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
        this.transport = transport;
        this.identity = transport.capabilities().identity();
        this.handler = handler;
        this.settings = settings;
        this.ids = new Ids(settings.scheduler());
        this.order = ServerOrder.of(transport);
        refuseUnfit();
        boolean compared = order.keepsRows() && settings.conflicts().defends();
        this.drafts = new Drafts(transport, settings.scheduler(), ids, new EditTimes(transport, compared));
        WakeUps channel = settings.channel(transport);
        this.board = new StatusBoard(
                settings, settings.poll(channel), transport.capabilities().unlisted());
        this.storage = new OwnStorage<>(shared, identity, settings.scheduler());
        this.events = new Events(settings, board);
        this.rows = new AppRows<>(order, handler, settings, drafts, storage::faultOf);
        this.captures = new Captures<>(storage, rows, drafts, board, events);
        this.ledger = new Ledger<>(storage, captures, rows, transport, settings, ids);
        Accounts<DB> accounts = new Accounts<>(storage, transport.capabilities(), ids);
        transport.guard(accounts);
        History<DB> history = new History<>(ledger, rows, settings.conflicts());
        this.exchanges = new Exchanges(transport, board, events, accounts, ledger, settings);
        RunParts<DB> parts = new RunParts<>(
                ledger,
                new Waits(),
                history,
                new Succession<>(ledger, rows),
                new Listing<>(ledger, transport.capabilities(), order, settings.scheduler(), settings.settling()),
                new RebuildSwap<>(ledger, rows, transport, settings, board, drafts),
                new LogTrim<>(ledger, settings),
                transport.capabilities(),
                order,
                accounts,
                exchanges);
        this.opening = new Opening<>(shared, identity, settings, rows, this::handoverOf, openedFor);
        this.lane = new Lane<>(parts, settings, board, events, channel, storage::isWriting, this::release);
        this.head = new OutboxHead<>(storage, captures);
        this.parking = new Parking<>(storage, captures, rows, drafts, lane);
        this.inspecting = new Inspecting<>(storage, captures, order);
        this.exports = new Exports<>(storage, captures, rows, drafts, parts, lane, board, settings.scheduler());
        this.repairs =
                new Repairs<>(exports, storage, captures, rows, parts, lane, board, events, settings.scheduler());
    }

    private void refuseUnfit() {
        String dialect = "the server of the dialect " + transport.capabilities().dialect() + " keeps cells with clocks";
        if (!order.layers() && settings.decidesConflicts()) {
            throw new IllegalArgumentException(
                    dialect + ", which decide cell by cell: no policy is asked, so give none");
        }
        if (!order.layers() && !shared.captures()) {
            throw new IllegalArgumentException(
                    dialect + ", and only captured writes have these: this storage captures no tables");
        }
    }

    private void refuseDraft() {
        throw new IllegalStateException("the server of the dialect "
                + transport.capabilities().dialect()
                + " knows only the cells of tables: write to a synced table instead of adding to the outbox");
    }

    public <T extends @Nullable Object> T write(WriteBody<DB, T> body) {
        open();
        Captures<DB>.Writing writing = captures.writing();
        try {
            return writing.<T, Exception>commit(tx -> {
                storage.is(OwnStorage.WRITE);
                Recorder recorder =
                        new Recorder(tx, drafts, order.layers() ? () -> writing.takeIn(tx) : this::refuseDraft);
                try {
                    T value = body.run(tx.handle(), recorder);
                    writing.recorded(recorder.recorded());
                    return value;
                } finally {
                    recorder.end();
                }
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new WriteException(e);
        } finally {
            ended(writing);
        }
    }

    private void ended(Captures<DB>.Writing writing) {
        if (writing.needsTurn()) {
            lane.kick();
        } else if (writing.needsLook()) {
            lane.hint();
        }
    }

    public CompletableFuture<SyncReport> syncNow() {
        openUnlessClosed();
        return lane.syncNow();
    }

    boolean carriesCalls() {
        return transport.capabilities().calls();
    }

    CompletableFuture<CallReport> call(ApiCall call) {
        if (!carriesCalls()) {
            throw new IllegalStateException(
                    "the dialect " + transport.capabilities().dialect() + " carries no API calls; make them yourself");
        }
        openUnlessClosed();
        return lane.call(call);
    }

    public CompletableFuture<SyncReport> flush(Duration deadline) {
        openUnlessClosed();
        return lane.flush(Settings.notNegative("deadline", deadline));
    }

    public CompletableFuture<SyncReport> flushAndStop(Duration deadline) {
        openUnlessClosed();
        return lane.flushAndStop(Settings.notNegative("deadline", deadline));
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

    public void wakeUp() {
        lane.wakeUp();
    }

    public Registration listen(SyncListener listener) {
        return settings.listeners().add(listener);
    }

    public Registration onTablesChanged(TablesChanged.Listener listener) {
        return storage.onTablesChanged(listener);
    }

    public SyncStatus status() {
        boolean there = openUnlessClosed();
        return there && captures.there() ? board.status(captures::seen) : board.status();
    }

    public List<Mutation> pending(int limit) {
        open();
        return head.read(limit, this::ended);
    }

    public List<Change> log(long after, int limit) {
        return read(tx -> tx.confirmed().log(after, limit));
    }

    public void close() {
        synchronized (openLock) {
            closed = true;
            if (retired) {
                return; // The client that has replaced this one is closed instead.
            }
            hints.end();
        }
        lane.close();
    }

    Parking<DB> parking() {
        return parking;
    }

    Inspecting<DB> inspecting() {
        return inspecting;
    }

    List<Unsettled> unsettled(long after, int limit) {
        return inspecting.unsettled(after, limit, this::ended);
    }

    Exports<DB> exports() {
        return exports;
    }

    Repairs<DB> repairs() {
        return repairs;
    }

    // ---- what Switching needs

    /** Ends its lane as a close does, but leaves storage, scheduler and transport to the next client. */
    void retire() {
        synchronized (openLock) {
            if (closed) {
                throw new IllegalStateException("the client is closed; nobody was switched");
            }
            retired = true;
            hints.end();
        }
        board.powered(Power.OFF);
        lane.close();
    }

    /** Another client in this one's place, over the storage as it is open. */
    Client<DB> successor(Transport next) {
        return new Client<>(shared, next, handler, settings, next.capabilities().identity());
    }

    /**
     * Begins as the successor of another client: tells how things stand, and goes on. If the storage cannot be opened now, the next
     * use opens it.
     */
    void takeOver(boolean started) {
        Failures.quietly("look into the storage after the switch", () -> {
            openUnlessClosed();
            events.tellSoon();
        });
        if (started) {
            lane.start();
        }
    }

    OutboxCounts counts() {
        return read(tx -> tx.outbox().counts());
    }

    /** The storage is open as the last one's, of whom this client is not. */
    private UserHandover<DB> handoverOf(ServerIdentity last) {
        OwnStorage<DB> theirs = new OwnStorage<>(shared, last, settings.scheduler());
        Captures<DB> captured = new Captures<>(theirs, rows, drafts, board, events);
        Ledger<DB> ledgerThen = new Ledger<>(theirs, captured, rows, transport, settings, ids);
        return new UserHandover<>(ledgerThen, rows, settings.scheduler());
    }

    UserHandover<DB> handover() {
        return new UserHandover<>(ledger, rows, settings.scheduler());
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

    private <T> T read(Storage.TxBody<DB, T, RuntimeException> body) {
        open();
        return storage.<T, RuntimeException>read(body);
    }

    private boolean openUnlessClosed() {
        if (open && !closed) {
            return true;
        }
        synchronized (openLock) {
            if (!open && !closed) {
                opening.open();
                board.publish(storage.<Standing, RuntimeException>read(tx -> {
                    order.check(tx);
                    board.moved(tx.cursor().state());
                    return Standing.of(tx, board.nextCount());
                }));
                hints.of("the storage", () -> storage.onCapture(lane::hint));
                hints.of("the platform", () -> settings.connectivity().onChange(lane::network));
                board.hinted(settings.connectivity().current());
                open = true;
            }
            return !closed;
        }
    }

    private void release() {
        synchronized (openLock) {
            if (retired) {
                return;
            }
        }
        if (open) {
            exchanges.leave(settings.leaveWithin());
            Failures.quietly("give the lease back", ledger::leave);
        }
        Failures.quietly("close the storage", storage::close);
        Failures.quietly("close the transport", transport::close);
        Failures.quietly("close the scheduler", settings.scheduler()::close);
        board.powered(Power.CLOSED);
    }
}
