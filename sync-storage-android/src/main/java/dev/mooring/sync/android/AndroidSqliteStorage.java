package dev.mooring.sync.android;

import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteOpenHelper;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.android.internal.FrameworkDatabase;
import dev.mooring.sync.android.internal.FrameworkSource;
import dev.mooring.sync.sqlite.Salvage;
import java.io.File;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Storage in the app's own SQLite database, through Android's {@code android.database.sqlite}.
 * {@link dev.mooring.sync.sqlite.SqliteStorage} says what it does.
 *
 * <p>The app's code in a {@code write} gets its own {@link SQLiteDatabase}, in a transaction that the storage has begun on the calling
 * thread. Transactions that the app begins and ends inside it are part of it. The class is final, so the storage cannot guard it; it notices
 * instead:
 *
 * <ul>
 *   <li>A commit of the storage's transaction by the app, as by {@code setTransactionSuccessful()} and {@code endTransaction()}, by
 *       {@code yieldIfContendedSafely()} or by {@code execSQL("COMMIT")}, is refused with {@link IllegalStateException}, and rolled back.
 *   <li>After a roll-back by the app, and after a transaction inside that was not marked successful, the {@code write} fails with a
 *       {@link RuntimeException}, and nothing of its mutations is kept. What the app itself has written after its roll-back stays written.
 *   <li>A {@code write} on a thread that is already in a transaction of the app's is refused with {@link IllegalStateException}.
 * </ul>
 *
 * <p>Not noticed is the use of the database after the {@code write} or on another thread: such writes are the app's own, outside the
 * transaction. With synced tables they are captured.
 *
 * <p>Up to four connections read, each of its own and read-only. Writes of the app's threads wait for those of the storage in Android's pool
 * of connections. Those of other processes are waited for up to the {@linkplain AndroidSqliteStorageBuilder#busyTimeout busy timeout}.
 */
public final class AndroidSqliteStorage {
    private AndroidSqliteStorage() {}

    /**
     * Begins a storage in the database of an app's helper, which is asked for it when the storage is opened. The rules of
     * {@link #on(SQLiteDatabase)} hold for it.
     *
     * @param helper never closed by the storage, and not to be closed by the app while the storage is open
     * @return a builder
     */
    public static AndroidSqliteStorageBuilder<SQLiteDatabase> on(SQLiteOpenHelper helper) {
        Objects.requireNonNull(helper, "helper");
        return new AndroidSqliteStorageBuilder<>(
                "the app's database",
                settings -> FrameworkSource.of(() -> new FrameworkDatabase(helper.getWritableDatabase())));
    }

    /**
     * Begins a storage in an open database. The storage switches it to write-ahead logging when it is opened, which fails while another
     * thread is in a transaction. An app that opens it with that mode at once saves the switch at each start.
     *
     * <p>The storage sets the synchronous level and the busy timeout, and leaves them so. Other settings, such as foreign keys, are the
     * app's. When a file is damaged, Android calls the {@link android.database.DatabaseErrorHandler} with which the app has opened it, and
     * the one that it takes by default <b>deletes the file</b>, with all that was not sent.
     *
     * @param db never closed by the storage, and not to be closed by the app while the storage is open
     * @return a builder
     */
    public static AndroidSqliteStorageBuilder<SQLiteDatabase> on(SQLiteDatabase db) {
        return on(new FrameworkDatabase(db));
    }

    /**
     * Begins a storage in a database behind an adapter. The rules of {@link #on(SQLiteDatabase)} hold for it.
     *
     * @param database never closed by the storage
     * @param <DB> the handle that the app gets
     * @return a builder
     */
    public static <DB> AndroidSqliteStorageBuilder<DB> on(AndroidDatabase<DB> database) {
        Objects.requireNonNull(database, "database");
        return new AndroidSqliteStorageBuilder<>(
                String.valueOf(database.path()), settings -> FrameworkSource.of(() -> database));
    }

    /**
     * Begins a storage in a database behind an adapter, which is asked for when the storage is opened, so that the app's first thread need not
     * open it. The rules of {@link #on(SQLiteDatabase)} hold for it.
     *
     * @param database gives the same database each time, which is never closed by the storage
     * @param <DB> the handle that the app gets
     * @return a builder
     */
    public static <DB> AndroidSqliteStorageBuilder<DB> on(Supplier<? extends AndroidDatabase<DB>> database) {
        Objects.requireNonNull(database, "database");
        return new AndroidSqliteStorageBuilder<>("the app's database", settings -> FrameworkSource.of(database));
    }

    /**
     * Begins a storage in a database file, of its own or the app's. The file is created if it is missing; its folder is not. A damaged file
     * is left as it is.
     *
     * @param file such as {@code context.getDatabasePath("app.db")}
     * @return a builder
     */
    public static AndroidSqliteStorageBuilder<SQLiteDatabase> at(File file) {
        String path = file.getAbsolutePath();
        return new AndroidSqliteStorageBuilder<>(path, settings -> FrameworkSource.at(path, settings));
    }

    /**
     * Drops the library's triggers of a table, for an {@code ALTER TABLE} that SQLite refuses while triggers name a column, such as
     * {@code DROP COLUMN}. The next open creates them again, for the table's new form. Writes to the table in between are not captured. So
     * call this in the transaction that alters the table, such as in {@link SQLiteOpenHelper#onUpgrade}, while no process has a storage open
     * on the file. It runs in the current transaction, or else in one of its own. It does nothing if the file or the table has never been
     * synced.
     *
     * @param db used by the calling thread alone
     * @param table its name
     * @throws IllegalStateException if mutations of the table are pending, superseded or quarantined; the message says how many and of
     *     which keys, and nothing was changed
     */
    public static void release(SQLiteDatabase db, String table) {
        db.beginTransaction();
        try {
            AndroidSqliteStorageBuilder.releaseTable(new FrameworkDatabase(db), table);
            db.setTransactionSuccessful();
        } finally {
            db.endTransaction();
        }
    }

    /**
     * Saves mutations from a damaged database file. It writes what can be read of them to
     * {@linkplain dev.mooring.sync.recovery.ExportFile exports}, which a client can
     * {@linkplain dev.mooring.sync.recovery.Recovery#importFrom import} into a new file. It copies the file and its write-ahead log first,
     * and never changes them. While it runs, the copy lies beside the export and takes as much space.
     *
     * @param database the damaged file; nobody may have it open
     * @param export the file for the mutations of the storage's own identity, created or replaced. Those of other identities go beside it,
     *     under the same name with {@code .2}, {@code .3} and so on at the end
     * @param identity whose mutations these are, if the file does not tell any more
     * @return what was read
     * @throws java.io.UncheckedIOException if the file cannot be copied, or an export cannot be written
     */
    public static Salvage salvage(File database, File export, ServerIdentity identity) {
        return AndroidSqliteStorageBuilder.salvageFile(database, export, identity);
    }
}
