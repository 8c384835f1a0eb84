package dev.mooring.sync.testing.storage;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.TablesChanged;
import dev.mooring.sync.spi.storage.Storage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A storage that hands every call on to another one. Override the calls that are to be different.
 *
 * @param <DB> the handle
 */
public abstract class ForwardingStorage<DB> implements Storage<DB> {
    private final Storage<DB> inner;

    /**
     * In front of another storage.
     *
     * @param inner closed with this one
     */
    protected ForwardingStorage(Storage<DB> inner) {
        this.inner = Objects.requireNonNull(inner);
    }

    @Override
    public void open(ServerIdentity identity, boolean keepLog) {
        inner.open(identity, keepLog);
    }

    @Override
    public @Nullable ServerIdentity bound() {
        return inner.bound();
    }

    @Override
    public List<String> check() {
        return inner.check();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(TxBody<DB, T, X> body) throws X {
        return inner.<T, X>write(body);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(TxBody<DB, T, X> body) throws X {
        return inner.<T, X>read(body);
    }

    @Override
    public boolean captures() {
        return inner.captures();
    }

    @Override
    public @Nullable ChangeHandler<DB> handler() {
        return inner.handler();
    }

    @Override
    public @Nullable StorageException faultOf(Throwable thrown) {
        return inner.faultOf(thrown);
    }

    @Override
    public Registration onCapture(Runnable hint) {
        return inner.onCapture(hint);
    }

    @Override
    public void wantsHints(boolean wanted) {
        inner.wantsHints(wanted);
    }

    @Override
    public Registration onTablesChanged(TablesChanged.Listener listener) {
        return inner.onTablesChanged(listener);
    }

    @Override
    public void close() {
        inner.close();
    }
}
