package dev.mooring.sync.android.internal;

import android.database.Cursor;
import android.database.sqlite.SQLiteCursor;
import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteProgram;
import android.database.sqlite.SQLiteStatement;
import android.database.sqlite.SQLiteTransactionListener;
import dev.mooring.sync.android.AndroidDatabase;
import org.jspecify.annotations.Nullable;

/** The framework's database. */
public final class FrameworkDatabase implements AndroidDatabase<SQLiteDatabase> {
    private final SQLiteDatabase db;
    private final Windows windows = new Windows();

    /** Closed by whoever opened it. */
    public FrameworkDatabase(SQLiteDatabase db) {
        this.db = db;
    }

    @Override
    public @Nullable String path() {
        return db.getPath();
    }

    @Override
    public SQLiteDatabase handle() {
        return db;
    }

    @Override
    public boolean inTransaction() {
        return db.inTransaction();
    }

    @Override
    public void begin(SQLiteTransactionListener listener) {
        db.beginTransactionWithListenerNonExclusive(listener);
    }

    @Override
    public void commit() {
        db.setTransactionSuccessful();
        db.endTransaction();
    }

    @Override
    public void rollback() {
        db.endTransaction();
    }

    @Override
    public void execute(String sql) {
        db.execSQL(sql);
    }

    @Override
    public Statement compile(String sql) {
        SQLiteStatement compiled = db.compileStatement(sql);
        return new Statement() {
            @Override
            public int update(@Nullable Object[] arguments) {
                bind(compiled, arguments);
                return compiled.executeUpdateDelete();
            }

            @Override
            public void close() {
                compiled.close();
            }
        };
    }

    /** The framework binds texts alone to a query, but lets a factory of cursors have it before it runs. */
    @Override
    public Cursor query(String sql, @Nullable Object[] arguments) {
        return db.rawQueryWithFactory(
                (database, driver, table, query) -> {
                    bind(query, arguments);
                    return new SQLiteCursor(driver, table, query);
                },
                sql,
                new String[0],
                "");
    }

    @Override
    public Query compileQuery(String sql) {
        return new FrameworkQuery(db, windows, sql);
    }

    static void bind(SQLiteProgram program, @Nullable Object[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            Object value = arguments[i];
            if (value instanceof String text) {
                program.bindString(i + 1, text);
            } else if (value instanceof Long number) {
                program.bindLong(i + 1, number);
            } else if (value == null) {
                program.bindNull(i + 1);
            } else if (value instanceof Double real) {
                program.bindDouble(i + 1, real);
            } else {
                program.bindBlob(i + 1, (byte[]) value);
            }
        }
    }

    @Override
    public boolean enableWriteAheadLogging() {
        return db.isWriteAheadLoggingEnabled() || db.enableWriteAheadLogging();
    }
}
