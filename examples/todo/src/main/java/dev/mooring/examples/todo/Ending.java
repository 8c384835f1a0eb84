package dev.mooring.examples.todo;

import dev.mooring.sync.status.SyncStatus;
import java.sql.SQLException;
import java.util.List;

/**
 * How the story ends.
 *
 * @param left one device's list
 * @param right the other's
 * @param pending mutations that either device still has to send
 * @param superseded mutations that lost against the server and that nobody has decided about
 * @param quarantined mutations that the server refused
 */
record Ending(List<Todo> left, List<Todo> right, long pending, long superseded, long quarantined) {
    static Ending of(Device left, Device right) throws SQLException {
        SyncStatus one = left.status();
        SyncStatus other = right.status();
        return new Ending(
                left.todos(),
                right.todos(),
                one.pending() + other.pending(),
                one.counts().superseded() + other.counts().superseded(),
                one.counts().quarantined() + other.counts().quarantined());
    }

    boolean converged() {
        return left.equals(right) && pending == 0;
    }

    @Override
    public String toString() {
        return "converged: " + converged() + ", pending: " + pending + ", superseded: " + superseded + ", quarantined: "
                + quarantined;
    }
}
