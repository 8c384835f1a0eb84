package dev.mooring.examples.server.store;

import dev.mooring.examples.server.lease.Lease;
import dev.mooring.examples.server.log.Event;
import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.JsonText;
import dev.mooring.examples.server.log.LogId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of logs and events, inside one transaction. */
public final class Transaction {
    private static final String WHICH = " WHERE user_id = ? AND scope = ?";

    private final Connection connection;
    private final String lock;

    Transaction(Connection connection, String lock) {
        this.connection = connection;
        this.lock = lock;
    }

    Connection connection() {
        return connection;
    }

    PreparedStatement statement(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = statement(sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** The log as it is. Nothing is locked. */
    Head head(LogId id) throws SQLException {
        Iterator<Head> found = heads(id, "").iterator();
        return found.hasNext() ? found.next() : Head.empty(history());
    }

    /** The log as it is, and stays until the end of this transaction. It has a row from now on. */
    Head locked(LogId id) throws SQLException {
        Iterator<Head> found = heads(id, lock).iterator();
        if (found.hasNext()) {
            return found.next();
        }
        update(
                "INSERT INTO log (user_id, scope, latest, event_count, compacted_to,"
                        + " compaction_tried_to, token, holder, expires_at, inbox_first, inbox_next)"
                        + " VALUES (?, ?, 0, 0, 0, 0, 0, '', 0, 0, 0)"
                        + " ON CONFLICT (user_id, scope) DO NOTHING",
                id.user(),
                id.scope());
        return heads(id, lock).iterator().next();
    }

    private List<Head> heads(LogId id, String ending) throws SQLException {
        String sql =
                "SELECT (SELECT history FROM server), latest, event_count, compacted_to, token, holder, expires_at,"
                        + " inbox_first, inbox_next FROM log" + WHICH + ending;
        try (PreparedStatement statement = statement(sql, id.user(), id.scope());
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return List.of();
            }
            Lease lease = new Lease(row.getLong(5), row.getString(6), row.getLong(7));
            Head.Inbox inbox = new Head.Inbox(row.getLong(8), row.getLong(9));
            return List.of(new Head(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), lease, inbox));
        }
    }

    String history() throws SQLException {
        try (PreparedStatement statement = statement("SELECT history FROM server");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /** Stores what became of a locked log. */
    void update(LogId id, Head head) throws SQLException {
        update(
                "UPDATE log SET latest = ?, event_count = ?, compacted_to = ?, token = ?, holder = ?, expires_at = ?,"
                        + " inbox_first = ?, inbox_next = ?" + WHICH,
                head.latest(),
                head.count(),
                head.compactedTo(),
                head.lease().token(),
                head.lease().holder(),
                head.lease().expiresAt(),
                head.inbox().first(),
                head.inbox().next(),
                id.user(),
                id.scope());
    }

    /** Inserts events in their places. */
    void insert(LogId id, Collection<Event> events) throws SQLException {
        try (PreparedStatement insert =
                statement("INSERT INTO event (user_id, scope, sequence, bytes, body, mutation_id, event_key)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (Event event : events) {
                insert.setString(1, id.user());
                insert.setString(2, id.scope());
                insert.setLong(3, event.sequence());
                insert.setInt(4, event.bytes());
                insert.setString(5, event.json());
                insert.setString(6, event.mutation() == null ? null : JsonText.escape(event.mutation()));
                insert.setString(7, event.key() == null ? null : JsonText.escape(event.key()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Where mutations are stored, those that are. */
    Map<String, Long> places(LogId id, List<String> mutations) throws SQLException {
        Map<String, Long> places = new HashMap<>();
        String sql = "SELECT sequence FROM event" + WHICH + " AND mutation_id = ?";
        try (PreparedStatement statement = statement(sql, id.user(), id.scope())) {
            for (String mutation : mutations) {
                statement.setString(3, JsonText.escape(mutation));
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        places.put(mutation, row.getLong(1));
                    }
                }
            }
        }
        return places;
    }
}
