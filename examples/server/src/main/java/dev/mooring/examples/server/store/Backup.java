package dev.mooring.examples.server.store;

import java.io.File;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Copies of a database. A copy is older than the database one second later: clients that have seen more must not take it for what they
 * know. So a copy that is made here says of itself that it is one, and gets a history of its own when a server opens it.
 */
public final class Backup {
    private Backup() {}

    /**
     * Copies a file of SQLite while servers use it.
     *
     * @param to must not exist
     */
    public static void copy(File from, File to) {
        if (!from.isFile() || to.exists()) {
            throw new IllegalArgumentException(
                    from.isFile() ? to + " is there already" : from + " is not there: nothing is copied");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + from);
                var copy = connection.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, to.getPath());
            copy.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException(e);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + to);
                Statement mark = connection.createStatement()) {
            mark.executeUpdate("UPDATE server SET restored = 1");
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    /** From now on this database is another history. */
    public static void markRestored(Database database) {
        database.write(tx -> {
            Migrations.renew(tx.connection());
            return true;
        });
    }
}
