package dev.mooring.sync.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/** Connections of sqlite-jdbc, from wherever they come. */
final class JdbcDriver implements SqlDriver<Connection> {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcSqliteStorage.class);

    private final String name;
    private final JdbcSqliteStorage.ConnectionSource source;
    private final Synchronous synchronous;
    private final Duration busyTimeout;

    JdbcDriver(String name, JdbcSqliteStorage.ConnectionSource source, Synchronous synchronous, Duration busyTimeout) {
        this.name = name;
        this.source = source;
        this.synchronous = synchronous;
        this.busyTimeout = busyTimeout;
    }

    @Override
    public String name() {
        return name;
    }

    Synchronous synchronous() {
        return synchronous;
    }

    Duration busyTimeout() {
        return busyTimeout;
    }

    void log(String what, SQLException e) {
        LOG.warn("{}: {}", name, what, e);
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
            throw Faults.of(e, "connect", name);
        }
    }
}
