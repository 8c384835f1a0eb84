package dev.mooring.examples.server.live;

import dev.mooring.examples.server.log.LogId;
import dev.mooring.examples.server.store.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other servers over the same PostgreSQL which logs have changed, by NOTIFY. It does so behind the transactions and for many logs at
 * once, as each NOTIFY takes a lock of the whole database. What gets lost is found by polling.
 */
public final class Bell {
    private static final Logger LOG = LoggerFactory.getLogger(Bell.class);
    private static final String CHANNEL = "mooring";
    private static final char BETWEEN = '\n';
    private static final int PATIENCE_MILLIS = 1_000;

    private final Database database;
    private final Hub hub;
    private final Set<LogId> changed = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Prepares the bell of one server. */
    public Bell(Database database, Hub hub) {
        this.database = database;
        this.hub = hub;
    }

    /** This server has changed a log. */
    public void ring(LogId id) {
        changed.add(id);
    }

    /** Tells the others what has changed since the last time. */
    public void flush() {
        if (changed.isEmpty()) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (LogId id : List.copyOf(changed)) {
            changed.remove(id);
            names.add(id.user() + BETWEEN + id.scope());
        }
        try (Connection connection = database.connection();
                var notify =
                        connection.prepareStatement("SELECT pg_notify('" + CHANNEL + "', name) FROM unnest(?) name")) {
            notify.setArray(1, connection.createArrayOf("text", names.toArray()));
            notify.execute();
            connection.commit();
        } catch (SQLException e) {
            LOG.debug("the other servers were not told", e);
        }
    }

    /** Listens until it is closed. Whenever it begins to listen anew, anything may have changed. */
    public void listen() {
        while (!closed) {
            try (Connection connection = database.connection();
                    var listen = connection.createStatement()) {
                listen.execute("LISTEN " + CHANNEL);
                connection.commit();
                hub.allChanged();
                hear(connection);
                listen.execute("UNLISTEN *");
                connection.commit();
            } catch (SQLException e) {
                LOG.debug("the connection that listens is lost", e); // The pool waits before it has another one.
            }
        }
    }

    private void hear(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (!closed) {
            PGNotification[] heard = postgres.getNotifications(PATIENCE_MILLIS);
            for (PGNotification each : heard == null ? new PGNotification[0] : heard) {
                String name = each.getParameter();
                int between = name.indexOf(BETWEEN);
                hub.changed(new LogId(name.substring(0, between), name.substring(between + 1)));
            }
        }
    }

    /** Ends {@link #listen} within a second. */
    public void close() {
        closed = true;
    }
}
