package dev.mooring.sync;

import dev.mooring.sync.calls.ApiCalls;
import dev.mooring.sync.internal.client.Client;
import dev.mooring.sync.internal.client.CurrentClient;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.recovery.Recovery;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Storage;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.status.SyncListener;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Carries an app's writes to its server, exactly once in effect, and brings the server's changes back, exactly once.
 *
 * <p>The app writes to its own database and goes on; {@link #write} never touches the network. One lane, with one thread,
 * does everything else in order: it sends the outbox in bounded batches, pulls, hands changes to the
 * {@link ChangeHandler}, waits and tries again. A client that is not {@linkplain #start started} syncs when told to
 * ({@link #syncNow}) and at no other time.
 *
 * <p>Thread-safe. Futures complete on the lane thread, each exactly once, {@link #close} included.
 *
 * @param <DB> the storage's own handle, such as {@code java.sql.Connection}
 */
public final class SyncClient<DB> implements AutoCloseable {
    private final CurrentClient<DB> current;

    private SyncClient(Client<DB> client) {
        this.current = new CurrentClient<>(client);
    }

    /**
     * Begins a client. Building does no I/O; the storage is opened by the first use.
     *
     * @param storage the app's database; the client closes it
     * @param transport the way to the server; the client closes it
     * @param handler the app's side of a pull
     * @param <DB> the storage's own handle
     * @return a builder with every default set
     */
    public static <DB> Builder<DB> builder(Storage<DB> storage, Transport transport, ChangeHandler<DB> handler) {
        return new Builder<>(storage, transport, handler);
    }

    /**
     * Begins a client with the handler that the storage brings itself, such as one whose tables are synced. The log is not kept
     * unless {@linkplain Builder#keepLog set}, as such a storage takes writes back without it. Building does no I/O; the storage
     * is opened by the first use.
     *
     * @param storage the app's database; the client closes it
     * @param transport the way to the server; the client closes it
     * @param <DB> the storage's own handle
     * @return a builder with every default set
     * @throws IllegalArgumentException if the storage brings no handler
     */
    public static <DB> Builder<DB> builder(Storage<DB> storage, Transport transport) {
        ChangeHandler<DB> handler = storage.handler();
        if (handler == null) {
            throw new IllegalArgumentException(
                    "the storage brings no change handler of its own: declare its synced tables,"
                            + " or give the app's handler to builder(storage, transport, handler)");
        }
        Builder<DB> builder = new Builder<>(storage, transport, handler);
        builder.settings.undoesFromLog = false;
        return builder;
    }

    /**
     * Opens the storage now instead of at the first use. An app that writes through connections of its own to a database which
     * captures writes calls this before it does. Idempotent.
     *
     * @throws StorageException if the storage cannot be opened
     * @throws IllegalStateException after {@link #close}
     */
    public void open() {
        current.get().open();
    }

    /**
     * Writes the app's rows and records mutations, both or neither. Durable when it returns. Never touches the network.
     *
     * <p>Whatever the body throws rolls the transaction back, and then reaches the caller: an unchecked exception or an error as it
     * is, a checked exception as the cause of a {@link WriteException}. If it is an {@link InterruptedException}, the thread's
     * interrupt flag is set again.
     *
     * @param body the app's code; runs on the calling thread, while no other write runs
     * @throws WriteException if the body throws a checked exception
     * @throws StorageException if the database fails; nothing of the write is there
     * @throws IllegalStateException inside another write of this thread, or after {@link #close}
     */
    public void write(WriteBody.Plain<DB> body) {
        current.get().write((db, outbox) -> {
            body.run(db, outbox);
            return Boolean.TRUE;
        });
    }

    /**
     * Does what {@link #write} does, and returns a result.
     *
     * @param body the app's code; runs on the calling thread, while no other write runs
     * @param <T> the result
     * @return what the body returns
     * @throws WriteException if the body throws a checked exception
     * @throws StorageException if the database fails; nothing of the write is there
     * @throws IllegalStateException inside another write of this thread, or after {@link #close}
     */
    public <T extends @Nullable Object> T writeReturning(WriteBody<DB, T> body) {
        return current.get().write(body);
    }

    /**
     * Sends what is pending and pulls what is new, now: a wait is cut short. Calls made while a sync runs share the next.
     *
     * <p>To wait for it inside a write of this client, or on the lane thread (in a listener, a handler or a policy), would be to
     * wait for oneself: {@code join} and {@code get} throw an {@link IllegalStateException} there. The same holds for the futures of
     * {@link ApiCalls#make}, {@link #flush} and {@link Recovery#rebuild}.
     *
     * @return how it ended; never completes exceptionally
     * @throws StorageException if this is the first use and the storage cannot be opened
     */
    public CompletableFuture<SyncReport> syncNow() {
        return current.get().syncNow();
    }

    /**
     * Drains what it can before a deadline: for an app going to the background or a window closing. A sync that is still
     * running at the deadline is cancelled; what is left stays in the outbox.
     *
     * @param deadline from now
     * @return how it ended and what is left, at the deadline at the latest; never completes exceptionally
     * @throws StorageException if this is the first use and the storage cannot be opened
     */
    public CompletableFuture<SyncReport> flush(Duration deadline) {
        return current.get().flush(deadline);
    }

    /**
     * Starts syncing on its own: after local writes, at the poll interval, on wake-ups, and again after failures. Waits for
     * nothing; opens the storage if that has not happened yet. Idempotent.
     *
     * @throws StorageException if the storage cannot be opened
     */
    public void start() {
        current.get().start();
    }

    /**
     * Tells the client that something may have changed, such as the network being back. Cuts a wait short, on a started
     * client; may be called as often as one likes, from any thread.
     */
    public void wakeUp() {
        current.get().wakeUp();
    }

    /**
     * What the client is doing and what it holds. Where the storage captures what the app writes past the client, what was committed
     * by then is counted, on whatever connection; that look waits for no writer and throws nothing. What other processes have
     * recorded by a client of their own is counted once this one has looked: at each sync, and on a started client soon after a hint
     * of the storage and every {@linkplain Builder#mopUpEvery mop-up}.
     *
     * @return a snapshot
     */
    public SyncStatus status() {
        return current.get().status();
    }

    /**
     * The head of the outbox, in order. What the database has captured is taken in first.
     *
     * @param limit how many at most
     * @return unsettled mutations: in flight, to be sent, or waiting behind a quarantined one of the same key
     */
    public List<Mutation> pending(int limit) {
        return current.get().pending(limit);
    }

    /**
     * Reads the confirmed log: what the server is known to hold, own mutations included.
     *
     * @param after position to start behind; 0 for the beginning
     * @param limit how many at most
     * @return changes in the server's order; empty if no log is kept, or the server keeps keys and no log
     */
    public List<Change> log(long after, int limit) {
        return current.get().log(after, limit);
    }

    /**
     * Switches the client off: what runs is cancelled, and nothing is tried from here on unless the app asks for it
     * ({@link #syncNow}, {@link #flush}, {@link ApiCalls#make}). Writes go on as before. {@link #start} switches it on again. Idempotent.
     */
    public void stop() {
        current.get().stop();
    }

    /**
     * The mutations that lost against the server, or that it refused: what the app lists, retries, reissues and drops.
     *
     * @return the same object each time
     */
    public ParkedMutations parked() {
        return current.parked();
    }

    /**
     * The ways out of trouble: check, rebuild, export, import, and the switch to another user.
     *
     * @return the same object each time
     */
    public Recovery recovery() {
        return current.recovery();
    }

    /**
     * API calls that ride with the sync.
     *
     * @return the same object each time
     */
    public ApiCalls calls() {
        return current.calls();
    }

    /**
     * Stops the lane, cancels a running exchange, completes every future, and closes storage and transport. Bounded by the
     * close timeout; the outbox is kept. Idempotent.
     */
    @Override
    public void close() {
        current.close();
    }

    /** What becomes of the app's rows when a write is refused for good: by the server, or because the dialect can never send it. */
    public enum RefusedWrites {
        /**
         * It stays where it was written: it lies on top of what the server confirmed, as pending mutations do, and below later ones of its
         * key. The app marks it ({@link ParkedMutations#quarantined}), and drops or retries it.
         */
        STAY,
        /** It is taken back from the rows when it is quarantined, and written again by {@link ParkedMutations#retry}. */
        TAKE_BACK
    }

    /**
     * Wires a client together.
     *
     * @param <DB> the storage's own handle
     */
    public static final class Builder<DB> {
        private final Storage<DB> storage;
        private final Transport transport;
        private final ChangeHandler<DB> handler;
        private final Settings.Draft settings = new Settings.Draft();

        private Builder(Storage<DB> storage, Transport transport, ChangeHandler<DB> handler) {
            this.storage = Objects.requireNonNull(storage, "storage");
            this.transport = Objects.requireNonNull(transport, "transport");
            this.handler = Objects.requireNonNull(handler, "handler");
        }

        /**
         * Who wins a conflict, and what becomes of what was pending when the server's history is replaced;
         * {@link ConflictPolicy#serverWins()} by default.
         *
         * @param policy a pure function
         * @return this
         */
        public Builder<DB> conflicts(ConflictPolicy policy) {
            settings.conflicts = Objects.requireNonNull(policy);
            return this;
        }

        /**
         * Whether what was refused for good stays in the app's rows until the app drops or retries it;
         * {@link RefusedWrites#STAY} by default. What was refused before stays as it is when this changes.
         *
         * @param way the way
         * @return this
         */
        public Builder<DB> refusedWrites(RefusedWrites way) {
            settings.refusedWrites = Objects.requireNonNull(way);
            return this;
        }

        /**
         * When rows that a server no longer lists, and of which it does not confirm that they are gone, are taken for deleted: after so
         * many listings in a row that do not show them, the first of which is so long ago; 2 listings and 10 minutes by default. Until
         * then they stay, are counted by {@link SyncStatus#heldBack}, and keep nothing else from being sent or pulled. What a
         * server confirms is deleted at once.
         *
         * @param listings 2 or more
         * @param atLeast zero or more
         * @return this
         */
        public Builder<DB> unconfirmedDeletions(int listings, Duration atLeast) {
            settings.settling = new Settings.Settling(listings, atLeast);
            return this;
        }

        /**
         * How long to wait between attempts; {@link RetryPolicy#DEFAULT} by default.
         *
         * @param policy the bounds
         * @return this
         */
        public Builder<DB> retries(RetryPolicy policy) {
            settings.retries = Objects.requireNonNull(policy);
            return this;
        }

        /**
         * Pulls at a fixed interval; off by default.
         *
         * @param interval positive
         * @return this
         */
        public Builder<DB> pollEvery(Duration interval) {
            settings.poll = Settings.positive("poll interval", interval);
            return this;
        }

        /**
         * How long a fresh local write waits for company before it is sent; 50 ms by default.
         *
         * @param wait not negative
         * @return this
         */
        public Builder<DB> debounce(Duration wait) {
            settings.debounce = Settings.notNegative("debounce", wait);
            return this;
        }

        /**
         * How often the outbox is looked at, should a kick after a commit have been lost or another process have written;
         * 30 s by default.
         *
         * @param interval positive
         * @return this
         */
        public Builder<DB> mopUpEvery(Duration interval) {
            settings.mopUp = Settings.positive("mop-up interval", interval);
            return this;
        }

        /**
         * Whether confirmed changes are kept in the log; by default as the dialect asks, and not where the storage brings the
         * handler.
         *
         * @param keep false saves space and time where the app never reads {@link SyncClient#log}
         * @return this
         */
        public Builder<DB> keepLog(boolean keep) {
            settings.keepLog = keep;
            return this;
        }

        /**
         * Accepts a dialect that can neither repeat a batch safely nor recognise its own mutations, so that a mutation may
         * take effect twice after an unknown end.
         *
         * @return this
         */
        public Builder<DB> acceptAtLeastOnce() {
            settings.atLeastOnce = true;
            return this;
        }

        /**
         * How long this process keeps the right to sync the storage without renewing it; 15 s by default. It is longer while a
         * push or a call is under way: by 5 s more than the {@linkplain dev.mooring.sync.spi.Transport#deadline transport's deadline}
         * for that. A process that died without a word blocks others for that long, unless the storage can tell that it is gone.
         *
         * @param ttl positive
         * @return this
         */
        public Builder<DB> leaseFor(Duration ttl) {
            settings.lease = Settings.positive("lease", ttl);
            return this;
        }

        /**
         * How long {@link SyncClient#close} may take; 5 s by default.
         *
         * @param timeout positive
         * @return this
         */
        public Builder<DB> closeWithin(Duration timeout) {
            settings.closeTimeout = Settings.positive("close timeout", timeout);
            return this;
        }

        /**
         * Observes the client; none by default.
         *
         * @param listener called on the lane thread
         * @return this
         */
        public Builder<DB> listener(SyncListener listener) {
            settings.listener = Objects.requireNonNull(listener);
            return this;
        }

        /**
         * What to do with a storage that is bound to another identity; by default it is not opened. With {@link UserSwitch#park} or
         * {@link UserSwitch#drop} it is handed over, as by {@link Recovery#switchUser}.
         *
         * @param how what becomes of the other's unsettled mutations
         * @return this
         * @throws IllegalArgumentException if they are to be drained: this client cannot send as the other
         */
        public Builder<DB> otherUser(UserSwitch how) {
            settings.otherUser(how);
            return this;
        }

        /**
         * From when on a status is shown; {@link Thresholds#DEFAULT} by default.
         *
         * @param thresholds all positive
         * @return this
         */
        public Builder<DB> thresholds(Thresholds thresholds) {
            settings.thresholds = Objects.requireNonNull(thresholds);
            return this;
        }

        /**
         * What the platform says about the network; nothing by default.
         *
         * @param hints of the platform
         * @return this
         */
        public Builder<DB> connectivity(Connectivity hints) {
            settings.connectivity = Objects.requireNonNull(hints);
            return this;
        }

        /**
         * Time, randomness and threads; the system's by default. For tests.
         *
         * @param scheduler serves this client alone; the client closes it
         * @return this
         */
        public Builder<DB> scheduler(Scheduler scheduler) {
            settings.scheduler = Objects.requireNonNull(scheduler);
            return this;
        }

        /**
         * Builds the client. Does no I/O.
         *
         * @return the client, not started
         * @throws IllegalArgumentException if the dialect can promise no more than at-least-once and that was not accepted
         */
        public SyncClient<DB> build() {
            return new SyncClient<>(
                    new Client<>(storage, transport, handler, settings.freeze(transport.capabilities())));
        }
    }
}
