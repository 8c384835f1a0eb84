package dev.mooring.sync.internal.lease;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.TablesChanged;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.status.SyncEvent.LockHeld;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A storage for one identity: each transaction first checks that the storage still belongs to it. Another client of this process,
 * or another process, can hand the storage over at any time. A write that has waited for its turn, or an exchange that was under
 * way, must then not record or send as one user's what belongs to another (I10).
 *
 * <p>It also measures for how long each write transaction keeps other writers waiting.
 */
public final class OwnStorage<DB> implements Storage<DB> {
    /** What the client does by itself. */
    private static final int SYNC = 0;

    /** A write of the app's. */
    public static final int WRITE = 1;

    /** What a rebuild has fetched takes the place of what was there. */
    public static final int SWAP = 2;

    private final Storage<DB> storage;
    private final ServerIdentity owner;
    private final Scheduler clock;
    private final long[] longest = new long[3];
    private volatile int running;
    private final ThreadLocal<Boolean> writing = new ThreadLocal<>();

    public OwnStorage(Storage<DB> storage, ServerIdentity owner, Scheduler clock) {
        this.storage = storage;
        this.owner = owner;
        this.clock = clock;
    }

    private void check(StorageTx<DB> tx) {
        ServerIdentity now = tx.binding().identity();
        if (!now.equals(owner)) {
            throw new StorageException(
                    StorageException.Kind.OTHER_IDENTITY,
                    "the storage was handed over to " + now + " and is not used as " + owner
                            + " any more; nothing was read or written",
                    null);
        }
    }

    /** The transaction that runs is of this kind; if nobody says so, it is {@link #SYNC}. One runs at a time. */
    public void is(int kind) {
        running = kind;
    }

    private synchronized void held(int kind, long nanos) {
        longest[kind] = Math.max(longest[kind], nanos);
    }

    /** For how long transactions have kept others waiting since this was asked last. */
    public synchronized LockHeld lockHeld() {
        LockHeld held = new LockHeld(
                Duration.ofNanos(longest[WRITE]), Duration.ofNanos(longest[SYNC]), Duration.ofNanos(longest[SWAP]));
        Arrays.fill(longest, 0);
        return held;
    }

    /** Whether the calling thread is inside a write transaction. */
    public boolean isWriting() {
        return writing.get() != null;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(TxBody<DB, T, X> body) throws X {
        long[] since = {0};
        int[] kind = {-1};
        try {
            return storage.<T, X>write(tx -> {
                running = SYNC;
                since[0] = clock.nanoTime();
                writing.set(Boolean.TRUE);
                try {
                    check(tx);
                    return body.run(tx);
                } finally {
                    writing.remove();
                    kind[0] = running;
                }
            });
        } finally {
            if (kind[0] >= 0) {
                held(kind[0], clock.nanoTime() - since[0]);
            }
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(TxBody<DB, T, X> body) throws X {
        return storage.<T, X>read(tx -> {
            check(tx);
            return body.run(tx);
        });
    }

    @Override
    public void open(ServerIdentity identity, boolean keepLog) {
        storage.open(identity, keepLog);
    }

    @Override
    public @Nullable ServerIdentity bound() {
        return storage.bound();
    }

    @Override
    public List<String> check() {
        return storage.check();
    }

    @Override
    public @Nullable StorageException faultOf(Throwable thrown) {
        return storage.faultOf(thrown);
    }

    @Override
    public boolean captures() {
        return storage.captures();
    }

    @Override
    public @Nullable ChangeHandler<DB> handler() {
        return storage.handler();
    }

    @Override
    public Registration onCapture(Runnable hint) {
        return storage.onCapture(hint);
    }

    @Override
    public void wantsHints(boolean wanted) {
        storage.wantsHints(wanted);
    }

    @Override
    public Registration onTablesChanged(TablesChanged.Listener listener) {
        return storage.onTablesChanged(listener);
    }

    @Override
    public void close() {
        storage.close();
    }
}
