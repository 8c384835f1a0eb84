package dev.mooring.androidtests;

import android.database.Cursor;
import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteTransactionListener;
import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.android.internal.FrameworkDatabase;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A database of the framework, whose handle is a connection of JDBC. */
record FacedDatabase(AndroidDatabase<SQLiteDatabase> framework, Connection handle)
        implements AndroidDatabase<Connection> {
    FacedDatabase(SQLiteDatabase db, Connection handle) {
        this(new FrameworkDatabase(db), handle);
    }

    @Override
    public @Nullable String path() {
        return framework.path();
    }

    @Override
    public boolean inTransaction() {
        return framework.inTransaction();
    }

    @Override
    public void begin(SQLiteTransactionListener listener) {
        framework.begin(listener);
    }

    @Override
    public void commit() {
        framework.commit();
    }

    @Override
    public void rollback() {
        framework.rollback();
    }

    @Override
    public void execute(String sql) {
        framework.execute(sql);
    }

    @Override
    public Statement compile(String sql) {
        return framework.compile(sql);
    }

    @Override
    public Cursor query(String sql, @Nullable Object[] arguments) {
        return framework.query(sql, arguments);
    }

    @Override
    public Query compileQuery(String sql) {
        return framework.compileQuery(sql);
    }

    @Override
    public boolean enableWriteAheadLogging() {
        return framework.enableWriteAheadLogging();
    }
}
