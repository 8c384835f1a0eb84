package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.spi.storage.Confirmed.Told;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * As what confirmed rows were told. Most servers list what they have in the same order each time, and the rows got their numbers in that order.
 * So the rows of a slice are looked for behind those of the slice before, all at once. What is not there is looked up by its key.
 */
final class ToldRows {
    private static final String SELECT = "SELECT key, told, stamp, stamp_nanos, id FROM mooring_confirmed WHERE ";
    /** Where nobody knows where the next rows are. */
    private static final long NOWHERE = 0;

    private final SqlStatement between;
    private final SqlStatement byKeys;
    private long next = NOWHERE;

    ToldRows(SqlConnection<?> sql) {
        between = sql.statement(SELECT + "id BETWEEN ? AND ? AND +collection = ?");
        byKeys = sql.statement(SELECT + "collection = ?" + RowIds.inKeys());
    }

    List<Told> of(String collection, Collection<String> keys, RowIds ids) {
        List<Told> found = new ArrayList<>(keys.size());
        Set<String> left = new LinkedHashSet<>(keys);
        Span span = new Span();
        if (next != NOWHERE) {
            between.set(1, next).set(2, next + keys.size() - 1).set(3, collection);
            while (between.next()) {
                if (left.remove(between.text(1))) {
                    found.add(read(collection, between, ids, span));
                }
            }
        }
        List<String> others = new ArrayList<>(left);
        for (int from = 0; from < others.size(); from += RowIds.BLOCK) {
            RowIds.bind(byKeys.set(1, collection), 2, others, from);
            while (byKeys.next()) {
                found.add(read(collection, byKeys, ids, span));
            }
        }
        ids.learnAbsent(collection, keys);
        // Rows that are far from each other do not tell where those of the next slice are.
        next = span.last - span.first < 2L * keys.size() ? span.last + 1 : NOWHERE;
        return found;
    }

    private static Told read(String collection, SqlStatement row, RowIds ids, Span span) {
        String key = row.text(1);
        long id = row.number(5);
        ids.learn(collection, key, id);
        span.first = Math.min(span.first, id);
        span.last = Math.max(span.last, id);
        return new Told(key, row.text(2), ChangeColumns.stamp(row.number(3), row.number(4)));
    }

    /** The numbers of the rows that were found. */
    private static final class Span {
        private long first = Long.MAX_VALUE;
        private long last = NOWHERE - 1;
    }
}
