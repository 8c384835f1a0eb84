package dev.mooring.examples.server.store;

import dev.mooring.examples.server.lease.Lease;
import dev.mooring.examples.server.lease.Writer;
import dev.mooring.examples.server.log.Event;
import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.LogId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server's own writers say: at once in the log, or in the inbox while a client holds the lease. Callers hold the log's row. */
final class Inbox {
    private static final int SCHEMA_VERSION = 1;

    private Inbox() {}

    /**
     * What one of the server's writers says.
     *
     * @param at ISO time
     * @param mutation what makes a repetition of it known, if there is anything
     */
    record Note(
            String at,
            String type,
            String payload,
            @Nullable String mutation) {
        Event in(long sequence) {
            return Event.of(sequence, new Event.Fields(at, type, SCHEMA_VERSION, payload, mutation, null));
        }
    }

    /** Puts it at the end of the inbox, and returns the log with it. */
    static Head put(Transaction tx, LogId id, Head head, Note note) throws SQLException {
        tx.update(
                "INSERT INTO inbox (user_id, scope, place, written_at, event_type, payload, mutation_id)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                id.user(),
                id.scope(),
                head.inbox().next(),
                note.at(),
                note.type(),
                note.payload(),
                note.mutation());
        return head.with(new Head.Inbox(head.inbox().first(), head.inbox().next() + 1));
    }

    /** Whether it waits already. */
    static boolean holds(Transaction tx, LogId id, Head head, String mutation) throws SQLException {
        if (head.inbox().size() == 0) {
            return false;
        }
        try (PreparedStatement statement = tx.statement(
                        "SELECT place FROM inbox WHERE user_id = ? AND scope = ? AND mutation_id = ?",
                        id.user(),
                        id.scope(),
                        mutation);
                ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    /** Appends all that waits, and returns the log with it. The lease becomes this one if anything waited. */
    static Head drain(Transaction tx, LogId id, Head head, Lease lease) throws SQLException {
        if (head.inbox().size() == 0) {
            return head;
        }
        List<Event> events = new ArrayList<>();
        try (PreparedStatement statement = tx.statement(
                        "SELECT written_at, event_type, payload, mutation_id FROM inbox WHERE user_id = ? AND scope = ?"
                                + " ORDER BY place",
                        id.user(),
                        id.scope());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Note note = new Note(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
                events.add(note.in(head.latest() + 1 + events.size()));
            }
        }
        tx.insert(id, events, Writer.NONE);
        tx.update("DELETE FROM inbox WHERE user_id = ? AND scope = ?", id.user(), id.scope());
        long next = head.inbox().next();
        return head.grown(events.size(), lease).with(new Head.Inbox(next, next));
    }
}
