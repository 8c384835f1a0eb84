package dev.mooring.sync;

import dev.mooring.sync.calls.ApiCalls;
import dev.mooring.sync.internal.client.Client;
import dev.mooring.sync.internal.client.CurrentClient;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.recovery.Inspection;
import dev.mooring.sync.recovery.ParkedMutations;
import dev.mooring.sync.recovery.Recovery;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.status.SyncListener;
import dev.mooring.sync.status.SyncStatus;
import java.time.Duration;
import java.util.List;
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

    SyncClient(Client<DB> client) {
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
    public static <DB> SyncClientBuilder<DB> builder(
            Storage<DB> storage, Transport transport, ChangeHandler<DB> handler) {
        return new SyncClientBuilder<>(storage, transport, handler);
    }

    /**
     * Begins a client with the handler that the storage brings itself, such as one whose tables are synced. The log is not kept
     * unless {@linkplain SyncClientBuilder#keepLog set}, as such a storage takes writes back without it. Building does no I/O; the storage
     * is opened by the first use.
     *
     * @param storage the app's database; the client closes it
     * @param transport the way to the server; the client closes it
     * @param <DB> the storage's own handle
     * @return a builder with every default set
     * @throws IllegalArgumentException if the storage brings no handler
     */
    public static <DB> SyncClientBuilder<DB> builder(Storage<DB> storage, Transport transport) {
        ChangeHandler<DB> handler = storage.handler();
        if (handler == null) {
            throw new IllegalArgumentException(
                    "the storage brings no change handler of its own: declare its synced tables,"
                            + " or give the app's handler to builder(storage, transport, handler)");
        }
        SyncClientBuilder<DB> builder = new SyncClientBuilder<>(storage, transport, handler);
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
     * Sends what is pending and pulls what is new, now. A wait is cut short. Calls made while a sync runs share the next one.
     *
     * <p>Do not wait for it inside a write of this client or on the lane thread (in a listener, a handler or a policy): it could never
     * end, so {@code join} and {@code get} throw an {@link IllegalStateException} there. The same holds for the futures of
     * {@link ApiCalls#make}, {@link #flush} and {@link Recovery#rebuild}.
     *
     * @return how it ended; never completes exceptionally
     * @throws StorageException if this is the first use and the storage cannot be opened
     */
    public CompletableFuture<SyncReport> syncNow() {
        return current.get().syncNow();
    }

    /**
     * Sends what it can before a deadline, for an app that goes to the background or a window that closes. At the deadline a running
     * sync is cancelled; what is left stays in the outbox.
     *
     * @param deadline from now
     * @return how it ended and what is left, at the deadline at the latest; never completes exceptionally
     * @throws StorageException if this is the first use and the storage cannot be opened
     */
    public CompletableFuture<SyncReport> flush(Duration deadline) {
        return current.get().flush(deadline);
    }

    /**
     * Sends what it can before a deadline, as {@link #flush} does, and then switches the client off, as {@link #stop} does: for an app that
     * has gone to the background. A {@link #start} meanwhile calls that off, so the client of an app that comes back at once is never
     * switched off. What others have asked for ({@link #syncNow}, {@link #flush}, {@link ApiCalls#make}) is brought to its end.
     *
     * @param deadline from now
     * @return how it ended and what is left, at the deadline at the latest and behind the switch; never completes exceptionally
     * @throws StorageException if this is the first use and the storage cannot be opened
     */
    public CompletableFuture<SyncReport> flushAndStop(Duration deadline) {
        return current.get().flushAndStop(deadline);
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
     * Tells a started client that something may have changed: a push service such as FCM has woken the app, or the network is back. Cuts a
     * wait after a failure short. The first call in a while leads to a sync at once; others in a row are taken together, as {@link
     * Live#settle} says, and none is lost to a sync that runs. May be called often, from any thread.
     */
    public void wakeUp() {
        current.get().wakeUp();
    }

    /**
     * Says what the client is doing and what it holds. Never blocked by a sync or a writer, and throws nothing once the storage is
     * open. If the storage captures the app's writes, all that are committed are counted, on whatever connection. Mutations that
     * another process has recorded are counted once this client has looked: at each sync, and on a started client soon after a hint of
     * the storage and at every {@linkplain SyncClientBuilder#mopUpEvery mop-up}.
     *
     * @return a snapshot
     */
    public SyncStatus status() {
        return current.get().status();
    }

    /**
     * Observes the client from now on, beside the {@linkplain SyncClientBuilder#listener listener that it was built with}, and after a
     * {@linkplain Recovery#switchUser switch of users} too. For a screen that comes and goes. Opens nothing and waits for nothing. The
     * event that is being told while the registration ends may still arrive.
     *
     * @param listener called on the lane thread, after those that came before it
     * @return ends it
     */
    public Registration listen(SyncListener listener) {
        return current.get().listen(listener);
    }

    /**
     * Tells after commits which rows of the synced tables have changed, whoever changed them: this app, a sync, or another process. Beside
     * the listeners of the client, who hear what becomes of mutations. It goes on after a {@linkplain Recovery#switchUser switch of users}.
     * Before the first use it opens nothing; after it, it may open one more connection to the database. Nothing is told after a close.
     *
     * @param listener called on a thread of the storage's choice, never twice at a time
     * @return ends it; a call that is running goes on
     * @throws IllegalStateException if the storage captures no tables
     * @throws StorageException if the storage is open and cannot be looked at
     */
    public Registration onTablesChanged(TablesChanged.Listener listener) {
        return current.get().onTablesChanged(listener);
    }

    /**
     * Reads the head of the outbox, in order. What the database has captured is taken in first.
     *
     * @param limit how many at most
     * @return unsettled mutations: in flight, to be sent, or waiting behind a quarantined one of the same key
     */
    public List<Mutation> pending(int limit) {
        return current.get().pending(limit);
    }

    /**
     * Reads the confirmed log: what the server is known to hold, own mutations included, as far as it is {@linkplain
     * SyncClientBuilder#keepLogOf kept}.
     *
     * @param after position to start behind; 0 for the beginning
     * @param limit how many at most
     * @return changes in the server's order; empty if no log is kept, or the server keeps keys and no log
     */
    public List<Change> log(long after, int limit) {
        return current.get().log(after, limit);
    }

    /**
     * Switches the client off. What runs is cancelled, and nothing is tried from now on unless the app asks for it
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
     * What waits and what is parked, page by page, however much it is: for a screen that shows it.
     *
     * @return the same object each time
     */
    @Beta
    public Inspection inspection() {
        return current.inspection();
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
}
