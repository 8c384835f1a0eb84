package dev.mooring.sync.sqlite.internal.driver;

import dev.mooring.sync.spi.Shown;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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
            throw Faults.unconnected(e, name);
        }
    }

    /** Where connections come from. */
    @FunctionalInterface
    public interface Source {
        /** Opens or lends one. */
        Connection connect() throws SQLException;
    }
}
