package dev.mooring.sync.sqlite.jdbc;

import dev.mooring.sync.sqlite.Synchronous;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcDriver;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import dev.mooring.sync.sqlite.spi.Turn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;

/** Does everything as the connection that it stands before; for tests that do one thing otherwise. */
class ForwardingConnection implements SqlConnection<Connection> {
    private final SqlConnection<Connection> sql;

    ForwardingConnection(SqlConnection<Connection> sql) {
        this.sql = sql;
    }

    /** Of a file, as a storage makes it by itself. */
    static JdbcDriver driver(Path file) {
        return new JdbcDriver(
                file.toString(),
                () -> {
                    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("PRAGMA foreign_keys = ON");
                    }
                    return connection;
                },
                Synchronous.NORMAL.name(),
                Duration.ofSeconds(5));
    }

    @Override
    public void configure() {
        sql.configure();
    }

    @Override
    public SqlStatement statement(String text) {
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
}
