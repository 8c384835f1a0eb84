package dev.mooring.sync.android.internal;

import android.database.Cursor;
import android.database.CursorWindow;
import android.database.sqlite.SQLiteCursor;
import android.database.sqlite.SQLiteCursorDriver;
import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteQuery;
import dev.mooring.sync.android.AndroidDatabase;
import org.jspecify.annotations.Nullable;

/** A query of the framework's that is kept. The framework closes it with each cursor, so each cursor gets a reference of its own. */
final class FrameworkQuery implements AndroidDatabase.Query {
    private final SQLiteDatabase db;
    private final Windows windows;
    private final String sql;
    private @Nullable SQLiteQuery kept;
    private @Nullable SQLiteCursorDriver driver;

    FrameworkQuery(SQLiteDatabase db, Windows windows, String sql) {
        this.db = db;
        this.windows = windows;
        this.sql = sql;
        windows.opened();
    }

    /** The framework binds texts alone to a query, but lets a factory of cursors have it before it runs. */
    @Override
    public Cursor run(@Nullable Object[] arguments) {
        SQLiteQuery query = kept;
        SQLiteCursorDriver by = driver;
        if (query != null && by != null) {
            return cursor(by, query, arguments);
        }
        return db.rawQueryWithFactory(
                (database, madeBy, table, made) -> {
                    Cursor cursor = cursor(madeBy, made, arguments);
                    kept = made;
                    driver = madeBy;
                    return cursor;
                },
                sql,
                new String[0],
                "");
    }

    private Cursor cursor(SQLiteCursorDriver by, SQLiteQuery query, @Nullable Object[] arguments) {
        query.acquireReference();
        FrameworkDatabase.bind(query, arguments);
        return new Lent(by, query);
    }

    @Override
    public void close() {
        SQLiteQuery query = kept;
        kept = null;
        if (query != null) {
            query.close();
        }
        windows.closed();
    }

    /** A cursor with the window of the connection, if it is free. */
    private final class Lent extends SQLiteCursor {
        private boolean lent;

        Lent(SQLiteCursorDriver by, SQLiteQuery query) {
            super(by, "", query);
            CursorWindow window = windows.take();
            if (window != null) {
                lent = true;
                setWindow(window);
            }
        }

        @Override
        public void close() {
            super.close();
            if (lent) {
                lent = false;
                windows.giveBack();
            }
        }
    }
}
