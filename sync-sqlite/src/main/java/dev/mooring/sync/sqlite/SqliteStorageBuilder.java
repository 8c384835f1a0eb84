package dev.mooring.sync.sqlite;

import dev.mooring.sync.Beta;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.sqlite.internal.capture.Release;
import dev.mooring.sync.sqlite.internal.clock.CellFormat;
import dev.mooring.sync.sqlite.internal.format.ChangesFormat;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.format.RowsFormat;
import dev.mooring.sync.sqlite.internal.store.EngineStorage;
import dev.mooring.sync.sqlite.internal.store.Salvager;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import dev.mooring.sync.sqlite.spi.AppSql;
import dev.mooring.sync.sqlite.spi.Processes;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link SqliteStorage}. Each binding has its own builder, which extends this one. Does no I/O. Not thread-safe.
 *
 * <p>The protected methods are for the author of a binding.
 *
 * @param <DB> the handle that the app gets
 * @param <SELF> the binding's builder
 */
public abstract class SqliteStorageBuilder<DB, SELF extends SqliteStorageBuilder<DB, SELF>> {
    private @Nullable SyncedTables synced;
    private OpenStep<DB> step = db -> {};
    private Duration watch = Duration.ofMillis(250);
    private long checkUpTo = 64 << 20;

    /** For a binding. */
    protected SqliteStorageBuilder() {}

    /**
     * Captures what is written to these tables, and brings a {@linkplain SqliteStorage#handler() handler} for them. If the storage opens
     * its connections itself, references are enforced as the tables declare them. On connections that the app brings, that is the app's
     * setting. Needs SQLite 3.26.
     *
     * @param tables the tables; they must exist when the storage is opened
     * @return this
     */
    public SELF syncedTables(SyncedTables tables) {
        synced = Objects.requireNonNull(tables);
        return self();
    }

    /**
     * Runs the app's own DDL each time the storage is opened, in the transaction of the opening and before the synced tables are checked.
     * If it throws, opening fails and nothing is changed.
     *
     * @param step must work for a new file and for an old one
     * @return this
     */
    public SELF onOpen(OpenStep<DB> step) {
        this.step = Objects.requireNonNull(step);
        return self();
    }

    /**
     * Sets how often the storage looks whether other connections or processes have written to synced tables; every 250 ms by default. A
     * look takes microseconds, and there is none while the client is switched off and nobody listens to tables. After 20 looks that found
     * nothing there is none until the files are written to, where the binding can tell (sqlite-jdbc on Linux). With zero such writes are
     * noticed when the client looks into the outbox ({@link dev.mooring.sync.SyncClientBuilder#mopUpEvery}) or syncs.
     *
     * @param interval not negative
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public SELF watchEvery(Duration interval) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("the interval must not be negative, got " + interval);
        }
        watch = interval;
        return self();
    }

    /**
     * Sets up to which size a file is checked for damage when it is opened ({@code PRAGMA quick_check}); 64 MiB by default. The check takes
     * some milliseconds for a small file. A damaged file is not opened, and is left as it is: the binding's {@linkplain Salvage salvage}
     * reads from it what can be read. The library's own tables are always checked.
     *
     * @param bytes not negative; zero to check no file
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public SELF checkAtOpenUpTo(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("the size must not be negative, got " + bytes);
        }
        checkUpTo = bytes;
        return self();
    }

    /**
     * Builds the storage.
     *
     * @return the storage, not yet opened
     */
    public SqliteStorage<DB> build() {
        SqlDriver<DB> driver = driver(synced != null);
        return new EngineStorage<>(driver, processes(), tables(driver), step, checkUpTo, readers(), lendWithin());
    }

    private @Nullable TableSync<DB> tables(SqlDriver<DB> driver) {
        SyncedTables named = synced;
        return named == null ? null : new TableSync<>(driver, named.specs(), format(named.format()), watch);
    }

    private static Format format(RowFormat format) {
        return switch (format) {
            case CHANGES -> new ChangesFormat();
            case ROWS, ENTITIES -> new RowsFormat(format == RowFormat.ENTITIES);
            case CELLS -> new CellFormat();
        };
    }

    /**
     * This builder.
     *
     * @return this
     */
    protected abstract SELF self();

    /**
     * Makes the driver of the storage. Called once by {@link #build}.
     *
     * @param synced whether there are synced tables, so that a connection that the binding opens itself enforces references
     * @return connects to nothing yet
     */
    @Beta
    protected abstract SqlDriver<DB> driver(boolean synced);

    /**
     * How many connections read at a time, at most; 4 by default, which suits where a connection costs nobody else one. Others need one.
     *
     * @return at least 1
     */
    protected int readers() {
        return 4;
    }

    /**
     * How long a pool may take to lend each connection when the storage is opened. A storage on a pool borrows all the connections that it
     * holds at a time while it is opened, and is not opened if the pool has too few.
     *
     * @return null, as by default, if no pool lends the connections
     */
    protected @Nullable Duration lendWithin() {
        return null;
    }

    /**
     * What is known about the processes of this machine. By default nothing is known, so a client waits until the lease of a process that
     * died has run out.
     *
     * @return asked while a client takes the lease
     */
    @Beta
    protected Processes processes() {
        return Processes.unknown();
    }

    /**
     * Salvages a damaged file, for a method of the binding that its users call. It copies the file and its write-ahead log first, and
     * never changes them. While it runs, the copy lies beside the export and takes as much space.
     *
     * @param database the damaged file; nobody may have it open
     * @param export the file for the mutations of the storage's own identity, created or replaced. Those of other identities go beside it,
     *     under the same name with {@code .2}, {@code .3} and so on at the end
     * @param identity whose mutations these are, if the file does not tell any more
     * @param copy makes the driver for the copy, with the name of the damaged file
     * @return what was read
     * @throws java.io.UncheckedIOException if the file cannot be copied, or an export cannot be written
     */
    @Beta
    protected static Salvage salvage(
            Path database, Path export, ServerIdentity identity, Function<Path, ? extends SqlDriver<?>> copy) {
        return Salvager.read(database, export, identity, copy);
    }

    /**
     * Drops the library's triggers of a table, for a method of the binding that its users call before they alter the table. It runs in the
     * transaction of the connection, or else in a savepoint of its own. It does nothing if the file or the table has never been synced.
     *
     * @param db the app's connection
     * @param begun whether the binding has begun a transaction on it
     * @param table its name
     * @param <X> what the binding throws
     * @throws X if SQLite fails
     * @throws IllegalStateException if mutations of the table are pending, superseded or quarantined; the message says how many and of
     *     which keys, and nothing was changed
     */
    @Beta
    protected static <X extends Exception> void release(AppSql<X> db, boolean begun, String table) throws X {
        Release.of(db, begun, table);
    }
}
