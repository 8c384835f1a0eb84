package dev.mooring.sync.android.docs;

import android.database.Cursor;
import android.database.sqlite.SQLiteTransactionListener;
import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.android.docs.AndroidX.SimpleSQLiteQuery;
import dev.mooring.sync.android.docs.AndroidX.SupportSQLiteDatabase;
import dev.mooring.sync.android.docs.AndroidX.SupportSQLiteStatement;
import java.io.IOException;
import java.io.UncheckedIOException;

// sample: android-support
/** Room's database, and every other one in androidx's form. */
public final class SupportDatabase implements AndroidDatabase<SupportSQLiteDatabase> {
    private final SupportSQLiteDatabase db;
    private final boolean frameworks;
    private final Runnable committed;

    /** Not the framework's if it is encrypted, or brings its own SQLite. */
    public SupportDatabase(SupportSQLiteDatabase db, boolean frameworks, Runnable committed) {
        this.db = db;
        this.frameworks = frameworks;
        this.committed = committed;
    }

    @Override
    public String path() {
        return db.getPath();
    }

    @Override
    public SupportSQLiteDatabase handle() {
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
        committed.run();
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
        SupportSQLiteStatement compiled = db.compileStatement(sql);
        return new Statement() {
            @Override
            public int update(Object[] arguments) {
                SimpleSQLiteQuery.bind(compiled, arguments);
                return compiled.executeUpdateDelete();
            }

            @Override
            public void close() {
                try {
                    compiled.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    @Override
    public Cursor query(String sql, Object[] arguments) {
        return db.query(new SimpleSQLiteQuery(sql, arguments));
    }

    @Override
    public boolean enableWriteAheadLogging() {
        return db.isWriteAheadLoggingEnabled() || db.enableWriteAheadLogging();
    }

    @Override
    public boolean isFrameworks() {
        return frameworks;
    }
}
// end
