package dev.mooring.examples.desktop.model;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/** What others than devices have told the list by the server's webhooks, in a table of its own. No device writes any, so there is nothing to take back. */
final class Notes implements ChangeHandler.Resetting<Connection>, ChangeHandler.Restating<Connection> {
    /** How the dialect names what a webhook wrote. */
    private static final String COLLECTION = "webhook_result";

    static void createTable(Connection db) throws SQLException {
        run(
                db,
                "CREATE TABLE IF NOT EXISTS note (position INTEGER PRIMARY KEY, text TEXT, read INTEGER NOT NULL"
                        + " DEFAULT 0)");
    }

    @Override
    public void apply(Connection db, List<Change> changes) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement(
                "INSERT OR REPLACE INTO note (position, text) VALUES (?, json_extract(?, '$.data.text'))")) {
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
        run(db, "DELETE FROM note");
    }

    /** A server that has lost them does not get them back: they are not of this device. */
    @Override
    public void restate(Connection db, Consumer<Mutation> to) {}

    private static void run(Connection db, String statement) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute(statement);
        }
    }
}
