package dev.mooring.sync.sqlite.jdbc;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcDriver;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.nio.file.Path;
import java.sql.Connection;

/** A driver whose process dies at a statement of one's choice: nothing is rolled back, the connection just ends. */
final class DyingDriver implements SqlDriver<Connection> {
    private final JdbcDriver driver;
    private int left;
    private boolean committed;

    DyingDriver(Path file, int statements) {
        driver = ForwardingConnection.driver(file);
        left = statements;
    }

    private void step() {
        if (left-- <= 0) {
            throw new Death();
        }
    }

    boolean committed() {
        return committed;
    }

    @Override
    public String name() {
        return driver.name();
    }

    @Override
    public StorageException failed(Throwable cause, String attempt) {
        return driver.failed(cause, attempt);
    }

    @Override
    public boolean isDatabases(Throwable thrown) {
        return driver.isDatabases(thrown);
    }

    @Override
    public SqlConnection<Connection> connect(boolean readOnly) {
        return new Dying(driver.connect(readOnly));
    }

    /** The end of the process. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    private final class Dying extends ForwardingConnection {
        Dying(SqlConnection<Connection> sql) {
            super(sql);
        }

        @Override
        public SqlStatement statement(String text) {
            step();
            return super.statement(text);
        }

        @Override
        public void commit() {
            step();
            super.commit();
            committed = true;
        }

        @Override
        public void rollback() {
            // The dead roll nothing back; SQLite does when the file is opened next.
        }
    }
}
