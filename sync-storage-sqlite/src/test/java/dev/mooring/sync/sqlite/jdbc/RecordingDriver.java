package dev.mooring.sync.sqlite.jdbc;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcDriver;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Collection;

/** A driver that notes the text of every statement of the library. */
final class RecordingDriver implements SqlDriver<Connection> {
    private final JdbcDriver driver;
    private final Collection<String> statements;

    RecordingDriver(Path file, Collection<String> statements) {
        driver = ForwardingConnection.driver(file);
        this.statements = statements;
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
        return new ForwardingConnection(driver.connect(readOnly)) {
            @Override
            public SqlStatement statement(String text) {
                statements.add(text);
                return super.statement(text);
            }
        };
    }
}
