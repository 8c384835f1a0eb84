package dev.mooring.systemtests.crash;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The crashing app's table: one row an edit, in the order in which they were made. Every edit must be there once. */
final class CrashRows implements ChangeHandler<Connection> {
    static void create(Connection db) throws SQLException {
        try (PreparedStatement create = db.prepareStatement(
                "CREATE TABLE IF NOT EXISTS edits (n INTEGER PRIMARY KEY AUTOINCREMENT, row TEXT, label TEXT)")) {
            create.execute();
        }
    }

    static void append(Connection db, String row, String label) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO edits (row, label) VALUES (?, ?)")) {
            insert.setString(1, row);
            insert.setString(2, label);
            insert.executeUpdate();
        }
    }

    @Override
    public void apply(Connection db, List<Change> changes) throws SQLException {
        for (Change change : changes) {
            append(db, change.collection() + "/" + change.key(), change.payload());
        }
    }

    @Override
    public void undo(Connection db, List<Mutation> mutations) throws SQLException {
        for (Mutation mutation : mutations) {
            String row = mutation.collection() + "/" + mutation.key();
            try (PreparedStatement delete = db.prepareStatement(
                    "DELETE FROM edits WHERE label = ? AND n = (SELECT max(n) FROM edits WHERE row = ?)")) {
                delete.setString(1, mutation.payload());
                delete.setString(2, row);
                if (delete.executeUpdate() != 1) {
                    throw new IllegalStateException(mutation + " is to be undone but is not on top");
                }
            }
        }
    }
}
