package dev.mooring.sync.sqlite;

import dev.mooring.sync.sqlite.internal.driver.JdbcDriver;
import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.SqlDriver;
import dev.mooring.sync.sqlite.internal.driver.SqlStatement;
import dev.mooring.sync.sqlite.internal.driver.Turn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;

/** A driver whose process dies at a statement of one's choice: nothing is rolled back, the connection just ends. */
final class DyingDriver implements SqlDriver<Connection> {
    private final JdbcDriver driver;
    private int left;
    private boolean committed;

    DyingDriver(Path file, int statements) {
        driver = new JdbcDriver(
                file.toString(),
                () -> DriverManager.getConnection("jdbc:sqlite:" + file),
                Synchronous.NORMAL.name(),
                Duration.ofSeconds(5));
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
    public SqlConnection<Connection> connect(boolean readOnly) {
        return new Dying(driver.connect(readOnly));
    }

    /** The end of the process. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    private final class Dying implements SqlConnection<Connection> {
        private final SqlConnection<Connection> sql;

        Dying(SqlConnection<Connection> sql) {
            this.sql = sql;
        }

        @Override
        public void configure() {
            sql.configure();
        }

        @Override
        public SqlStatement statement(String text) {
            step();
            return sql.statement(text);
        }

        @Override
        public void begin(Turn turn) {
            sql.begin(turn);
        }

        @Override
        public void commit() {
            step();
            sql.commit();
            committed = true;
        }

        @Override
        public void rollback() {
            // The dead roll nothing back; SQLite does when the file is opened next.
        }

        @Override
        public Connection handle() {
            return sql.handle();
        }

        @Override
        public void close() {
            sql.close();
        }
    }
}
