package dev.mooring.sync.sqlite.jdbc.internal;

import dev.mooring.sync.Registration;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.sqlite.spi.Faults;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import java.nio.file.Paths;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/** Connections of sqlite-jdbc, from wherever they come. */
public final class JdbcDriver implements SqlDriver<Connection> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.sqlite");

    private final String name;
    private final Source source;
    private final String synchronous;
    private final Duration busyTimeout;

    /** Each connection is set to that synchronous level and that busy timeout. */
    public JdbcDriver(String name, Source source, String synchronous, Duration busyTimeout) {
        this.name = name;
        this.source = source;
        this.synchronous = synchronous;
        this.busyTimeout = busyTimeout;
    }

    @Override
    public String name() {
        return name;
    }

    String synchronous() {
        return synchronous;
    }

    Duration busyTimeout() {
        return busyTimeout;
    }

    void log(String what, SQLException e) {
        LOG.warn("{}: {}", name, what, Shown.thrown(e));
    }

    @Override
    public SqlConnection<Connection> connect(boolean readOnly) {
        try {
            Connection lent = source.connect();
            try {
                return new JdbcConnection(this, lent, lent.unwrap(SQLiteConnection.class), readOnly);
            } catch (Throwable t) {
                lent.close();
                throw t;
            }
        } catch (SQLException e) {
            throw Faults.unconnected(e.getErrorCode(), e, name);
        }
    }

    @Override
    public StorageException failed(Throwable cause, String attempt) {
        return Faults.of(code(cause), cause, attempt, name);
    }

    @Override
    public boolean isDatabases(Throwable thrown) {
        return Faults.isDatabases(code(thrown));
    }

    @Override
    public @Nullable Registration onNextWrite(String file, Runnable written) {
        return NextWrite.in(Paths.get(file), written);
    }

    private static int code(Throwable thrown) {
        return thrown instanceof SQLException e ? e.getErrorCode() : Faults.UNKNOWN;
    }

    /** Where connections come from. */
    @FunctionalInterface
    public interface Source {
        /** Opens or lends one. */
        Connection connect() throws SQLException;
    }
}
