package dev.mooring.systemtests.docs;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

// sample: handler
final class TodoHandler implements ChangeHandler<Connection> {
    @Override
    public void apply(Connection db, List<Change> changes) throws SQLException {
        for (Change change : changes) {
            if (change.collection().equals("todo")) {
                reduce(db, change.key(), change.kind(), change.payload());
            }
        }
    }

    @Override
    public void undo(Connection db, List<Mutation> mutations) throws SQLException {
        Set<String> keys = new LinkedHashSet<>();
        for (Mutation mutation : mutations) {
            keys.add(mutation.key());
        }
        for (String key : keys) {
            run(db, "DELETE FROM todo WHERE id = ?", key);
            PreparedStatement log = db.prepareStatement(
                    "SELECT kind, payload FROM mooring_log WHERE collection = 'todo' AND key = ? ORDER BY position");
            log.setString(1, key);
            try (ResultSet row = log.executeQuery()) {
                while (row.next()) {
                    reduce(db, key, row.getString("kind"), row.getString("payload"));
                }
            }
        }
    }

    private static void reduce(Connection db, String id, String kind, String payload) throws SQLException {
        switch (kind) {
            case "added" ->
                run(db, "INSERT OR IGNORE INTO todo VALUES (?, json_extract(?, '$.title'), 0)", id, payload);
            case "toggled" -> run(db, "UPDATE todo SET done = NOT done WHERE id = ?", id);
            case Mutation.DELETE -> run(db, "DELETE FROM todo WHERE id = ?", id);
            default -> {} // A newer version of the app wrote it; the log keeps it.
        }
    }

    private static void run(Connection db, String sql, String... values) throws SQLException {
        PreparedStatement statement = db.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setString(i + 1, values[i]);
        }
        statement.executeUpdate();
    }
}
// end
