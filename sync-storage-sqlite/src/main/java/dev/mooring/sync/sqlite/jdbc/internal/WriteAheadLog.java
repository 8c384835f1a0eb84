package dev.mooring.sync.sqlite.jdbc.internal;

import java.io.File;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * Keeps the file of the write-ahead log small, for a connection that writes.
 *
 * <p>SQLite begins the log anew once all of it is in the database and nobody reads from it. Where others read all the time, one behind the
 * other, there is never such a moment, and the log grows for as long as there are writes. So now and then, if it has become large, this
 * waits for the moment: readers that come meanwhile read from the database alone. Nobody writes in that time, so it is short. It does not
 * help against a reader that does not end; the next try comes when the log is larger by half.
 */
final class WriteAheadLog {
    /** What the file is cut to when the log begins anew. A checkpoint comes after a thousand pages, so what is mostly in use stays. */
    private static final long KEPT = 8 << 20;

    private static final long LARGE = 4 * KEPT;

    private static final int PATIENCE_MILLIS = 50;

    /** The file is looked at after so many commits. */
    private static final int COMMITS = 16;

    private final SQLiteConnection raw;
    private final @Nullable File file;
    private final boolean limited;
    private long tooLarge = LARGE;
    private int commits;

    private WriteAheadLog(SQLiteConnection raw, @Nullable File file, boolean limited) {
        this.raw = raw;
        this.file = file;
        this.limited = limited;
    }

    /** Limits what is left of the file after a large transaction. A limit that the app has set itself stays. */
    static WriteAheadLog of(SQLiteConnection raw) throws SQLException {
        try (Statement pragmas = raw.createStatement()) {
            boolean limits = text(pragmas, "PRAGMA journal_size_limit").startsWith("-");
            if (limits) {
                pragmas.execute("PRAGMA journal_size_limit = " + KEPT);
            }
            String database = text(pragmas, "SELECT file FROM pragma_database_list WHERE name = 'main'");
            return new WriteAheadLog(raw, database.isEmpty() ? null : new File(database + "-wal"), limits);
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            String text = row.next() ? row.getString(1) : null;
            return text == null ? "" : text;
        }
    }

    /** A transaction has been committed, and none is running. */
    void committed(int busyMillis) throws SQLException {
        File log = file;
        if (log != null && ++commits % COMMITS == 0 && log.length() > tooLarge) {
            tooLarge = isBegunAnew(busyMillis) ? LARGE : log.length() / 2 * 3;
        }
    }

    private boolean isBegunAnew(int busyMillis) throws SQLException {
        raw.setBusyTimeout(Math.min(busyMillis, PATIENCE_MILLIS));
        try (Statement pragma = raw.createStatement()) {
            return text(pragma, "PRAGMA wal_checkpoint(RESTART)").equals("0");
        } finally {
            raw.setBusyTimeout(busyMillis);
        }
    }

    /** The connection is given back. */
    void release() throws SQLException {
        if (limited) {
            try (Statement pragma = raw.createStatement()) {
                pragma.execute("PRAGMA journal_size_limit = -1");
            }
        }
    }
}
