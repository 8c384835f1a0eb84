package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.TablesChanged;
import dev.mooring.sync.internal.status.Locks;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.status.SyncEvent.LockKind;
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
    private final Storage<DB> storage;
    private final ServerIdentity owner;
    private final Locks locks;
    private final ThreadLocal<Boolean> writing = new ThreadLocal<>();

    public OwnStorage(Storage<DB> storage, ServerIdentity owner, Locks locks) {
        this.storage = storage;
        this.owner = owner;
        this.locks = locks;
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

    /** Whether the calling thread is inside a write transaction. */
    public boolean isWriting() {
        return writing.get() != null;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(TxBody<DB, T, X> body) throws X {
        Hold hold = new Hold();
        try {
            return storage.<T, X>write(tx -> {
                hold.begin();
                writing.set(Boolean.TRUE);
                try {
                    check(tx);
                    return body.run(tx);
                } finally {
                    writing.remove();
                    hold.kind = locks.kind();
                }
            });
        } finally {
            hold.end();
        }
    }

    /** The time for which one transaction has the lock; none if it never gets it. */
    private final class Hold {
        private LockKind kind = LockKind.SYNC;
        private boolean begun;
        private long since;

        void begin() {
            since = locks.begun();
            begun = true;
        }

        void end() {
            if (begun) {
                locks.held(kind, since);
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
