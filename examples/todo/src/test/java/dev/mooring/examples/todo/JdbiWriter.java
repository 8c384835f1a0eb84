package dev.mooring.examples.todo;

import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Jdbi over a data source, which gives every handle a connection of its own. */
final class JdbiWriter implements Writer {
    private final Jdbi jdbi;

    JdbiWriter(Path file) {
        jdbi = Jdbi.create(source(file));
    }

    static DataSource source(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(20_000);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    @Override
    public List<String> commit(String name, int round) {
        return jdbi.inTransaction(handle -> write(handle, name, round));
    }

    @Override
    public void rollBack(String name, int round) {
        jdbi.useTransaction(handle -> {
            write(handle, name, round);
            handle.rollback();
        });
    }

    private static List<String> write(Handle handle, String name, int round) {
        handle.execute(INSERT, name + round, "new");
        handle.execute(UPDATE, "old", name + (round - 1));
        handle.execute(DELETE, name + (round - 2));
        handle.execute(COUNT_UP, SHARED);
        long count = handle.select(COUNT, SHARED).mapTo(Long.class).one();
        return Writer.changes(name, round, count);
    }

    @Override
    public void touch(String name) {
        jdbi.useHandle(handle -> handle.execute(UPDATE, SHARED, SHARED));
    }

    @Override
    public void close() {}
}
