package dev.mooring.examples.todo;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the server's webhooks have told, in a table of its own. No device writes any, so there is nothing to take back. */
final class Notices implements ChangeHandler.Resetting<Connection> {
    /** How the dialect names what a webhook wrote. */
    static final String COLLECTION = "webhook_result";

    static void createTable(Connection db) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("CREATE TABLE IF NOT EXISTS notice (position INTEGER PRIMARY KEY, text TEXT)");
        }
    }

    static List<String> all(Connection db) throws SQLException {
        List<String> notices = new ArrayList<>();
        try (Statement sql = db.createStatement();
                ResultSet row = sql.executeQuery("SELECT text FROM notice ORDER BY position")) {
            while (row.next()) {
                notices.add(row.getString(1));
            }
        }
        return notices;
    }

    @Override
    public void apply(Connection db, List<Change> changes) throws SQLException {
        try (PreparedStatement insert =
                db.prepareStatement("INSERT OR REPLACE INTO notice VALUES (?, json_extract(?, '$.data.text'))")) {
            for (Change change : changes) {
                if (change.collection().equals(COLLECTION)) {
                    insert.setLong(1, change.position());
                    insert.setString(2, change.payload());
                    insert.executeUpdate();
                }
            }
        }
    }

    @Override
    public void undo(Connection db, List<Mutation> mutations) {}

    @Override
    public void reset(Connection db, Snapshot snapshot) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("DELETE FROM notice");
        }
    }
}
