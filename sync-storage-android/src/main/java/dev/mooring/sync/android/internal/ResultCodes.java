package dev.mooring.sync.android.internal;

import android.database.SQLException;
import android.database.sqlite.SQLiteBlobTooBigException;
import android.database.sqlite.SQLiteCantOpenDatabaseException;
import android.database.sqlite.SQLiteConstraintException;
import android.database.sqlite.SQLiteDatabaseCorruptException;
import android.database.sqlite.SQLiteDatabaseLockedException;
import android.database.sqlite.SQLiteDatatypeMismatchException;
import android.database.sqlite.SQLiteDiskIOException;
import android.database.sqlite.SQLiteFullException;
import android.database.sqlite.SQLiteReadOnlyDatabaseException;
import android.database.sqlite.SQLiteTableLockedException;
import dev.mooring.sync.sqlite.spi.Faults;
import org.jspecify.annotations.Nullable;

/** SQLite's result codes, which Android tells by the type of an exception and in its message: {@code "… (code 2067 SQLITE_…)"}. */
public final class ResultCodes {
    private static final String MARK = " (code ";
    private static final int MOST_DIGITS = 6;

    private ResultCodes() {}

    /** The code of an exception; unknown if it is not SQLite's. */
    public static int of(Throwable thrown) {
        if (!(thrown instanceof SQLException)) {
            return Faults.UNKNOWN;
        }
        int told = told(thrown.getMessage());
        return told != Faults.UNKNOWN ? told : ofType(thrown);
    }

    /** SQLite's own words in a message. */
    public static String words(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        int end = message.indexOf(MARK);
        return end < 0 ? message : message.substring(0, end);
    }

    static int told(@Nullable String message) {
        int at = message == null ? -1 : message.indexOf(MARK);
        if (message == null || at < 0) {
            return Faults.UNKNOWN;
        }
        int code = 0;
        int from = at + MARK.length();
        for (int i = from; i < message.length() && i < from + MOST_DIGITS; i++) {
            char digit = message.charAt(i);
            if (digit < '0' || digit > '9') {
                break;
            }
            code = code * 10 + digit - '0';
        }
        return code;
    }

    private static int ofType(Throwable thrown) {
        if (thrown instanceof SQLiteConstraintException) {
            return 19;
        } else if (thrown instanceof SQLiteDatabaseLockedException) {
            return 5;
        } else if (thrown instanceof SQLiteTableLockedException) {
            return 6;
        } else if (thrown instanceof SQLiteReadOnlyDatabaseException) {
            return 8;
        } else if (thrown instanceof SQLiteDiskIOException) {
            return 10;
        } else if (thrown instanceof SQLiteDatabaseCorruptException) {
            return 11;
        } else if (thrown instanceof SQLiteFullException) {
            return 13;
        } else if (thrown instanceof SQLiteCantOpenDatabaseException) {
            return 14;
        } else if (thrown instanceof SQLiteBlobTooBigException) {
            return 18;
        } else if (thrown instanceof SQLiteDatatypeMismatchException) {
            return 20;
        }
        return Faults.UNKNOWN;
    }
}
