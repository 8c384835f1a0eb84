package dev.mooring.sync.sqlite.jdbc.internal;

import dev.mooring.sync.sqlite.spi.TransactionWords;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * The app's compiled statements that are not in use, by their text. Compiling costs more than a small insert does, and an
 * app's write prepares the same few statements in every transaction.
 *
 * <p>Only statements that change rows are kept: one that returned rows has handed out a result set, which would come to life
 * again with the statement's next use.
 */
final class AppStatements {
    private static final int CAPACITY = 64;

    private final SQLiteConnection raw;
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

    AppStatements(SQLiteConnection raw) {
        this.raw = raw;
    }

    PreparedStatement take(String sql) throws SQLException {
        PreparedStatement known = idle.remove(sql);
        if (known != null && !known.isClosed()) {
            return known;
        }
        TransactionWords.refuse(sql);
        return raw.prepareStatement(sql);
    }

    void giveBack(String sql, PreparedStatement statement) throws SQLException {
        if (statement.isClosed()) {
            return;
        }
        statement.clearParameters();
        PreparedStatement twin = idle.put(sql, statement);
        close(twin);
        if (idle.size() > CAPACITY) {
            Iterator<PreparedStatement> oldest = idle.values().iterator();
            close(oldest.next());
            oldest.remove();
        }
    }

    private static void close(@Nullable PreparedStatement statement) throws SQLException {
        if (statement != null) {
            statement.close();
        }
    }
}
