package dev.mooring.examples.server.store;

import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.LogId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Drops events that a later one with the same key supersedes. The last event of each key stays, so whoever reads on from anywhere ends with
 * the same state. The last batch of each writer stays, too: its answer may have been lost, and then the writer looks for it. Of a client
 * that names no writer nobody knows that, so all of its events stay.
 */
public final class Compactor {
    private static final int AT_ONCE = 100;
    private static final String UP_TO = " WHERE user_id = ? AND scope = ? AND sequence <= ?";

    private static final String GROWN =
            "SELECT user_id, scope FROM log WHERE latest - compaction_tried_to > ? LIMIT " + AT_ONCE;

    private final Database database;

    /** Prepares it. */
    public Compactor(Database database) {
        this.database = database;
    }

    /**
     * Compacts logs that have grown since the last time.
     *
     * @param keep how many events at the end of a log are left alone; a log is tried again when it has twice as many new ones
     */
    public void compactGrown(long keep) {
        for (LogId id : database.read(tx -> tx.logs(GROWN, 2 * keep))) {
            database.write(tx -> {
                Head head = tx.locked(id);
                long upTo = Math.max(0, head.latest() - keep);
                tx.update(
                        "UPDATE log SET compaction_tried_to = ? WHERE user_id = ? AND scope = ?",
                        upTo,
                        id.user(),
                        id.scope());
                return compact(tx, id, head, upTo);
            });
        }
    }

    /** Compacts a log up to a sequence, and returns how many events it dropped. */
    public int compact(LogId id, long upTo) {
        return database.write(tx -> {
            Head head = tx.locked(id);
            return compact(tx, id, head, Math.min(upTo, head.latest()));
        });
    }

    private static int compact(Transaction tx, LogId id, Head head, long upTo) throws SQLException {
        if (upTo <= head.compactedTo()) {
            return 0;
        }
        int dropped = 0;
        for (Map.Entry<String, Long> last : lastBatches(tx, id).entrySet()) {
            dropped += tx.update(
                    "DELETE FROM event" + UP_TO + " AND event_key IS NOT NULL AND writer = ? AND batch < ?"
                            + " AND sequence NOT IN (SELECT MAX(sequence) FROM event" + UP_TO
                            + " AND event_key IS NOT NULL GROUP BY event_key)",
                    id.user(),
                    id.scope(),
                    upTo,
                    last.getKey(),
                    last.getValue(),
                    id.user(),
                    id.scope(),
                    upTo);
        }
        if (dropped > 0) {
            tx.update(id, head.shrunk(dropped, upTo));
        }
        return dropped;
    }

    /** Where the last batch of each writer begins. */
    private static Map<String, Long> lastBatches(Transaction tx, LogId id) throws SQLException {
        Map<String, Long> last = new LinkedHashMap<>();
        try (PreparedStatement statement = tx.statement(
                        "SELECT writer, MAX(batch) FROM event WHERE user_id = ? AND scope = ? AND writer IS NOT NULL"
                                + " GROUP BY writer",
                        id.user(),
                        id.scope());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                last.put(row.getString(1), row.getLong(2));
            }
        }
        return last;
    }
}
