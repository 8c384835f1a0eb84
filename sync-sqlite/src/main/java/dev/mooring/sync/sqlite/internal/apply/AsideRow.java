package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A row that is not in the app's table as the server has it, and why.
 *
 * @param collection of the row
 * @param key of the row
 * @param reason what is in the way: the constraint, or what is wrong with the change
 * @param waitsForCollection of the row that has to come or go first, empty if none is known
 * @param waitsForKey of that row, empty if it may be any of the collection
 * @param unread whether the change could not be read at all
 * @param at since when
 */
public record AsideRow(
        String collection,
        String key,
        String reason,
        String waitsForCollection,
        String waitsForKey,
        boolean unread,
        Instant at) {
    private static final String ALL = "SELECT collection, key, reason, coalesce(blocker_collection, ''),"
            + " coalesce(blocker_key, ''), 0, at FROM mooring_aside UNION ALL SELECT collection, key, reason, '', '', 1,"
            + " at FROM mooring_unread UNION ALL SELECT collection, key, reason, '', '', 1, at FROM mooring_unreadable"
            + " ORDER BY at, collection, key";

    /** How many there are, as SQL. */
    public static final String COUNT = "SELECT (SELECT count(*) FROM mooring_aside)"
            + " + (SELECT count(*) FROM mooring_unread) + (SELECT count(*) FROM mooring_unreadable)";

    /**
     * The oldest of them.
     *
     * @param limit how many at most
     */
    public static List<AsideRow> list(SqlConnection<?> sql, int limit) {
        List<AsideRow> rows = new ArrayList<>();
        SqlStatement select = sql.statement(ALL);
        while (rows.size() < limit && select.next()) {
            rows.add(new AsideRow(
                    select.text(1),
                    select.text(2),
                    select.text(3),
                    select.text(4),
                    select.text(5),
                    select.number(6) != 0,
                    Instant.ofEpochMilli(select.number(7))));
        }
        select.reset();
        return rows;
    }

    /** How many there are. */
    public static long count(SqlConnection<?> sql) {
        SqlStatement select = sql.statement(COUNT);
        select.next();
        long count = select.number(1);
        select.reset();
        return count;
    }
}
