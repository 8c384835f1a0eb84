package dev.mooring.examples.server.store;

import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.LogId;
import dev.mooring.examples.server.log.Page;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads parts of a log. Sizes are read first, as the events of a thousand rows may be larger than the memory. */
final class Pages {
    private static final String PART =
            " FROM event WHERE user_id = ? AND scope = ? AND sequence > ? AND sequence <= ? ORDER BY sequence";

    private Pages() {}

    /** The page behind a sequence. */
    static Page after(Transaction tx, LogId id, long since, Head head) throws SQLException {
        return after(tx, id, since, head, Page.MOST_EVENTS, Page.MOST_BYTES, Set.of());
    }

    /** The page behind a sequence, without those in some places. */
    static Page after(Transaction tx, LogId id, long since, Head head, int mostEvents, long mostBytes, Set<Long> except)
            throws SQLException {
        if (since >= head.latest()) {
            return Page.EMPTY;
        }
        long end = since;
        boolean more = false;
        try (PreparedStatement sizes = tx.statement(
                        "SELECT sequence, bytes" + PART + " LIMIT " + (mostEvents + except.size() + 1),
                        id.user(),
                        id.scope(),
                        since,
                        head.latest());
                ResultSet row = sizes.executeQuery()) {
            int events = 0;
            long bytes = 0;
            while (!more && row.next()) {
                if (except.contains(row.getLong(1))) {
                    continue;
                }
                more = events == mostEvents || bytes >= mostBytes;
                if (!more) {
                    end = row.getLong(1);
                    events++;
                    bytes += row.getLong(2);
                }
            }
        }
        return new Page(bodies(tx, id, since, end, except), more);
    }

    private static List<String> bodies(Transaction tx, LogId id, long since, long end, Set<Long> except)
            throws SQLException {
        List<String> bodies = new ArrayList<>();
        if (end == since) {
            return bodies;
        }
        try (PreparedStatement statement =
                        tx.statement("SELECT sequence, body" + PART, id.user(), id.scope(), since, end);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                if (!except.contains(row.getLong(1))) {
                    bodies.add(row.getString(2));
                }
            }
        }
        return bodies;
    }
}
