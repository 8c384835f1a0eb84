package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The confirmed rows. In which listing each was seen last is in a {@link SeenTable}, by the number of the row. */
final class ConfirmedTable {
    static final String COLUMNS = ChangeColumns.NAMES + ", own, told";

    /** The number of a row stands behind them. */
    private static final String SELECT = "SELECT " + COLUMNS + ", " + Checksum.COLUMN + ", id FROM mooring_confirmed";

    private static final int COLUMN_COUNT = ChangeColumns.COUNT + 4;

    private final BlockInsert<Numbered> insert;
    private final SqlStatement byKey;
    private final SqlStatement byKeys;
    private final ToldRows told;
    private final SqlStatement byId;
    private final SqlStatement behind;
    private final SqlStatement forget;
    private final SqlStatement clear;
    private final RowIds ids;
    private final SeenTable seen;

    ConfirmedTable(SqlConnection<?> sql) {
        insert = new BlockInsert<>(
                sql,
                "INSERT OR REPLACE INTO mooring_confirmed (id, " + COLUMNS + ", crc)",
                COLUMN_COUNT,
                ConfirmedTable::bind);
        byKey = sql.statement(SELECT + " WHERE collection = ? AND key = ?");
        byKeys = sql.statement(SELECT + " WHERE collection = ?" + RowIds.inKeys());
        told = new ToldRows(sql);
        byId = sql.statement(SELECT + " WHERE id = ?");
        behind = sql.statement(SELECT + " WHERE (collection, key)" + " > (?, ?) ORDER BY collection, key LIMIT ?");
        forget = sql.statement("DELETE FROM mooring_confirmed WHERE id = ?");
        clear = sql.statement("DELETE FROM mooring_confirmed");
        ids = new RowIds(sql);
        seen = new SeenTable(sql);
    }

    /** A transaction begins. */
    void begin() {
        ids.begin();
        seen.begin();
    }

    void put(List<Confirmed> rows) {
        Map<String, List<Confirmed>> byCollection = new LinkedHashMap<>();
        for (Confirmed row : rows) {
            byCollection
                    .computeIfAbsent(row.change().collection(), name -> new ArrayList<>())
                    .add(row);
        }
        long last = ids.last();
        List<Numbered> numbered = new ArrayList<>(rows.size());
        for (Map.Entry<String, List<Confirmed>> some : byCollection.entrySet()) {
            List<String> keys = new ArrayList<>();
            some.getValue().forEach(row -> keys.add(row.change().key()));
            Iterator<Long> known = ids.of(some.getKey(), keys).iterator();
            for (Confirmed row : some.getValue()) {
                long id = known.next();
                if (id == RowIds.NONE) {
                    id = ++last;
                    ids.learn(some.getKey(), row.change().key(), id);
                }
                numbered.add(new Numbered(id, row));
                seen.put(id, row.listing(), row.change().tombstone());
            }
        }
        insert.run(numbered);
        seen.write();
    }

    private record Numbered(long id, Confirmed row) {}

    private static void bind(SqlStatement insert, int first, Numbered numbered) {
        Confirmed row = numbered.row();
        insert.set(first, numbered.id());
        ChangeColumns.bind(insert, first + 1, row.change(), row.echo(), row.stamp());
        insert.set(first + 13, row.own() ? 1 : 0).set(first + 14, row.told()).set(first + 15, Checksum.of(row));
    }

    @Nullable
    Confirmed get(String collection, String key) {
        byKey.set(1, collection).set(2, key);
        if (!byKey.next()) {
            return null;
        }
        Confirmed found = row(byKey);
        byKey.reset();
        return found;
    }

    List<Confirmed> get(String collection, Collection<String> keys) {
        List<Confirmed> found = new ArrayList<>(keys.size());
        List<String> all = new ArrayList<>(keys);
        for (int from = 0; from < all.size(); from += RowIds.BLOCK) {
            RowIds.bind(byKeys.set(1, collection), 2, all, from);
            while (byKeys.next()) {
                Confirmed row = row(byKeys);
                ids.learn(collection, row.change().key(), byKeys.number(16));
                found.add(row);
            }
            byKeys.reset();
        }
        ids.learnAbsent(collection, all);
        return found;
    }

    List<Confirmed.Told> told(String collection, Collection<String> keys) {
        return told.of(collection, keys, ids);
    }

    private Confirmed row(SqlStatement row) {
        return Checksum.checked(
                "mooring_confirmed", () -> row.value(1) + "/" + row.value(2), row.number(15), of(row, seen));
    }

    /** A row by {@link #COLUMNS}, for who compares it. */
    static Checksum.Row<Confirmed> of(SqlStatement row) {
        return of(row, null);
    }

    private static Checksum.Row<Confirmed> of(SqlStatement row, @Nullable SeenTable seen) {
        return new Checksum.Row<>() {
            @Override
            public Confirmed read() {
                return new Confirmed(
                        ChangeColumns.change(row),
                        ChangeColumns.echo(row),
                        ChangeColumns.stamp(row),
                        row.number(13) != 0,
                        seen == null ? 0 : seen.listing(row.number(16)),
                        row.text(14));
            }

            @Override
            public long checksum(Confirmed read) {
                return Checksum.of(read);
            }
        };
    }

    void seen(String collection, Collection<String> keys, long listing) {
        int missing = 0;
        for (long id : ids.of(collection, keys)) {
            if (id == RowIds.NONE) {
                missing++;
            } else {
                seen.seen(id, listing);
            }
        }
        if (missing != 0) {
            throw new IllegalStateException("nothing is confirmed for " + missing + " of " + keys.size() + " rows of "
                    + collection + "; they cannot be seen again, roll back");
        }
        seen.write();
    }

    List<Confirmed> unseen(long listing, int limit) {
        List<Confirmed> rows = new ArrayList<>();
        for (long id : seen.unseen(listing, limit)) {
            if (byId.set(1, id).next()) {
                rows.add(row(byId));
                byId.reset();
            }
        }
        return rows;
    }

    List<Confirmed> behind(String collection, String key, int limit) {
        List<Confirmed> rows = new ArrayList<>();
        behind.set(1, collection).set(2, key).set(3, limit);
        while (behind.next()) {
            rows.add(row(behind));
        }
        behind.reset();
        return rows;
    }

    long count(long before) {
        return seen.count(before);
    }

    void forget(String collection, String key) {
        long id = ids.of(collection, key);
        if (id != RowIds.NONE) {
            forget.set(1, id).run();
            ids.learn(collection, key, RowIds.NONE);
            seen.remove(id);
            seen.write();
        }
    }

    void clear() {
        clear.run();
        ids.begin();
        seen.clear();
    }
}
