package dev.mooring.sync.sqlite;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Registration;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.TablesChanged;
import dev.mooring.sync.spi.storage.Storage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sync state in the app's own SQLite database. Its tables begin with {@code mooring_}. Made by the builder of a binding
 * ({@link SqliteStorageBuilder}).
 *
 * <p>The app's code in a {@code write} gets a handle of the binding that is part of the transaction. The binding says what the handle
 * refuses.
 *
 * <p>There is one writing connection and a few reading ones. Synced tables need another one, to notice what others write. Readers never
 * wait for the writer (WAL). Another process may write to the same file. A write waits for it as long as the binding says, and then fails
 * with kind {@code BUSY}. Thread-safe.
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
 *
 * @param <DB> the handle that the app gets
 */
public interface SqliteStorage<DB> extends Storage<DB> {
    /**
     * Runs SQLite's {@code PRAGMA integrity_check} over the whole file, which takes time in proportion to its size. Writers
     * wait meanwhile.
     *
     * @return what is wrong, up to a hundred findings; empty if the file is sound
     */
    List<String> integrityFaults();

    /**
     * Gives the space of rows that are gone back to the file system. SQLite keeps it for later rows otherwise, which suits most apps; this
     * is for after much has gone, such as a rebuild or the data of another user. It writes the file anew by {@code VACUUM}: other writers, of
     * all processes, wait meanwhile, which takes seconds for a large file, and readers do not. The disk needs room for twice the file.
     * Blocks; from any thread, outside transactions. Takes one connection more.
     *
     * @return by how many bytes the database has become smaller; its write-ahead log is emptied, too, if nobody reads
     * @throws dev.mooring.sync.StorageException if the disk is full, or the database is locked for too long; it is as it was
     * @throws IllegalStateException if the storage is not open, or this thread is inside a transaction in it
     */
    long compact();

    /**
     * The change handler of the {@linkplain SqliteStorageBuilder#syncedTables synced tables}.
     *
     * @return null if there are none
     */
    @Override
    @Nullable
    ChangeHandler<DB> handler();

    /**
     * A change handler that writes the changes of synced tables, and gives those of all other collections to the app's own handler. In each
     * transaction the tables come first. The others keep the server's order among themselves.
     *
     * @param others handles the collections that are not synced tables
     * @return for {@link dev.mooring.sync.SyncClient#builder}
     * @throws IllegalStateException if there are no synced tables
     */
    ChangeHandler<DB> handler(ChangeHandler<DB> others);

    /**
     * Tells after commits which rows of {@linkplain SqliteStorageBuilder#syncedTables synced tables} have changed, whoever changed them:
     * the app, on any connection and in any process, or a sync. Commits within about 20 ms are told together, and those that come during a
     * call in the next one. It needs a connection of its own while the storage is open.
     *
     * @param listener called on a thread of the storage's own
     * @return ends the registration; a call that is running goes on
     * @throws IllegalStateException if there are no synced tables
     * @throws dev.mooring.sync.StorageException if the storage is open and cannot open one more connection
     */
    @Override
    Registration onTablesChanged(TablesChanged.Listener listener);

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
    long adopt(String table);

    /**
     * Lists rows of the server that could not be written into the app's tables. Each is tried again when the row that it waits for has come
     * or gone, and when the storage is opened. A row that the dialect could not read leaves the list when it comes in a readable form.
     *
     * @param limit how many at most
     * @return the list, oldest first
     */
    List<SetAside> setAside(int limit);

    /**
     * Lists rows with a write that was refused for good, in the order of the refusals. A row may be listed more than once. The client's
     * setting {@link dev.mooring.sync.SyncClientBuilder#refusedWrites} decides whether the refused write is still in the table.
     *
     * @param limit how many at most
     * @return the list, including collections that are not synced tables
     */
    List<RefusedRow> refusedRows(int limit);

    /**
     * Collections that the server has changes of, though they are not synced tables and no
     * {@linkplain #handler(ChangeHandler) other handler} takes them.
     *
     * @return how many changes of each were skipped since the storage was built. A name of more than 120 characters is cut. After the first
     *     1,000 names all others are counted together as {@code …}
     * @throws IllegalStateException if there are no synced tables
     */
    Map<String, Long> unknownCollections();

    /**
     * A snapshot of all synced tables, for a server whose history is to begin anew with it. {@link ChangeHandler.Resetting#reset} of the
     * tables' handler reads it.
     *
     * @return one JSON text, so all rows are in memory
     * @throws IllegalStateException if there are no synced tables, or inside a {@code write}
     */
    Snapshot snapshot();
}
