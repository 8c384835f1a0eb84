package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.TablesChanged;
import dev.mooring.sync.sqlite.OpenStep;
import dev.mooring.sync.sqlite.RefusedRow;
import dev.mooring.sync.sqlite.SetAside;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import dev.mooring.sync.sqlite.spi.Processes;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The storage that an app gets: the engine, and what the synced tables offer, if there are any.
 *
 * @param <DB> the handle that the app gets
 */
public final class EngineStorage<DB> implements SqliteStorage<DB> {
    /** Rows of a table that are adopted in one transaction. */
    private static final int ADOPTED = 500;

    private final Engine<DB> engine;
    private final @Nullable TableSync<DB> tables;

    /** With so many readers at most, and, if a pool lends the connections, the time that it may take to lend each. */
    public EngineStorage(
            SqlDriver<DB> driver,
            Processes processes,
            @Nullable TableSync<DB> tables,
            OpenStep<DB> step,
            long checkUpTo,
            int readers,
            @Nullable Duration lendWithin) {
        Lending lending = lendWithin == null ? null : new Lending(tables == null ? 2 : 3, lendWithin);
        this.engine = new Engine<>(driver, processes, tables, step, checkUpTo, readers, lending);
        this.tables = tables;
    }

    @Override
    public void open(ServerIdentity identity, boolean keepLog) {
        engine.open(identity, keepLog);
    }

    @Override
    public @Nullable ServerIdentity bound() {
        return engine.bound();
    }

    @Override
    public List<String> check() {
        return engine.check();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(TxBody<DB, T, X> body) throws X {
        return engine.write(body);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(TxBody<DB, T, X> body) throws X {
        return engine.read(body);
    }

    @Override
    public List<String> integrityFaults() {
        return engine.integrityFaults();
    }

    @Override
    public long compact() {
        return engine.compact();
    }

    @Override
    public @Nullable StorageException faultOf(Throwable thrown) {
        return engine.faultOf(thrown);
    }

    @Override
    public boolean captures() {
        return tables != null;
    }

    @Override
    public @Nullable ChangeHandler<DB> handler() {
        return tables == null ? null : tables.handler(null);
    }

    @Override
    public ChangeHandler<DB> handler(ChangeHandler<DB> others) {
        return synced().handler(Objects.requireNonNull(others));
    }

    @Override
    public Registration onCapture(Runnable hint) {
        return tables == null ? () -> {} : tables.watch().hint(hint);
    }

    @Override
    public void wantsHints(boolean wanted) {
        if (tables != null) {
            tables.watch().wantsHints(wanted);
        }
    }

    @Override
    public Registration onTablesChanged(TablesChanged.Listener listener) {
        return synced().watch().listen(rows -> listener.changed(new TablesChanged(rows.keys(), rows.unknown())));
    }

    @Override
    public long adopt(String table) {
        TableSync<DB> synced = synced();
        long[] adopted = {0};
        boolean more = true;
        while (more) {
            more = engine.<Boolean, RuntimeException>write(tx -> {
                adopted[0] += synced.adopt(table, ADOPTED);
                return synced.isAdoptable(table);
            });
        }
        return adopted[0];
    }

    @Override
    public List<SetAside> setAside(int limit) {
        return engine.setAside(limit);
    }

    @Override
    public List<RefusedRow> refusedRows(int limit) {
        return engine.refusedRows(limit);
    }

    @Override
    public Map<String, Long> unknownCollections() {
        return synced().unknownCollections();
    }

    @Override
    public Snapshot snapshot() {
        TableSync<DB> synced = synced();
        return engine.<Snapshot, RuntimeException>write(tx -> synced.snapshot());
    }

    private TableSync<DB> synced() {
        TableSync<DB> known = tables;
        if (known == null) {
            throw new IllegalStateException(
                    "the storage was built without synced tables; name them by SqliteStorageBuilder.syncedTables");
        }
        return known;
    }

    @Override
    public void close() {
        if (tables != null) {
            tables.watch().close();
        }
        engine.close();
    }
}
