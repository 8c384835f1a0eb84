package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The confirmed rows. */
final class ConfirmedTable {
    static final String COLUMNS = ChangeColumns.NAMES + ", own, listing";

    private static final int COLUMN_COUNT = ChangeColumns.COUNT + 3;

    /** So many keys in one statement: one for each costs several times what SQLite needs to find a row. Older ones take 999 parameters. */
    private static final int BLOCK = 125;

    private static final String UNSEEN = " FROM mooring_row WHERE tombstone = 0 AND listing < ?";

    private final BlockInsert<Confirmed> insert;
    private final SqlStatement byKey;
    private final SqlStatement byKeys;
    private final SqlStatement see;
    private final SqlStatement unseen;
    private final SqlStatement behind;
    private final SqlStatement count;
    private final SqlStatement forget;
    private final SqlStatement clear;

    ConfirmedTable(SqlConnection<?> sql) {
        insert = new BlockInsert<>(
                sql, "INSERT OR REPLACE INTO mooring_row (" + COLUMNS + ", crc)", COLUMN_COUNT, ConfirmedTable::bind);
        byKey = sql.statement(
                "SELECT " + COLUMNS + ", " + Checksum.COLUMN + " FROM mooring_row WHERE collection = ? AND key = ?");
        String in = " AND key IN (" + String.join(", ", Collections.nCopies(BLOCK, "?")) + ")";
        byKeys = sql.statement(
                "SELECT " + COLUMNS + ", " + Checksum.COLUMN + " FROM mooring_row WHERE collection = ?" + in);
        see = sql.statement("UPDATE mooring_row SET listing = ? WHERE collection = ?" + in);
        unseen = sql.statement("SELECT " + COLUMNS + ", " + Checksum.COLUMN + UNSEEN);
        behind = sql.statement("SELECT " + COLUMNS + ", " + Checksum.COLUMN
                + " FROM mooring_row WHERE (collection, key)" + " > (?, ?) ORDER BY collection, key LIMIT ?");
        count = sql.statement("SELECT count(*)" + UNSEEN);
        forget = sql.statement("DELETE FROM mooring_row WHERE collection = ? AND key = ?");
        clear = sql.statement("DELETE FROM mooring_row");
    }

    void put(List<Confirmed> rows) {
        insert.run(rows);
    }

    private static void bind(SqlStatement insert, int first, Confirmed row) {
        ChangeColumns.bind(insert, first, row.change(), row.echo(), row.stamp());
        insert.set(first + 12, row.own() ? 1 : 0).set(first + 13, row.listing()).set(first + 14, Checksum.of(row));
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
        for (int from = 0; from < all.size(); from += BLOCK) {
            bind(byKeys.set(1, collection), 2, all, from);
            while (byKeys.next()) {
                found.add(row(byKeys));
            }
            byKeys.reset();
        }
        return found;
    }

    /** Binds a block of keys. What is left over asks for the last key once more, which finds nothing new. */
    private static void bind(SqlStatement statement, int first, List<String> keys, int from) {
        for (int i = 0; i < BLOCK; i++) {
            statement.set(first + i, keys.get(Math.min(from + i, keys.size() - 1)));
        }
    }

    private static Confirmed row(SqlStatement row) {
        return Checksum.checked("mooring_row", () -> row.value(1) + "/" + row.value(2), row.number(15), of(row));
    }

    /** A row by {@link #COLUMNS}. */
    static Checksum.Row<Confirmed> of(SqlStatement row) {
        return new Checksum.Row<>() {
            @Override
            public Confirmed read() {
                return new Confirmed(
                        ChangeColumns.change(row),
                        ChangeColumns.echo(row),
                        ChangeColumns.stamp(row),
                        row.number(13) != 0,
                        row.number(14));
            }

            @Override
            public long checksum(Confirmed read) {
                return Checksum.of(read);
            }
        };
    }

    void seen(String collection, Collection<String> keys, long listing) {
        List<String> all = new ArrayList<>(keys);
        int missing = all.size();
        for (int from = 0; from < all.size(); from += BLOCK) {
            bind(see.set(1, listing).set(2, collection), 3, all, from);
            missing -= see.run();
        }
        if (missing != 0) {
            throw new IllegalStateException("nothing is confirmed for " + missing + " of " + all.size() + " rows of "
                    + collection + "; they cannot be seen again, roll back");
        }
    }

    List<Confirmed> unseen(long listing, int limit) {
        List<Confirmed> rows = new ArrayList<>();
        unseen.set(1, listing);
        while (rows.size() < limit && unseen.next()) {
            rows.add(row(unseen));
        }
        unseen.reset();
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
        count.set(1, before).next();
        long number = count.number(1);
        count.reset();
        return number;
    }

    void forget(String collection, String key) {
        forget.set(1, collection).set(2, key).run();
    }

    void clear() {
        clear.run();
    }
}
