package dev.mooring.androidtests;

import android.database.Cursor;
import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.android.internal.FrameworkDatabase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A statement, prepared or not, as far as the suites need it. */
final class StatementFace implements InvocationHandler {
    private final ConnectionFace connection;
    private final @Nullable String prepared;
    private @Nullable Object[] arguments = {};

    StatementFace(ConnectionFace connection, @Nullable String prepared) {
        this.connection = connection;
        this.prepared = prepared;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] given) throws Throwable {
        String sql = prepared != null ? prepared : given != null && given[0] instanceof String text ? text : "";
        switch (method.getName()) {
            case "execute":
                run(sql);
                return false;
            case "executeUpdate":
                return run(sql);
            case "executeQuery":
                return query(sql);
            case "setString", "setBytes", "setObject", "setLong", "setInt", "setDouble", "setNull":
                put((int) given[0], method.getName().equals("setNull") ? null : given[1]);
                return null;
            case "close":
                return null;
            default:
                throw new UnsupportedOperationException(method.toString());
        }
    }

    private void put(int parameter, @Nullable Object value) {
        if (arguments.length < parameter) {
            arguments = Arrays.copyOf(arguments, parameter);
        }
        arguments[parameter - 1] = value instanceof Integer number ? Long.valueOf(number) : value;
    }

    /** As SQLite takes it: a semicolon hides from Android what begins and ends transactions. */
    int run(String sql) throws SQLException {
        String start = sql.trim().toUpperCase(Locale.ROOT);
        try {
            if (start.startsWith("SELECT") || start.startsWith("PRAGMA") || start.startsWith("EXPLAIN")) {
                try (Cursor rows = framework().query(sql, arguments)) {
                    return rows.getCount() * 0;
                }
            }
            if (start.startsWith("BEGIN") || start.startsWith("COMMIT") || start.startsWith("ROLLBACK")) {
                framework().execute(";" + sql);
                return 0;
            }
            if (prepared == null) {
                framework().execute(sql);
                return 0;
            }
            try (AndroidDatabase.Statement compiled = framework().compile(sql)) {
                return compiled.update(arguments);
            }
        } catch (android.database.SQLException e) {
            throw told(e);
        }
    }

    private ResultSet query(String sql) throws SQLException {
        try {
            Cursor rows = framework().query(sql, arguments);
            rows.getCount(); // Runs it.
            return Faces.face(ResultSet.class, new Result(rows));
        } catch (android.database.SQLException e) {
            throw told(e);
        }
    }

    private FrameworkDatabase framework() {
        return new FrameworkDatabase(connection.db());
    }

    private static SQLException told(android.database.SQLException e) {
        return new SQLException(e.getMessage(), e);
    }

    /** Rows of a query. */
    private record Result(Cursor rows) implements InvocationHandler {
        @Override
        public Object invoke(Object self, Method method, Object[] given) throws Throwable {
            Object asked = given == null ? null : given[0];
            int column = asked instanceof Integer number
                    ? number - 1
                    : asked instanceof String name ? rows.getColumnIndex(name) : -1;
            try {
                switch (method.getName()) {
                    case "next":
                        return rows.moveToNext();
                    case "getString":
                        return rows.getString(column);
                    case "getLong":
                        return rows.getLong(column);
                    case "getInt":
                        return rows.getInt(column);
                    case "getBoolean":
                        return rows.getInt(column) != 0;
                    case "getDouble":
                        return rows.getDouble(column);
                    case "getBytes":
                        return rows.getBlob(column);
                    case "getMetaData":
                        return Faces.face(ResultSetMetaData.class, (own, question, none) -> rows.getColumnCount());
                    case "close":
                        rows.close();
                        return null;
                    default:
                        throw new UnsupportedOperationException(method.toString());
                }
            } catch (android.database.SQLException e) {
                throw told(e);
            }
        }
    }
}
