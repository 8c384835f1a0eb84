package dev.mooring.sync.testing.storage;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.TablesChanged;
import dev.mooring.sync.spi.storage.LogExtent;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.testing.storage.MemoryData.Left;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A storage in memory, for tests and previews. It keeps the whole contract of {@link Storage} but durability: the data live
 * as long as the object, or its {@linkplain #reopen successors}. Committing copies what was touched, so it is meant for
 * thousands of rows, not for millions.
 *
 * <p>It can {@linkplain #capturing capture} writes to some tables, as a database with triggers does.
 *
 * <p>To die at a commit, wrap it in a {@link CrashingStorage}.
 */
public final class InMemoryStorage implements Storage<MemoryTables> {
    private final Disk disk;
    private final ThreadLocal<@Nullable MemoryTurn> running = new ThreadLocal<>();
    private volatile Phase phase = Phase.NEW;
    private volatile boolean keepLog;

    /** An empty storage. */
    public InMemoryStorage() {
        this(new Disk());
    }

    private InMemoryStorage(Disk disk) {
        this.disk = disk;
    }

    /**
     * Captures what is written to some tables from now on, by anybody who writes to this storage or to one that was
     * {@linkplain #reopen reopened} from it, so that it goes to the server without an outbox. A row's text is the payload of
     * its mutation, so it has to be JSON; the kind is {@code set}, or {@link dev.mooring.sync.Mutation#DELETE}; the collection is
     * the table. Writing what is there already is no write. Such a storage brings its own {@link #handler}.
     *
     * @param clock the time of the captures, such as {@code scheduler::now}
     * @param tables their names
     * @return this, not opened yet
     */
    public InMemoryStorage capturing(Supplier<Instant> clock, String... tables) {
        disk.rule = new MemoryCapture.Rule(Set.of(tables), clock, null);
        return this;
    }

    /**
     * Gives the cells of the captured tables clocks, for a server that keeps {@linkplain dev.mooring.sync.spi.Capabilities.Order#CLOCKS cells
     * with clocks}. A row's text is then a JSON object of exact values by column, and its key the JSON array of the values of its key, both
     * as {@link dev.mooring.sync.spi.storage.ClockTx} says. The columns come to stand in the order of their names.
     *
     * @param sites random ids; one is taken when the storage is opened first
     * @return this, not opened yet
     * @throws IllegalStateException if it {@linkplain #capturing captures} nothing
     */
    public InMemoryStorage withClocks(Supplier<UUID> sites) {
        if (!captures()) {
            throw new IllegalStateException(
                    "only captured tables have clocks, and nothing is captured; call capturing first");
        }
        disk.rule = new MemoryCapture.Rule(disk.rule.tables(), disk.rule.clock(), sites);
        return this;
    }

    /**
     * What a new process finds: another storage over what is committed here, now and later. This one may be closed, or left
     * behind as by a crash, or go on as another process would.
     *
     * @return not opened
     */
    public InMemoryStorage reopen() {
        return new InMemoryStorage(disk);
    }

    /**
     * What a backup of it would hold: another database with all that is committed now, and nothing that is committed later.
     *
     * @return not opened
     */
    public InMemoryStorage copy() {
        Disk copy = new Disk();
        copy.committed = disk.committed;
        copy.rule = disk.rule;
        return new InMemoryStorage(copy);
    }

    @Override
    public void open(ServerIdentity identity, boolean keepLog) {
        disk.writer.lock();
        try {
            if (phase != Phase.NEW) {
                throw new IllegalStateException("the storage in memory cannot be opened, it is " + phase);
            }
            MemoryData data = disk.committed.fork();
            bind(data, identity);
            Supplier<UUID> sites = disk.rule.sites();
            if (sites != null && data.site.isEmpty()) {
                data.site = MemoryClocks.site(sites.get());
            }
            if (!keepLog) {
                data.logToWrite().clear();
            } else if (data.log.isEmpty() && data.state.position() > data.extent.from()) {
                data.extent = new LogExtent(data.state.position(), List.of());
            }
            this.keepLog = keepLog;
            disk.committed = data;
            phase = Phase.OPEN;
        } finally {
            disk.writer.unlock();
        }
    }

    private static void bind(MemoryData data, ServerIdentity identity) {
        if (identity.equals(data.identity)) {
            return;
        }
        boolean empty = data.state.cursor().equals(SyncState.START.cursor())
                && data.outbox.isEmpty()
                && data.journal.isEmpty()
                && data.parked.isEmpty()
                && data.rows.isEmpty()
                && !data.left.containsKey(identity);
        if (data.identity != null && !empty) {
            Left back = data.left.get(identity);
            throw StorageException.otherIdentity(
                    "the storage in memory", data.identity, identity, data.counts(), back == null ? 0 : back.size());
        }
        data.identity = identity;
        data.state = SyncState.START;
        data.contact = Contact.NONE;
        data.batch = null;
        data.rebuild = null;
        data.stagedToWrite().clear();
        data.logToWrite().clear();
        data.extent = LogExtent.WHOLE;
    }

    @Override
    public @Nullable ServerIdentity bound() {
        return disk.committed.identity;
    }

    @Override
    public List<String> check() {
        return disk.committed.faults();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(TxBody<MemoryTables, T, X> body) throws X {
        refuseNesting();
        T result;
        boolean captured;
        MemoryTurn turn;
        disk.writer.lock();
        try {
            MemoryData fork = disk.committed.fork();
            turn = new MemoryTurn(fork, true, disk.rule);
            result = run(turn, body);
            captured = fork.lastCapture > disk.committed.lastCapture;
            disk.committed = fork;
        } finally {
            disk.writer.unlock();
        }
        if (captured) {
            disk.hints.stream().filter(hint -> hint.of() != this).forEach(Hint::give);
        }
        if (!turn.changed().isEmpty()) {
            disk.tell(new TablesChanged(turn.changed(), Set.of()));
        }
        return result;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(TxBody<MemoryTables, T, X> body) throws X {
        refuseNesting();
        return run(new MemoryTurn(disk.committed, false, disk.rule), body);
    }

    private <T extends @Nullable Object, X extends Exception> T run(MemoryTurn turn, TxBody<MemoryTables, T, X> body)
            throws X {
        running.set(turn);
        try {
            if (phase != Phase.OPEN) {
                throw new IllegalStateException("the storage in memory is not open, it is " + phase);
            }
            return body.run(new MemoryTx(turn, keepLog));
        } finally {
            turn.end();
            running.remove();
        }
    }

    private void refuseNesting() {
        if (running.get() != null) {
            throw new IllegalStateException(
                    "this thread is inside a transaction of this storage; a second one inside it is refused");
        }
    }

    @Override
    public boolean captures() {
        return !disk.rule.tables().isEmpty();
    }

    @Override
    public @Nullable ChangeHandler<MemoryTables> handler() {
        return captures() ? new MemoryHandler(disk.rule.tables()) : null;
    }

    @Override
    public Registration onCapture(Runnable hint) {
        Hint registered = new Hint(this, hint);
        disk.hints.add(registered);
        return () -> disk.hints.remove(registered);
    }

    /**
     * As {@link Storage#onTablesChanged} says, and at once.
     *
     * @param listener called on the thread that has committed, whichever {@linkplain #reopen storage} of these data that used
     */
    @Override
    public Registration onTablesChanged(TablesChanged.Listener listener) {
        if (!captures()) {
            return Storage.super.onTablesChanged(listener);
        }
        Watcher registered = new Watcher(this, listener);
        disk.watchers.add(registered);
        return () -> disk.watchers.remove(registered);
    }

    @Override
    public void close() {
        refuseNesting();
        disk.writer.lock();
        try {
            phase = Phase.CLOSED;
        } finally {
            disk.writer.unlock();
        }
    }

    private enum Phase {
        NEW,
        OPEN,
        CLOSED
    }

    /** A hint, and the storage whose own writes need none. */
    private record Hint(InMemoryStorage of, Runnable task) {
        void give() {
            task.run();
        }
    }

    /** Who is told of changed rows as long as its storage is open. */
    private record Watcher(InMemoryStorage of, TablesChanged.Listener listener) {
        void tell(TablesChanged change) {
            if (of.phase == Phase.OPEN) {
                try {
                    listener.changed(change);
                } catch (RuntimeException e) {
                    // The commit stands, so its caller must not see this.
                    Thread here = Thread.currentThread();
                    here.getUncaughtExceptionHandler().uncaughtException(here, e);
                }
            }
        }
    }

    /** What outlives a storage object. */
    private static final class Disk {
        final ReentrantLock writer = new ReentrantLock(true);
        final ReentrantLock telling = new ReentrantLock(true);
        final List<Watcher> watchers = new CopyOnWriteArrayList<>();
        final List<Hint> hints = new CopyOnWriteArrayList<>();
        volatile MemoryData committed = new MemoryData();
        volatile MemoryCapture.Rule rule = MemoryCapture.Rule.NONE;

        /** One change at a time, as two threads may have committed. */
        void tell(TablesChanged change) {
            telling.lock();
            try {
                watchers.forEach(each -> each.tell(change));
            } finally {
                telling.unlock();
            }
        }
    }
}
