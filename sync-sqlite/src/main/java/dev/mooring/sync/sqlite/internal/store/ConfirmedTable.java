package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The confirmed rows. */
final class ConfirmedTable {
    static final String COLUMNS = ChangeColumns.NAMES + ", own, listing";

    private static final int COLUMN_COUNT = ChangeColumns.COUNT + 3;

    private static final String UNSEEN = " FROM mooring_row WHERE tombstone = 0 AND listing < ?";

    private final BlockInsert<Confirmed> insert;
    private final SqlStatement byKey;
    private final SqlStatement see;
    private final SqlStatement unseen;
    private final SqlStatement behind;
    private final SqlStatement count;
    private final SqlStatement clear;

    ConfirmedTable(SqlConnection<?> sql) {
        insert = new BlockInsert<>(
                sql, "INSERT OR REPLACE INTO mooring_row (" + COLUMNS + ", crc)", COLUMN_COUNT, ConfirmedTable::bind);
        byKey = sql.statement(
                "SELECT " + COLUMNS + ", " + Checksum.COLUMN + " FROM mooring_row WHERE collection = ? AND key = ?");
        see = sql.statement("UPDATE mooring_row SET listing = ? WHERE collection = ? AND key = ?");
        unseen = sql.statement("SELECT " + COLUMNS + ", " + Checksum.COLUMN + UNSEEN);
        behind = sql.statement("SELECT " + COLUMNS + ", " + Checksum.COLUMN
                + " FROM mooring_row WHERE (collection, key)" + " > (?, ?) ORDER BY collection, key LIMIT ?");
        count = sql.statement("SELECT count(*)" + UNSEEN);
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

    void seen(String collection, String key, long listing) {
        if (see.set(1, listing).set(2, collection).set(3, key).run() == 0) {
            throw new IllegalStateException(
                    "nothing is confirmed for " + collection + "/" + key + "; it cannot be seen again, roll back");
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

    void clear() {
        clear.run();
    }
}
