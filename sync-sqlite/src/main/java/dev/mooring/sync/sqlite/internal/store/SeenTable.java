package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * In which listing each confirmed row was seen last, by the number of the row: a hundred rows in one of this table. A listing of everything
 * marks all rows that it shows, and a mark beside the payload would write the whole table anew each time, with an index over the marks.
 *
 * <p>What is marked is written by {@link #write}. Chunks that a transaction has read are kept until it ends.
 */
final class SeenTable {
    private static final String TABLE = "mooring_seen";
    /** Chunks that are kept: more than a slice needs. */
    private static final int MOST = 2_000;

    private final SqlStatement read;
    private final SqlStatement chunks;
    private final SqlStatement write;
    private final SqlStatement clear;
    private final Map<Long, SeenChunk> known = new HashMap<>();
    private final Map<Long, SeenChunk> marked = new TreeMap<>();

    SeenTable(SqlConnection<?> sql) {
        read = sql.statement("SELECT chunk, marks, crc FROM mooring_seen WHERE chunk = ?");
        chunks = sql.statement("SELECT chunk, marks, crc FROM mooring_seen WHERE chunk >= ? ORDER BY chunk");
        write = sql.statement("INSERT OR REPLACE INTO mooring_seen (chunk, marks, crc) VALUES (?, ?, ?)");
        clear = sql.statement("DELETE FROM mooring_seen");
    }

    /** Marks the rows as {@code mooring_row} of an older version has them, and drops that table. */
    static void carry(SqlConnection<?> sql) {
        SeenTable seen = new SeenTable(sql);
        SqlStatement rows = sql.statement("SELECT rowid, listing, tombstone FROM mooring_row ORDER BY rowid");
        while (rows.next()) {
            seen.put(rows.number(1), rows.number(2), rows.number(3) != 0);
            if (seen.marked.size() > MOST) {
                seen.write();
            }
        }
        seen.write();
        sql.statement("DROP TABLE mooring_row").run();
    }

    /** A transaction begins: others may have written since. */
    void begin() {
        known.clear();
        marked.clear();
    }

    /** The listing in which a row was seen last; throws what can be anything if it is not marked. */
    long listing(long row) {
        return Objects.requireNonNull(chunk(row), "mooring_seen does not know it")
                .listing(slot(row));
    }

    /** There is a row, new or another one. */
    void put(long row, long listing, boolean tombstone) {
        toMark(row).set(slot(row), listing, tombstone);
    }

    /** A row that is there was seen again. */
    void seen(long row, long listing) {
        SeenChunk chunk = toMark(row);
        chunk.set(slot(row), listing, chunk.isTombstone(slot(row)));
    }

    /** A row is there no more. */
    void remove(long row) {
        toMark(row).remove(slot(row));
    }

    private SeenChunk toMark(long row) {
        SeenChunk chunk = chunk(row);
        if (chunk == null) {
            chunk = new SeenChunk();
            known.put(row / SeenChunk.ROWS, chunk);
        }
        marked.put(row / SeenChunk.ROWS, chunk);
        return chunk;
    }

    private static int slot(long row) {
        return (int) (row % SeenChunk.ROWS);
    }

    private @Nullable SeenChunk chunk(long row) {
        long number = row / SeenChunk.ROWS;
        SeenChunk chunk = known.get(number);
        if (chunk == null && read.set(1, number).next()) {
            chunk = of(read);
            read.reset();
            if (known.size() >= MOST && marked.isEmpty()) {
                known.clear();
            }
            known.put(number, chunk);
        }
        return chunk;
    }

    private static SeenChunk of(SqlStatement row) {
        return Checksum.checked(TABLE, () -> row.number(1), row.number(3), reading(row));
    }

    /** A chunk by its number, its marks and its checksum. */
    static Checksum.Row<SeenChunk> reading(SqlStatement row) {
        return new Checksum.Row<>() {
            @Override
            public SeenChunk read() {
                return new SeenChunk((byte[]) Objects.requireNonNull(row.value(2)));
            }

            @Override
            public long checksum(SeenChunk read) {
                return checksumOf(row.number(1), read.bytes());
            }
        };
    }

    private static long checksumOf(long number, byte[] marks) {
        CRC32 crc = new CRC32();
        crc.update(marks, 0, marks.length);
        return new Checksum().add(number).add(crc.getValue()).value();
    }

    /** Writes what was marked. */
    void write() {
        marked.forEach((number, chunk) -> {
            byte[] marks = chunk.bytes();
            write.set(1, number)
                    .bind(2, marks)
                    .set(3, checksumOf(number, marks))
                    .run();
        });
        marked.clear();
    }

    /** Rows other than tombstones that were seen last before a listing, in order, so many at most. */
    List<Long> unseen(long listing, int limit) {
        List<Long> rows = new ArrayList<>();
        chunks.set(1, 0);
        while (rows.size() < limit && chunks.next()) {
            long first = chunks.number(1) * SeenChunk.ROWS;
            of(chunks).unseen(listing, slot -> rows.add(first + slot));
        }
        chunks.reset();
        return rows.size() > limit ? rows.subList(0, limit) : rows;
    }

    /** How many rows other than tombstones were seen last before a listing. */
    long count(long before) {
        long[] count = {0};
        chunks.set(1, 0);
        while (chunks.next()) {
            of(chunks).unseen(before, slot -> count[0]++);
        }
        return count[0];
    }

    /** How many rows are marked, tombstones included. */
    long all() {
        long count = 0;
        chunks.set(1, 0);
        while (chunks.next()) {
            count += of(chunks).rows();
        }
        return count;
    }

    void clear() {
        clear.run();
        begin();
    }
}
