package dev.mooring.examples.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a database is: in which cluster of PostgreSQL, under which number, with which table, and on which timeline. The place is stored beside
 * the name of the history. A dump that is restored is at another place, and so is a cluster that went back to an earlier time or whose
 * standby took over: these begin a new timeline. So whoever reads the history's name compares the place in the same query, and a copy never
 * answers by the name of what it is a copy of. A copy of the files that goes on as if after a crash is at the same place, and is not noticed.
 *
 * <p>Each connection asks for its place once, as none outlives a change of it.
 *
 * @param expression SQL for the place of the row of the table {@code server} that is read; an empty text where nothing tells it
 * @param isHere SQL for whether that row was named here
 * @param onConnect SQL for each new connection, or empty
 */
record Place(String expression, String isHere, String onConnect) {
    private static final Logger LOG = LoggerFactory.getLogger(Place.class);

    /** Nothing tells it, so nothing is taken for a copy. Other servers over the same database may be told more. */
    static final Place UNKNOWN = new Place("''", "1 = 1", "");

    private static final String ON_CONNECT =
            "SELECT set_config('mooring.place', system_identifier || '/' || (SELECT oid FROM pg_database WHERE datname"
                    + " = current_database()) || '/', false), set_config('mooring.timeline', '/' ||"
                    + " substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), false) FROM pg_control_system()";
    private static final String DATABASE = "current_setting('mooring.place') || tableoid::text";
    private static final String WHOLE = DATABASE + " || current_setting('mooring.timeline')";

    /** As PostgreSQL tells it to this user, if it does. */
    static Place told(Connection connection, boolean failoverLosesNothing) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ON_CONNECT);
            String isHere = failoverLosesNothing ? "place LIKE " + DATABASE + " || '/%'" : "place = " + WHOLE;
            return new Place(WHOLE, isHere, ON_CONNECT);
        } catch (SQLException e) {
            if (!Engine.isRefused(e)) {
                throw e;
            }
            LOG.warn("the database does not tell where it is, so no copy of it is noticed: {}", e.getMessage());
            return UNKNOWN;
        }
    }

    /** The history's name of a database that is where it was when that was given. */
    String history() {
        return "SELECT history FROM server WHERE " + isHere;
    }

    /** Nothing has the history's name here. */
    static final class MovedException extends SQLException {
        private static final long serialVersionUID = 1;

        MovedException() {
            super("the database is not where its history was named");
        }
    }

    /**
     * Looks once more, and gives a copy another history. One transaction; several servers may do it at once.
     *
     * @param same whether it is no copy: the same history is here from now on
     */
    void settle(Connection connection, String lock, boolean same) throws SQLException {
        String old;
        boolean here;
        boolean named;
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT history, " + isHere + ", place <> '' FROM server" + lock);
                ResultSet row = statement.executeQuery()) {
            row.next();
            old = row.getString(1);
            here = row.getBoolean(2);
            named = row.getBoolean(3);
        }
        if (here) {
            return;
        }
        if (named && !same) {
            Migrations.renew(connection);
            LOG.warn("the database was restored, copied, or taken over by a standby: the history {} has ended", old);
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE server SET place = " + expression);
        }
    }
}
