package dev.mooring.sync.sqlite;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.Confirmed;
import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.SqlStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The confirmed rows. A stamp is kept as seconds and nanoseconds, as a server may tell any; -1 nanoseconds are none. */
final class RowTable {
    static final String COLUMNS = "collection, key, kind, payload, tombstone, schema_version, at, origin, position,"
            + " echo, stamp, stamp_nanos, own, listing";

    private static final int COLUMN_COUNT = 15;

    /** Rows in one insert, as in {@link LogTable}. */
    private static final int BLOCK = 25;

    private static final int UNKNOWN = -1;

    private static final String UNSEEN = " FROM mooring_row WHERE tombstone = 0 AND listing < ?";

    private final SqlStatement insertOne;
    private final SqlStatement insertBlock;
    private final SqlStatement byKey;
    private final SqlStatement see;
    private final SqlStatement unseen;
    private final SqlStatement behind;
    private final SqlStatement count;
    private final SqlStatement clear;

    RowTable(SqlConnection<?> sql) {
        insertOne = sql.statement(insert(1));
        insertBlock = sql.statement(insert(BLOCK));
        byKey = sql.statement(
                "SELECT " + COLUMNS + ", " + Checksum.COLUMN + " FROM mooring_row WHERE collection = ? AND key = ?");
        see = sql.statement("UPDATE mooring_row SET listing = ? WHERE collection = ? AND key = ?");
        unseen = sql.statement("SELECT " + COLUMNS + ", " + Checksum.COLUMN + UNSEEN);
        behind = sql.statement("SELECT " + COLUMNS + ", " + Checksum.COLUMN
                + " FROM mooring_row WHERE (collection, key)" + " > (?, ?) ORDER BY collection, key LIMIT ?");
        count = sql.statement("SELECT count(*)" + UNSEEN);
        clear = sql.statement("DELETE FROM mooring_row");
    }

    private static String insert(int rows) {
        String row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        StringBuilder text =
                new StringBuilder("INSERT OR REPLACE INTO mooring_row (" + COLUMNS + ", crc) VALUES " + row);
        for (int i = 1; i < rows; i++) {
            text.append(", ").append(row);
        }
        return text.toString();
    }

    void put(List<Confirmed> rows) {
        int from = 0;
        for (; rows.size() - from >= BLOCK; from += BLOCK) {
            put(rows.subList(from, from + BLOCK), insertBlock);
        }
        for (; from < rows.size(); from++) {
            put(rows.subList(from, from + 1), insertOne);
        }
    }

    private static void put(List<Confirmed> rows, SqlStatement insert) {
        int first = 1;
        for (Confirmed row : rows) {
            bind(insert, first, row);
            first += COLUMN_COUNT;
        }
        insert.run();
    }

    private static void bind(SqlStatement insert, int first, Confirmed row) {
        Change change = row.change();
        Instant stamp = row.stamp();
        insert.set(first, change.collection())
                .set(first + 1, change.key())
                .set(first + 2, change.kind())
                .set(first + 3, change.payload())
                .set(first + 4, change.tombstone() ? 1 : 0)
                .set(first + 5, change.schemaVersion())
                .set(first + 6, change.at())
                .set(first + 7, change.origin())
                .set(first + 8, change.position())
                .set(first + 9, row.echo())
                .set(first + 10, stamp == null ? 0 : stamp.getEpochSecond())
                .set(first + 11, stamp == null ? UNKNOWN : stamp.getNano())
                .set(first + 12, row.own() ? 1 : 0)
                .set(first + 13, row.listing())
                .set(first + 14, Checksum.of(row));
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
                Change change = Columns.change(row, 1, 9, 8).read();
                int nanos = (int) row.number(12);
                Instant stamp = nanos == UNKNOWN ? null : Instant.ofEpochSecond(row.number(11), nanos);
                return new Confirmed(
                        change, Objects.requireNonNull(row.text(10)), stamp, row.number(13) != 0, row.number(14));
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
