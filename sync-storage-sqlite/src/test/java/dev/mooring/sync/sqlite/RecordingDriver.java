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
import java.util.Set;

/** A driver that notes the text of every statement of the library. */
final class RecordingDriver implements SqlDriver<Connection> {
    private final JdbcDriver driver;
    private final Set<String> statements;

    RecordingDriver(Path file, Set<String> statements) {
        driver = new JdbcDriver(
                file.toString(),
                () -> DriverManager.getConnection("jdbc:sqlite:" + file),
                Synchronous.NORMAL.name(),
                Duration.ofSeconds(5));
        this.statements = statements;
    }

    @Override
    public String name() {
        return driver.name();
    }

    @Override
    public SqlConnection<Connection> connect(boolean readOnly) {
        SqlConnection<Connection> sql = driver.connect(readOnly);
        return new SqlConnection<>() {
            @Override
            public void configure() {
                sql.configure();
            }

            @Override
            public SqlStatement statement(String text) {
                statements.add(text);
                return sql.statement(text);
            }

            @Override
            public void begin(Turn turn) {
                sql.begin(turn);
            }

            @Override
            public void commit() {
                sql.commit();
            }

            @Override
            public void rollback() {
                sql.rollback();
            }

            @Override
            public Connection handle() {
                return sql.handle();
            }

            @Override
            public void close() {
                sql.close();
            }
        };
    }
}
