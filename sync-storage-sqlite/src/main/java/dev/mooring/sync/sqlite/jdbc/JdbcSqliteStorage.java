package dev.mooring.sync.sqlite.jdbc;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.sqlite.Salvage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Storage in the app's own SQLite database, through sqlite-jdbc. {@link dev.mooring.sync.sqlite.SqliteStorage} says what it does.
 *
 * <p>The app's code in a {@code write} gets a {@link Connection} that is part of the transaction. It throws {@link IllegalStateException}
 * if the app commits, rolls back, closes or reconfigures it, or uses it after the transaction or on another thread. It refuses SQL text
 * that controls transactions, such as {@code BEGIN}, {@code COMMIT} or {@code SAVEPOINT}. Prepared statements stay compiled from one
 * transaction to the next, by their text, so preparing the same statement in every write costs next to nothing. What is left open is closed
 * when the transaction ends. Result sets and metadata are the driver's own.
 *
 * <p>There is one writing connection and up to four reading ones, or one reading one if the app brings the connections. Synced tables need
 * another one, to notice what others write. A write waits for one of another process up to the
 * {@linkplain JdbcSqliteStorageBuilder#busyTimeout busy timeout}, and then fails with kind {@code BUSY}.
 */
public final class JdbcSqliteStorage {
    private JdbcSqliteStorage() {}

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
        return new JdbcSqliteStorageBuilder(
                path,
                () -> {
                    create(file);
                    return DriverManager.getConnection("jdbc:sqlite:" + path);
                },
                true);
    }

    /** Older drivers make a missing file, delete it and open it, and so take it from under who has opened it in between. */
    private static void create(Path file) {
        if (!Files.exists(file)) {
            try {
                Files.createFile(file);
            } catch (IOException e) {
                // Somebody else has, or it cannot be: the driver says so better.
            }
        }
    }

    /**
     * Begins a storage on connections that the app brings. Each must be a connection of sqlite-jdbc to the same file, or unwrap to one, and
     * nobody else may use it meanwhile.
     *
     * <p>The storage holds two connections until it is closed, and a third one with synced tables. A pool must have so many more than the
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

    /**
     * Drops the library's triggers of a table, for an {@code ALTER TABLE} that SQLite refuses while triggers name a column, such as
     * {@code DROP COLUMN}. The next open creates them again, for the table's new form. Writes to the table in between are not captured. So
     * call this in the transaction that alters the table: in {@link JdbcSqliteStorageBuilder#onOpen}, or on a connection of the app's own
     * while no process has a storage open on the file. It runs in the current transaction, or else in one of its own. It does nothing if
     * the file or the table has never been synced.
     *
     * @param db a connection to the file, used by the calling thread alone
     * @param table its name
     * @throws IllegalStateException if mutations of the table are pending, superseded or quarantined; the message says how many and of
     *     which keys, and nothing was changed
     * @throws SQLException if SQLite fails, for example because another connection is writing
     */
    public static void release(Connection db, String table) throws SQLException {
        JdbcSqliteStorageBuilder.releaseTable(db, table);
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
    public static Salvage salvage(Path database, Path export, ServerIdentity identity) {
        return JdbcSqliteStorageBuilder.salvageFile(database, export, identity);
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
}
