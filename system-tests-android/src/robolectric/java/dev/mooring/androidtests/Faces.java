package dev.mooring.androidtests;

import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteReadOnlyDatabaseException;
import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcDriver;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import org.robolectric.shadows.ShadowProcess;

/**
 * JDBC over Android's SQLite, as far as the suites need it. They are written for JDBC, and run so on Android as they are. A connection is a
 * database of its own, whose pool has one connection.
 */
public final class Faces implements Driver {
    private static final String URL = "jdbc:sqlite:";

    private Faces() {}

    /** For the class loader that this class has. The process gets the number that it really has, as leases are known by it. */
    public static void register() throws SQLException {
        ShadowProcess.setPid((int) ProcessHandle.current().pid());
        DriverManager.registerDriver(new Faces());
    }

    /** What the storage gets. */
    public static AndroidDatabase<Connection> database(JdbcDriver.Source source) {
        try {
            Connection connection = source.connect();
            return new FacedDatabase(connection.unwrap(SQLiteDatabase.class), connection);
        } catch (SQLException e) {
            if (e.getErrorCode() == 8) {
                throw new SQLiteReadOnlyDatabaseException(e.getMessage());
            }
            throw new IllegalStateException(e);
        }
    }

    public static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> T face(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Faces.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(URL);
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        String[] place = url.substring(URL.length()).split("\\?", 2);
        SQLiteDatabase db = place[0].equals(":memory:")
                ? SQLiteDatabase.create(null)
                : SQLiteDatabase.openDatabase(
                        place[0],
                        null,
                        SQLiteDatabase.CREATE_IF_NECESSARY | SQLiteDatabase.NO_LOCALIZED_COLLATORS,
                        damaged -> {});
        Connection connection = face(Connection.class, new ConnectionFace(db));
        // Not by a flag of Android's, with which it would take more connections.
        connection.createStatement().execute("PRAGMA journal_mode = WAL");
        if (place.length > 1) {
            connection.createStatement().execute("PRAGMA " + place[1]);
        }
        return connection;
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }
}
