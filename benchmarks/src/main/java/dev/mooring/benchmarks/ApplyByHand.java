package dev.mooring.benchmarks;

import dev.mooring.sync.Change;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * How a good engineer applies a log's changes by hand: the rows of a slice and the cursor are committed together, and a row with an edit
 * that the server does not have yet is not written over. What Mooring does beside that, it has to do in the time that this loop takes.
 */
final class ApplyByHand implements AutoCloseable {
    private final Connection db;
    private final PreparedStatement upsert;
    private final PreparedStatement pending;
    private final PreparedStatement anyPending;
    private final PreparedStatement moveCursor;

    ApplyByHand(Path file) throws SQLException {
        db = Todos.connect(file, Todos.LEAN);
        try (Statement create = db.createStatement()) {
            create.execute("CREATE TABLE outbox (seq INTEGER PRIMARY KEY, todo TEXT NOT NULL, payload TEXT NOT NULL)");
            create.execute("CREATE INDEX outbox_todo ON outbox (todo)");
            create.execute("CREATE TABLE cursor (position INTEGER NOT NULL)");
            create.execute("INSERT INTO cursor VALUES (0)");
        }
        db.commit();
        upsert = db.prepareStatement(Todos.UPSERT);
        pending = db.prepareStatement("SELECT 1 FROM outbox WHERE todo = ?");
        anyPending = db.prepareStatement("SELECT EXISTS (SELECT 1 FROM outbox)");
        moveCursor = db.prepareStatement("UPDATE cursor SET position = ?");
    }

    /** In one transaction. */
    void apply(List<Change> slice) throws Exception {
        boolean watch = isAnyPending();
        for (Change change : slice) {
            TodoRow row = TodoRow.read(change.payload());
            if (watch && isPending(row.id())) {
                continue; // The edit goes out first; the server's answer to it brings the row.
            }
            upsert.setString(1, row.id());
            upsert.setString(2, row.title());
            upsert.setString(3, row.body());
            upsert.setLong(4, row.done());
            upsert.setString(5, row.updatedAt());
            upsert.addBatch();
        }
        upsert.executeBatch();
        moveCursor.setLong(1, slice.get(slice.size() - 1).position());
        moveCursor.executeUpdate();
        db.commit();
    }

    private boolean isAnyPending() throws SQLException {
        try (ResultSet any = anyPending.executeQuery()) {
            return any.next() && any.getBoolean(1);
        }
    }

    private boolean isPending(String id) throws SQLException {
        pending.setString(1, id);
        try (ResultSet found = pending.executeQuery()) {
            return found.next();
        }
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
