package dev.mooring.androidtests;

import android.database.sqlite.SQLiteDatabase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection, as far as the suites need it. */
final class ConnectionFace implements InvocationHandler {
    private final SQLiteDatabase db;
    private boolean transacts;

    ConnectionFace(SQLiteDatabase db) {
        this.db = db;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
        Connection connection = (Connection) self;
        switch (method.getName()) {
            case "createStatement":
                return Faces.face(Statement.class, new StatementFace(this, null));
            case "prepareStatement":
                return Faces.face(PreparedStatement.class, new StatementFace(this, (String) arguments[0]));
            case "setAutoCommit":
                transacts = !(boolean) arguments[0];
                new StatementFace(this, null).run(transacts ? "BEGIN" : "COMMIT");
                return null;
            case "getAutoCommit":
                return !transacts && isAutoCommit();
            case "commit", "rollback":
                new StatementFace(this, null).run(method.getName());
                new StatementFace(this, null).run("BEGIN");
                return null;
            case "close":
                db.close();
                return null;
            case "isClosed":
                return !db.isOpen();
            case "unwrap":
                return db;
            case "hashCode":
                return System.identityHashCode(connection);
            case "equals":
                return connection == arguments[0];
            case "toString":
                return "a connection to " + db.getPath();
            default:
                throw new UnsupportedOperationException(method.toString());
        }
    }

    private boolean isAutoCommit() {
        try {
            new StatementFace(this, null).run("BEGIN");
            new StatementFace(this, null).run("ROLLBACK");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    SQLiteDatabase db() {
        return db;
    }
}
