package dev.mooring.sync.android.internal;

import android.database.Cursor;
import android.database.sqlite.SQLiteTransactionListener;
import dev.mooring.sync.android.AndroidDatabase;
import org.jspecify.annotations.Nullable;

/**
 * The framework's database as one that reads, beside one that writes. Its handle is its own if the writing one has the framework's, too.
 *
 * @param reads the database
 * @param writes the one that writes
 */
record Reading<DB>(FrameworkDatabase reads, AndroidDatabase<DB> writes) implements AndroidDatabase<DB> {
    @Override
    public @Nullable String path() {
        return reads.path();
    }

    @Override
    @SuppressWarnings("unchecked") // Both are of the same final class.
    public DB handle() {
        DB written = writes.handle();
        return written instanceof android.database.sqlite.SQLiteDatabase ? (DB) reads.handle() : written;
    }

    @Override
    public boolean inTransaction() {
        return reads.inTransaction();
    }

    @Override
    public void begin(SQLiteTransactionListener listener) {
        reads.begin(listener);
    }

    @Override
    public void commit() {
        reads.commit();
    }

    @Override
    public void rollback() {
        reads.rollback();
    }

    @Override
    public void execute(String sql) {
        reads.execute(sql);
    }

    @Override
    public Statement compile(String sql) {
        return reads.compile(sql);
    }

    @Override
    public Cursor query(String sql, @Nullable Object[] arguments) {
        return reads.query(sql, arguments);
    }

    @Override
    public Query compileQuery(String sql) {
        return reads.compileQuery(sql);
    }

    @Override
    public boolean enableWriteAheadLogging() {
        return reads.enableWriteAheadLogging();
    }
}
