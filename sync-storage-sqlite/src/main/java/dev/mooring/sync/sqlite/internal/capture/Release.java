package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.internal.schema.Names;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the triggers off a table, on a connection of the app's, so that the app can alter it. */
public final class Release {
    private final Connection db;
    private final String table;

    private Release(Connection db, String table) {
        this.db = db;
        this.table = table;
    }

    /** Takes them off, or throws {@link IllegalStateException} with what is pending. */
    public static void of(Connection db, String table) throws SQLException {
        new Release(db, table).inOneTransaction();
    }

    /** A savepoint begins a transaction where none is running; where the driver has begun one, it is the app's to roll back. */
    private void inOneTransaction() throws SQLException {
        if (!db.getAutoCommit()) {
            release();
            return;
        }
        run("SAVEPOINT mooring_release");
        try {
            release();
        } catch (SQLException | RuntimeException e) {
            run("ROLLBACK TO mooring_release");
            run("RELEASE mooring_release");
            throw e;
        }
        run("RELEASE mooring_release");
    }

    private void release() throws SQLException {
        if (strings("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'mooring_form'")
                .isEmpty()) {
            return;
        }
        // So that nobody writes to the table between the count and the end of the transaction.
        run("UPDATE mooring_scope SET taken = taken");
        List<String> collection = strings(
                "SELECT collection FROM mooring_form WHERE tbl = ? COLLATE NOCASE ORDER BY id DESC LIMIT 1", table);
        if (!collection.isEmpty()) {
            refuseIfPending(collection.get(0));
        }
        for (String trigger : strings(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE", table)) {
            if (trigger.startsWith(Triggers.PREFIX)) {
                run("DROP TRIGGER " + Names.quoted(trigger));
            }
        }
    }

    private void refuseIfPending(String collection) throws SQLException {
        long count = Long.parseLong(
                strings(Pending.COUNT, table, collection, collection).get(0));
        Pending pending = new Pending(count, strings(Pending.KEYS, collection, collection));
        if (!pending.nothing()) {
            throw new IllegalStateException("the triggers of table " + table + " cannot be taken off: " + pending.said()
                    + " of it did not reach the server or wait for the app. Nothing was changed. Open the storage and sync,"
                    + " and drop or retry what is superseded or quarantined; then alter the table");
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> strings(String query, String... parameters) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (PreparedStatement select = db.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    @Nullable String value = rows.getString(1);
                    strings.add(String.valueOf(value));
                }
            }
        }
        return strings;
    }
}
