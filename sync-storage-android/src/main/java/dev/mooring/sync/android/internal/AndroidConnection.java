package dev.mooring.sync.android.internal;

import android.database.Cursor;
import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import dev.mooring.sync.sqlite.spi.Turn;
import dev.mooring.sync.sqlite.spi.Utf16;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection of Android's. */
final class AndroidConnection<DB> implements SqlConnection<DB> {
    private static final @Nullable Object[] NONE = {};

    private final AndroidDriver<DB> driver;
    private final AndroidDriver.Lent<DB> lent;
    private final AndroidDatabase<DB> database;
    private final Transactions transactions;
    private final long busyTimeout;
    private final Map<String, AndroidStatement> statements = new HashMap<>();
    private @Nullable Turn turn;
    private boolean encodingKnown;
    private @Nullable Charset utf16;

    AndroidConnection(AndroidDriver<DB> driver, AndroidDriver.Lent<DB> lent, Duration busyTimeout) {
        this.driver = driver;
        this.lent = lent;
        database = lent.database();
        transactions = lent.snapshots() ? new Snapshots(database) : new Writes(database, driver.synchronous());
        this.busyTimeout = Math.min(busyTimeout.toMillis(), Integer.MAX_VALUE);
        setBusyTimeout();
    }

    /** The framework compiles it on the connection that writes, which is when SQLite does it. */
    private void setBusyTimeout() {
        first("PRAGMA busy_timeout = " + busyTimeout);
    }

    @Override
    public void configure() {
        if (lent.snapshots()) {
            return; // It was opened to read only.
        }
        try {
            String mode = first("PRAGMA journal_mode");
            if (!mode.equalsIgnoreCase("wal")) {
                boolean enabled = database.enableWriteAheadLogging();
                mode = first("PRAGMA journal_mode");
                if (!enabled || !mode.equalsIgnoreCase("wal")) {
                    throw driver.failed(
                            new IllegalStateException("SQLite keeps the journal mode " + mode.toLowerCase(Locale.ROOT)
                                    + ", but WAL is needed (a database in memory, or one with others attached, cannot"
                                    + " have it)"),
                            "set the connection up");
                }
            }
            setBusyTimeout(); // Android opens the connection anew when it switches the mode.
            database.execute("PRAGMA synchronous = " + driver.synchronous());
        } catch (android.database.SQLException | IllegalStateException e) {
            throw driver.failed(e, "set the connection up");
        }
    }

    private String first(String query) {
        try (Cursor row = database.query(query, NONE)) {
            return row.moveToFirst() ? String.valueOf(row.getString(0)) : "";
        }
    }

    @Override
    public SqlStatement statement(String sql) {
        return statements.computeIfAbsent(sql, text -> new AndroidStatement(this, text));
    }

    /** How the database keeps texts; null for UTF-8. Asked for when it is needed, as it is settled with the first table. */
    @Nullable
    Charset utf16() {
        if (!encodingKnown) {
            try {
                utf16 = Utf16.of(first("PRAGMA encoding"));
                encodingKnown = true;
            } catch (RuntimeException e) {
                throw failed(e, "ask for the encoding of texts");
            }
        }
        return utf16;
    }

    @Override
    public boolean holds(RawText text) {
        return Utf16.holds(text, utf16());
    }

    AndroidDatabase<DB> database() {
        return database;
    }

    @Override
    public void begin(Turn next) {
        driver.guardThread();
        try {
            transactions.begin(next);
        } catch (android.database.SQLException e) {
            throw driver.failed(e, "begin a transaction");
        }
        turn = next;
    }

    @Override
    public void commit() {
        try {
            transactions.commit();
        } catch (android.database.SQLException e) {
            throw driver.failed(e, "commit");
        }
        turn = null;
    }

    @Override
    public void rollback() {
        turn = null;
        for (AndroidStatement statement : statements.values()) {
            statement.reset();
        }
        transactions.rollback();
    }

    @Override
    public DB handle() {
        if (turn == null) {
            throw new IllegalStateException("no transaction is running in " + driver.name());
        }
        return database.handle();
    }

    int code(Throwable thrown) {
        return driver.code(thrown);
    }

    /** Looks whether the transaction survived a statement that failed; it has not if SQLite rolled it back. */
    boolean survived(RuntimeException e) {
        Turn current = turn;
        if (current == null || transactions.isBegun()) {
            return true;
        }
        current.broken(e);
        return false;
    }

    RuntimeException failed(RuntimeException e, String attempt) {
        survived(e);
        return driver.failed(e, attempt);
    }

    @Override
    public void close() {
        try {
            for (AndroidStatement statement : statements.values()) {
                statement.close();
            }
        } catch (RuntimeException e) {
            driver.log("a statement could not be closed", e);
        }
        statements.clear();
        try {
            lent.close().run();
        } catch (RuntimeException e) {
            driver.log("a connection could not be closed", e);
        }
    }
}
