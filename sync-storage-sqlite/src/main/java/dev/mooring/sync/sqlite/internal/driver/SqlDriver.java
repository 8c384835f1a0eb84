package dev.mooring.sync.sqlite.internal.driver;

/**
 * The seam below which a particular SQLite binding lives: JDBC here, Android's own one day. Everything above it is SQL that
 * any SQLite since Android 8 understands: no UPSERT, no RETURNING, no window functions.
 *
 * <p>Every failure below the seam is a {@link dev.mooring.sync.StorageException} that names the file and what was attempted.
 *
 * @param <DB> the handle that the app gets
 */
public interface SqlDriver<DB> {
    /** What messages call the database, such as its path. */
    String name();

    /** Opens a connection and changes nothing in the database yet. */
    SqlConnection<DB> connect(boolean readOnly);
}
