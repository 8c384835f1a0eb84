package dev.mooring.sync.android.docs;

import android.database.Cursor;
import android.database.sqlite.SQLiteCursor;
import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteProgram;
import android.database.sqlite.SQLiteStatement;
import android.database.sqlite.SQLiteTransactionListener;
import dev.mooring.sync.android.docs.AndroidX.SupportSQLiteDatabase;
import dev.mooring.sync.android.docs.AndroidX.SupportSQLiteProgram;
import dev.mooring.sync.android.docs.AndroidX.SupportSQLiteQuery;
import dev.mooring.sync.android.docs.AndroidX.SupportSQLiteStatement;

/** Androidx's form over the framework's database, as androidx has it. */
final class ForwardingSupport implements SupportSQLiteDatabase {
    final SQLiteDatabase db;

    ForwardingSupport(SQLiteDatabase db) {
        this.db = db;
    }

    private static class Program<P extends SQLiteProgram> implements SupportSQLiteProgram {
        final P program;

        Program(P program) {
            this.program = program;
        }

        @Override
        public void bindNull(int index) {
            program.bindNull(index);
        }

        @Override
        public void bindLong(int index, long value) {
            program.bindLong(index, value);
        }

        @Override
        public void bindDouble(int index, double value) {
            program.bindDouble(index, value);
        }

        @Override
        public void bindString(int index, String value) {
            program.bindString(index, value);
        }

        @Override
        public void bindBlob(int index, byte[] value) {
            program.bindBlob(index, value);
        }

        @Override
        public void close() {
            program.close();
        }
    }

    private static final class Compiled extends Program<SQLiteStatement> implements SupportSQLiteStatement {
        Compiled(SQLiteStatement statement) {
            super(statement);
        }

        @Override
        public int executeUpdateDelete() {
            return program.executeUpdateDelete();
        }
    }

    @Override
    public String getPath() {
        return db.getPath();
    }

    @Override
    public boolean inTransaction() {
        return db.inTransaction();
    }

    @Override
    public void beginTransactionWithListenerNonExclusive(SQLiteTransactionListener listener) {
        db.beginTransactionWithListenerNonExclusive(listener);
    }

    @Override
    public void setTransactionSuccessful() {
        db.setTransactionSuccessful();
    }

    @Override
    public void endTransaction() {
        db.endTransaction();
    }

    @Override
    public void execSQL(String sql) {
        db.execSQL(sql);
    }

    @Override
    public SupportSQLiteStatement compileStatement(String sql) {
        return new Compiled(db.compileStatement(sql));
    }

    @Override
    public Cursor query(SupportSQLiteQuery query) {
        return db.rawQueryWithFactory(
                (database, driver, table, program) -> {
                    query.bindTo(new Program<>(program));
                    return new SQLiteCursor(driver, table, program);
                },
                query.getSql(),
                new String[0],
                "");
    }

    @Override
    public boolean isWriteAheadLoggingEnabled() {
        return db.isWriteAheadLoggingEnabled();
    }

    @Override
    public boolean enableWriteAheadLogging() {
        return db.enableWriteAheadLogging();
    }

    @Override
    public void close() {
        db.close();
    }
}
