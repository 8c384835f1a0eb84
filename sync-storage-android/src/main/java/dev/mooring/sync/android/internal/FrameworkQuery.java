package dev.mooring.sync.android.internal;

import android.database.Cursor;
import android.database.CursorWindow;
import android.database.sqlite.SQLiteCursor;
import android.database.sqlite.SQLiteCursorDriver;
import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteQuery;
import dev.mooring.sync.android.AndroidDatabase;
import org.jspecify.annotations.Nullable;

/** A query of the framework's that is kept, with its cursor: to make one costs more than most queries. */
final class FrameworkQuery implements AndroidDatabase.Query {
    private final SQLiteDatabase db;
    private final Windows windows;
    private final String sql;
    private @Nullable Kept kept;

    FrameworkQuery(SQLiteDatabase db, Windows windows, String sql) {
        this.db = db;
        this.windows = windows;
        this.sql = sql;
        windows.opened();
    }

    /** The framework binds texts alone to a query, but lets a factory of cursors have it before it runs. */
    @Override
    public Cursor run(@Nullable Object[] arguments) {
        Kept known = kept;
        if (known != null) {
            known.begin(arguments);
            return known;
        }
        return db.rawQueryWithFactory(
                (database, driver, table, query) -> {
                    Kept made = new Kept(driver, query);
                    made.begin(arguments);
                    kept = made;
                    return made;
                },
                sql,
                new String[0],
                "");
    }

    @Override
    public void close() {
        Kept known = kept;
        kept = null;
        if (known != null) {
            known.end();
        }
        windows.closed();
    }

    /** A cursor that runs its query anew. It has the window of the connection if that is free, else one of its own. */
    private final class Kept extends SQLiteCursor {
        private final SQLiteQuery query;
        private boolean lent;

        Kept(SQLiteCursorDriver driver, SQLiteQuery query) {
            super(driver, "", query);
            this.query = query;
        }

        void begin(@Nullable Object[] arguments) {
            close();
            FrameworkDatabase.bind(query, arguments);
            CursorWindow window = windows.take();
            lent = window != null;
            if (window != null) {
                setWindow(window);
            }
        }

        /** A window that was lent stays open by the reference that it was lent with. To move a cursor may run its query. */
        @Override
        @SuppressWarnings("deprecation")
        public void close() {
            mPos = -1;
            setWindow(null);
            if (lent) {
                lent = false;
                windows.giveBack();
            }
        }

        void end() {
            close();
            super.close();
        }
    }
}
