package dev.mooring.sync.sqlite;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sync state in the app's own SQLite database, through sqlite-jdbc. Its tables begin with {@code mooring_}.
 *
 * <p>The app's code in a {@code write} gets a {@link Connection} that is part of the transaction. It throws {@link IllegalStateException}
 * if the app commits, rolls back, closes or reconfigures it, or uses it after the transaction or on another thread. It refuses SQL text
 * that controls transactions, such as {@code BEGIN}, {@code COMMIT} or {@code SAVEPOINT}. Prepared statements stay compiled from one
 * transaction to the next, by their text, so preparing the same statement in every write costs next to nothing. What is left open is closed
 * when the transaction ends. Result sets and metadata are the driver's own.
 *
 * <p>There is one writing connection and up to four reading ones, or one reading one if the app brings the connections. Synced tables need
 * another one, to notice what others write. Readers never wait for the writer (WAL). Another process may write to the same file. A write
 * waits for it up to the busy timeout, and then fails with kind {@code BUSY}. Thread-safe.
 *
 * <p>The app's own SQL may read the confirmed log, for example to rebuild a row in an {@code undo}, and the refused mutations, to mark
 * their rows. These two will stay as they are. All other tables are the library's own and may change. The app must write to none of them:
 *
 * <pre>
 * mooring_log (
 *   position       INTEGER PRIMARY KEY,  -- place in the server's history, ascending
 *   collection     TEXT,
 *   key            TEXT,
 *   kind           TEXT,
 *   payload        TEXT,                 -- as the server holds it
 *   tombstone      INTEGER,              -- 1: the row is gone
 *   schema_version INTEGER,              -- the writer's; 0 if unknown
 *   at             TEXT,                 -- stamp, for display only
 *   origin         TEXT)                 -- device, or empty
 *
 * mooring_refused (                      -- a view, found by collection and key without reading all of it
 *   collection     TEXT,
 *   key            TEXT,                 -- of the row, as text
 *   reason         TEXT,                 -- for a person to read
 *   since          INTEGER,              -- milliseconds since 1970
 *   mutation       TEXT)                 -- id, for retry and drop
 * </pre>
 *
 * <p>The log is indexed by position only. An app that looks up keys in it creates its own index.
 */
public final class JdbcSqliteStorage implements Storage<Connection> {
    /** Rows of a table that are adopted in one transaction. */
    private static final int ADOPTED = 500;

    private final SqliteStorage<Connection> storage;
    private final @Nullable TableSync<Connection> tables;

    JdbcSqliteStorage(SqliteStorage<Connection> storage, @Nullable TableSync<Connection> tables) {
        this.storage = storage;
        this.tables = tables;
    }

    /**
     * Begins a storage in a database file, of its own or the app's. The file is created if it is missing; its folder is not.
     *
     * @param file the path, without a question mark, as the driver takes what follows one for options
     * @return a builder
     * @throws IllegalArgumentException if the path holds a question mark
     */
    public static JdbcSqliteStorageBuilder at(Path file) {
        String path = file.toAbsolutePath().toString();
        if (path.indexOf('?') >= 0) {
            throw new IllegalArgumentException(
                    "the path " + path + " holds a question mark, which sqlite-jdbc cannot open");
        }
        return new JdbcSqliteStorageBuilder(path, () -> DriverManager.getConnection("jdbc:sqlite:" + path), true);
    }

    /**
     * Begins a storage on connections that the app brings. Each must be a connection of sqlite-jdbc to the same file, or unwrap to one, and
     * nobody else may use it meanwhile.
     *
     * <p>The storage holds two connections until {@link #close}, and a third one with synced tables. A pool must have so many more than the
     * app uses itself. If it lends fewer, opening fails at once with a {@link dev.mooring.sync.StorageException} that says so.
     *
     * <p>The storage sets journal mode, synchronous level and busy timeout on each connection, and leaves them so when it gives the
     * connection back. Other settings, such as foreign keys, are the app's and hold in a {@code write}. The locking mode must not be
     * {@code EXCLUSIVE}, which keeps all other connections out. A connection must come outside a transaction: what it has not committed is
     * rolled back, and a transaction that was begun by SQL text is refused.
     *
     * @param source never closed by the storage
     * @return a builder
     */
    public static JdbcSqliteStorageBuilder on(DataSource source) {
        Objects.requireNonNull(source, "source");
        return new JdbcSqliteStorageBuilder("the app's data source", source::getConnection, false).pooled();
    }

    /**
     * Begins a storage on connections that the app brings without a {@code DataSource}. The rules of {@link #on(DataSource)} hold for them.
     *
     * @param source called for each connection, from any thread
     * @return a builder
     */
    public static JdbcSqliteStorageBuilder on(ConnectionSource source) {
        return new JdbcSqliteStorageBuilder("the app's database", Objects.requireNonNull(source, "source"), false);
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
    public <T extends @Nullable Object, X extends Exception> T write(TxBody<Connection, T, X> body) throws X {
        return storage.write(body);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(TxBody<Connection, T, X> body) throws X {
        return storage.read(body);
    }

    /**
     * Runs SQLite's {@code PRAGMA integrity_check} over the whole file, which takes time in proportion to its size. Writers
     * wait meanwhile.
     *
     * @return what is wrong, up to a hundred findings; empty if the file is sound
     */
    public List<String> integrityFaults() {
        return storage.integrityFaults();
    }

    @Override
    public @Nullable StorageException faultOf(Throwable thrown) {
        return storage.faultOf(thrown);
    }

    @Override
    public boolean captures() {
        return tables != null;
    }

    /**
     * The change handler of the {@linkplain JdbcSqliteStorageBuilder#syncedTables synced tables}.
     *
     * @return null if there are none
     */
    @Override
    public @Nullable ChangeHandler<Connection> handler() {
        return tables == null ? null : tables.handler(null);
    }

    /**
     * A change handler that writes the changes of synced tables, and gives those of all other collections to the app's own handler. In each
     * transaction the tables come first. The others keep the server's order among themselves.
     *
     * @param others handles the collections that are not synced tables
     * @return for {@link dev.mooring.sync.SyncClient#builder}
     * @throws IllegalStateException if there are no synced tables
     */
    public ChangeHandler<Connection> handler(ChangeHandler<Connection> others) {
        return synced().handler(Objects.requireNonNull(others));
    }

    @Override
    public Registration onCapture(Runnable hint) {
        return tables == null ? () -> {} : tables.watch().hint(hint);
    }

    /**
     * Tells after commits which rows of synced tables have changed, whoever changed them. Commits within about 20 ms are told together. It
     * may be called before the storage is opened. It needs a connection of its own while the storage is open.
     *
     * @param listener called on a thread of the storage's own
     * @return ends the registration; a call that is running goes on
     * @throws IllegalStateException if there are no synced tables
     */
    public Registration onTablesChanged(TablesChanged.Listener listener) {
        return synced().watch().listen(rows -> listener.changed(new TablesChanged(rows.keys(), rows.unknown())));
    }

    /**
     * Brings rows under sync that were in a table before it became a synced table. Each becomes an insert, unless the server has told of it
     * or it has been written since. The rows are taken in slices, each in a transaction of its own. If it is interrupted, the next call
     * goes on. Without such rows it does nothing.
     *
     * @param table a synced table
     * @return how many rows
     * @throws IllegalArgumentException if it is not a synced table
     * @throws IllegalStateException if there are no synced tables, or inside a {@code write}
     */
    public long adopt(String table) {
        TableSync<Connection> synced = synced();
        long[] adopted = {0};
        boolean more = true;
        while (more) {
            more = storage.<Boolean, RuntimeException>write(tx -> {
                adopted[0] += synced.adopt(table, ADOPTED);
                return synced.isAdoptable(table);
            });
        }
        return adopted[0];
    }

    /**
     * Lists rows of the server that could not be written into the app's tables. Each is tried again when the row that it waits for has come
     * or gone, and when the storage is opened. A row that the dialect could not read leaves the list when it comes in a readable form.
     *
     * @param limit how many at most
     * @return the list, oldest first
     */
    public List<SetAside> setAside(int limit) {
        return storage.setAside(limit);
    }

    /**
     * Lists rows with a write that was refused for good, in the order of the refusals. A row may be listed more than once. The client's
     * setting {@link dev.mooring.sync.SyncClientBuilder#refusedWrites} decides whether the refused write is still in the table.
     *
     * @param limit how many at most
     * @return the list, including collections that are not synced tables
     */
    public List<RefusedRow> refusedRows(int limit) {
        return storage.refusedRows(limit);
    }

    /**
     * Collections that the server has changes of, though they are not synced tables and no
     * {@linkplain #handler(ChangeHandler) other handler} takes them.
     *
     * @return how many changes of each were skipped since the storage was built. A name of more than 120 characters is cut. After the first
     *     1,000 names all others are counted together as {@code …}
     * @throws IllegalStateException if there are no synced tables
     */
    public Map<String, Long> unknownCollections() {
        return synced().unknownCollections();
    }

    /**
     * A snapshot of all synced tables, for a server whose history is to begin anew with it. {@link ChangeHandler.Resetting#reset} of the
     * tables' handler reads it.
     *
     * @return one JSON text, so all rows are in memory
     * @throws IllegalStateException if there are no synced tables, or inside a {@code write}
     */
    public Snapshot snapshot() {
        TableSync<Connection> synced = synced();
        return storage.<Snapshot, RuntimeException>write(tx -> synced.snapshot());
    }

    private TableSync<Connection> synced() {
        TableSync<Connection> known = tables;
        if (known == null) {
            throw new IllegalStateException(
                    "the storage was built without synced tables; name them by JdbcSqliteStorageBuilder.syncedTables");
        }
        return known;
    }

    @Override
    public void close() {
        if (tables != null) {
            tables.watch().close();
        }
        storage.close();
    }

    /** Opens connections for a storage. */
    @FunctionalInterface
    public interface ConnectionSource {
        /**
         * Opens or lends a connection.
         *
         * @return closed by the storage when it is done with it
         * @throws SQLException if there is none
         */
        Connection connect() throws SQLException;
    }

    /** The app's own step when a storage is opened. */
    @FunctionalInterface
    public interface Setup {
        /**
         * Creates and alters tables.
         *
         * @param db the connection, in the transaction of the opening; guarded as in a {@code write}
         * @throws SQLException to fail the opening
         */
        void run(Connection db) throws SQLException;
    }
}
