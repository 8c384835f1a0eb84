package dev.mooring.examples.server.store;

import dev.mooring.examples.server.lease.Lease;
import dev.mooring.examples.server.lease.Writer;
import dev.mooring.examples.server.log.Event;
import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.JsonText;
import dev.mooring.examples.server.log.LogId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of logs and events, inside one transaction. */
public final class Transaction {
    private static final String WHICH = " WHERE user_id = ? AND scope = ?";
    private static final String UPDATE =
            "UPDATE log SET latest = ?, event_count = ?, compacted_to = ?, token = ?, holder = ?, expires_at = ?,"
                    + " inbox_first = ?, inbox_next = ?" + WHICH;
    private static final String INSERT =
            "INSERT INTO event (user_id, scope, sequence, bytes, body, mutation_id, event_key, writer, batch)"
                    + " VALUES ";
    private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final int COLUMNS = 9;
    private static final int MOST_IN_ONE = 50;

    private final Connection connection;
    private final Engine engine;

    Transaction(Connection connection, Engine engine) {
        this.connection = connection;
        this.engine = engine;
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
        Iterator<Head> found = heads(id, engine.lock()).iterator();
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
        return heads(id, engine.lock()).iterator().next();
    }

    private List<Head> heads(LogId id, String ending) throws SQLException {
        String sql = "SELECT (" + engine.place().history()
                + "), latest, event_count, compacted_to, token, holder, expires_at,"
                + " inbox_first, inbox_next FROM log" + WHICH + ending;
        try (PreparedStatement statement = statement(sql, id.user(), id.scope());
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return List.of();
            }
            Lease lease = new Lease(row.getLong(5), row.getString(6), row.getLong(7));
            Head.Inbox inbox = new Head.Inbox(row.getLong(8), row.getLong(9));
            String history = row.getString(1);
            if (history == null) {
                throw new Place.MovedException();
            }
            return List.of(new Head(history, row.getLong(2), row.getLong(3), row.getLong(4), lease, inbox));
        }
    }

    String history() throws SQLException {
        try (PreparedStatement statement = statement(engine.place().history());
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new Place.MovedException();
            }
            return row.getString(1);
        }
    }

    /** Stores what became of a locked log. */
    void update(LogId id, Head head) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            bind(update, 0, id, head);
            update.executeUpdate();
        }
    }

    private static void bind(PreparedStatement update, int before, LogId id, Head head) throws SQLException {
        update.setLong(before + 1, head.latest());
        update.setLong(before + 2, head.count());
        update.setLong(before + 3, head.compactedTo());
        update.setLong(before + 4, head.lease().token());
        update.setString(before + 5, head.lease().holder());
        update.setLong(before + 6, head.lease().expiresAt());
        update.setLong(before + 7, head.inbox().first());
        update.setLong(before + 8, head.inbox().next());
        update.setString(before + 9, id.user());
        update.setString(before + 10, id.scope());
    }

    /** Inserts the events of one batch in their places. */
    void insert(LogId id, List<Event> events, Writer writer) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT + ROW)) {
            for (Event event : events) {
                bind(insert, 0, id, event, writer, events.get(0).sequence());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement insert, int before, LogId id, Event event, Writer writer, long batch)
            throws SQLException {
        insert.setString(before + 1, id.user());
        insert.setString(before + 2, id.scope());
        insert.setLong(before + 3, event.sequence());
        insert.setInt(before + 4, event.bytes());
        insert.setString(before + 5, event.json());
        insert.setString(before + 6, event.mutation() == null ? null : JsonText.escape(event.mutation()));
        insert.setString(before + 7, event.key() == null ? null : JsonText.escape(event.key()));
        insert.setString(before + 8, writer.isNamed() ? writer.name() : null);
        insert.setLong(before + 9, batch);
    }

    /** Inserts events, and stores what became of the locked log: in one message to the server, where there is one and they are few. */
    void insert(LogId id, List<Event> events, Writer writer, Head head) throws SQLException {
        if (!engine.remote() || events.isEmpty() || events.size() > MOST_IN_ONE) {
            insert(id, events, writer);
            update(id, head);
            return;
        }
        String sql = INSERT + ROW + ("," + ROW).repeat(events.size() - 1) + ";" + UPDATE;
        try (PreparedStatement both = connection.prepareStatement(sql)) {
            int bound = 0;
            for (Event event : events) {
                bind(both, bound, id, event, writer, events.get(0).sequence());
                bound += COLUMNS;
            }
            bind(both, bound, id, head);
            both.execute();
        }
    }

    /** The logs that a query about a number finds. */
    List<LogId> logs(String sql, long number) throws SQLException {
        List<LogId> logs = new ArrayList<>();
        try (PreparedStatement statement = statement(sql, number);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                logs.add(new LogId(row.getString(1), row.getString(2)));
            }
        }
        return logs;
    }

    /** Where mutations are stored, those that are. */
    Map<String, Long> places(LogId id, List<String> mutations) throws SQLException {
        Map<String, Long> places = new HashMap<>();
        for (int from = 0; from < mutations.size(); from += MOST_IN_ONE) {
            List<String> some = mutations.subList(from, Math.min(from + MOST_IN_ONE, mutations.size()));
            String sql = "SELECT mutation_id, sequence FROM event" + WHICH + " AND mutation_id IN (?"
                    + ", ?".repeat(some.size() - 1) + ")";
            try (PreparedStatement statement = statement(sql, id.user(), id.scope())) {
                Map<String, String> kept = new HashMap<>();
                for (String mutation : some) {
                    kept.put(JsonText.escape(mutation), mutation);
                    statement.setString(2 + kept.size(), JsonText.escape(mutation));
                }
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        places.put(kept.getOrDefault(row.getString(1), ""), row.getLong(2));
                    }
                }
            }
        }
        return places;
    }
}
