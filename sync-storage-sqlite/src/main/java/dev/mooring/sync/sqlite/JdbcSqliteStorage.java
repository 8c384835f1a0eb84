package dev.mooring.sync.sqlite;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.Storage;
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
 * Keeps the sync state in the app's own SQLite database, through sqlite-jdbc, in tables that begin with {@code mooring_}.
 *
 * <p>The app's code in a {@code write} gets a {@link Connection} that is part of the transaction. It refuses to be committed,
 * rolled back, closed or reconfigured, and refuses use after the transaction or on another thread, all with
 * {@link IllegalStateException}. Statements prepared on it are kept compiled over transactions, by their text, so preparing
 * the same statement in every write costs next to nothing; what is left open is closed when the transaction ends. Result sets
 * and metadata are the driver's own. Transactions must not be controlled by SQL text either ({@code BEGIN}, {@code COMMIT},
 * {@code SAVEPOINT} and their kin are refused).
 *
 * <p>There is one writing connection and up to four reading ones, one where they are the app's; synced tables need another one, to
 * notice what others write. Readers are never blocked by the writer (WAL). Another
 * process may write to the same file: a write waits for it up to the busy timeout, and then fails with kind {@code BUSY}.
 * Thread-safe.
 *
 * <p>The confirmed log may be read by the app's own SQL, in its own transactions, such as to rebuild a row in an
 * {@code undo}, and so may what was refused, to mark its rows. These two are stable; all others are the library's own, and none
 * may be written to:
 *
 * <pre>
 * mooring_log (
 *   position       INTEGER PRIMARY KEY,  -- place in the server's history, ascending
 *   collection     TEXT,
 *   key            TEXT,
 *   kind           TEXT,
 *   payload        TEXT,                 -- as the server holds it
 *   tombstone      INTEGER,              -- 1: says that the thing is gone
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
 * <p>The log has no index but its position; an app that looks up keys in it creates its own.
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
     * In a database file of its own or the app's; it is created if it is not there, its folder is not.
     *
     * @param file the path; without a question mark, which the driver would take for options
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
     * On connections that the app brings. Each must be a connection of sqlite-jdbc to the same file, or unwrap to one, and be
     * used by nobody else meanwhile. The storage holds two at a time, and a third one with synced tables, until {@link #close}: a
     * pool has to have so many more than the app uses itself, and an opening fails at once with a
     * {@link dev.mooring.sync.StorageException} that says so if it lends fewer. None may be in the locking mode {@code EXCLUSIVE}, which
     * keeps all others out. Journal mode, synchronous
     * level and busy timeout are set on each, and stay so when it is given back; other settings, such as foreign keys, are the
     * app's and hold in a {@code write}. A connection comes outside a transaction: what it has not committed is rolled back,
     * and one that was begun by SQL text is refused.
     *
     * @param source never closed by the storage
     * @return a builder
     */
    public static JdbcSqliteStorageBuilder on(DataSource source) {
        Objects.requireNonNull(source, "source");
        return new JdbcSqliteStorageBuilder("the app's data source", source::getConnection, false).pooled();
    }

    /**
     * As {@link #on(DataSource)}, for connections that come from elsewhere.
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
     * The handler of the {@linkplain JdbcSqliteStorageBuilder#syncedTables synced tables}.
     *
     * @return null if there are none
     */
    @Override
    public @Nullable ChangeHandler<Connection> handler() {
        return tables == null ? null : tables.handler(null);
    }

    /**
     * The handler of the synced tables, which gives the changes of every other collection to the app's own, in the server's order
     * among themselves, behind those of the tables.
     *
     * @param others handles collections that are no synced table
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
     * Tells which rows of synced tables have changed, after commits, whoever made them. Commits of about 20 ms are told
     * together. May be called before the storage is opened. Needs a connection of its own as long as the storage is open.
     *
     * @param listener called on a thread of the storage's own
     * @return ends the registration; a call that runs goes on
     * @throws IllegalStateException if there are no synced tables
     */
    public Registration onTablesChanged(TablesChanged.Listener listener) {
        return synced().watch().listen(rows -> listener.changed(new TablesChanged(rows.keys(), rows.unknown())));
    }

    /**
     * Brings the rows of a table under sync that were there before it was one of the synced tables: each becomes an insert,
     * unless the server has told of it or it has been written since. Slice by slice, each a transaction of its own; what was
     * interrupted goes on with the next call. Without any such rows it does nothing.
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
     * Rows that the server has, and that the app's schema has no place for.
     *
     * @param limit how many at most
     * @return the oldest first; each is tried again when what it waits for has come or gone, and when the storage is opened. One
     *     that the server's dialect could make nothing of goes when it comes readable
     */
    public List<SetAside> setAside(int limit) {
        return storage.setAside(limit);
    }

    /**
     * Rows with a write that was refused for good, in the order in which they were refused; one of them may be there more than once.
     * Whether what was written is still in the table is the client's setting
     * ({@link dev.mooring.sync.SyncClientBuilder#refusedWrites}).
     *
     * @param limit how many at most
     * @return the list, of the app's other collections as well
     */
    public List<RefusedRow> refusedRows(int limit) {
        return storage.refusedRows(limit);
    }

    /**
     * Collections of which the server has changes, that are no synced table and that no {@linkplain #handler(ChangeHandler) other
     * handler} takes.
     *
     * @return how many changes of each were passed over since the storage was built. A name of more than 120 characters is cut, and
     *     all that come behind the first 1,000 names are counted together as {@code …}
     * @throws IllegalStateException if there are no synced tables
     */
    public Map<String, Long> unknownCollections() {
        return synced().unknownCollections();
    }

    /**
     * The rows of all synced tables, as {@link ChangeHandler.Resetting#reset} of their handler reads them: for a server whose history is to
     * begin anew with a snapshot.
     *
     * @return one JSON text, so all of the rows are held in memory
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

    /** Where connections come from. */
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

    /** The app's part of an opening. */
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
