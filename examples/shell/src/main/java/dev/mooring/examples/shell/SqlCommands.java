package dev.mooring.examples.shell;

import dev.mooring.examples.shell.SqlScript.Statement;
import dev.mooring.sync.sqlite.SetAside;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What there is to do with the tables of {@code --tables}. None of these touches the network. */
final class SqlCommands {
    private SqlCommands() {}

    /** As any program would, over a connection that the library knows nothing of. */
    static int sql(Session session, String script, Output out) throws SQLException {
        List<Statement> statements = SqlScript.of(script).statements();
        if (statements.isEmpty()) {
            throw new UsageException("sql needs a statement");
        }
        session.client().open();
        Connection db = session.reader();
        execute(db, "PRAGMA foreign_keys = ON");
        long refused = session.client().status().counts().quarantined();
        for (Statement statement : statements) {
            run(db, statement, out);
        }
        if (isInTransaction(db)) {
            throw new RefusedException("the SQL does not end its transaction; what it did in there is taken back");
        }
        session.client().pending(1); // Takes in what was captured, which the dialect may refuse.
        refused = session.client().status().counts().quarantined() - refused;
        if (refused > 0) {
            throw new RefusedException(refused
                    + " of the changes can never be sent; they stay in this file alone until they are dropped;"
                    + " see: quarantined");
        }
        return Exit.DONE;
    }

    private static void run(Connection db, Statement sql, Output out) throws SQLException {
        try (java.sql.Statement statement = db.createStatement()) {
            if (statement.execute(sql.sql())) {
                try (ResultSet rows = statement.getResultSet()) {
                    print(rows, out);
                }
                return;
            }
            int changed = sql.changesRows() ? statement.getUpdateCount() : 0;
            out.line("changed " + changed, Json.of("sql").with("changed", changed));
        }
    }

    private static void print(ResultSet rows, Output out) throws SQLException {
        ResultSetMetaData names = rows.getMetaData();
        while (rows.next()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            List<String> line = new ArrayList<>();
            for (int i = 1; i <= names.getColumnCount(); i++) {
                Object value = rows.getObject(i);
                row.putIfAbsent(names.getColumnLabel(i), SqlValues.json(value));
                line.add(Terminal.piece(SqlValues.text(value)));
            }
            out.line(String.join("|", line), Json.of("sql").with("row", row));
        }
    }

    private static boolean isInTransaction(Connection db) {
        try {
            execute(db, "ROLLBACK");
            return true;
        } catch (SQLException e) {
            return false; // There was none to roll back.
        }
    }

    private static void execute(Connection db, String sql) throws SQLException {
        try (java.sql.Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    static int aside(Session session, Output out) throws SQLException {
        for (SetAside row : storage(session, "aside").setAside(Integer.MAX_VALUE)) {
            String waits = row.waitsFor() + (row.waitsForKey().isEmpty() ? "" : "/" + row.waitsForKey());
            out.line(
                    Terminal.piece(row.collection() + "/" + row.key()) + "  " + Terminal.piece(row.reason())
                            + (waits.isEmpty() ? "" : "  waits for " + Terminal.piece(waits)),
                    Json.of("aside")
                            .with("collection", row.collection())
                            .with("key", row.key())
                            .with("reason", row.reason())
                            .with("waits_for", row.waitsFor())
                            .with("waits_for_key", row.waitsForKey())
                            .with("since", row.since().truncatedTo(ChronoUnit.MILLIS)));
        }
        return Exit.DONE;
    }

    static int adopt(Session session, String table, Output out) throws SQLException {
        long adopted = storage(session, "adopt").adopt(table);
        session.client().pending(1); // Takes in what was captured.
        long pending = session.client().status().pending();
        out.line(
                "adopted " + adopted + ", pending " + pending,
                Json.of("adopt").with("table", table).with("adopted", adopted).with("pending", pending));
        return Exit.DONE;
    }

    private static SqliteStorage<Connection> storage(Session session, String command) throws SQLException {
        SqliteStorage<Connection> storage = session.tables();
        if (storage == null) {
            throw new UsageException(command + " needs --tables");
        }
        session.client().open();
        return storage;
    }
}
