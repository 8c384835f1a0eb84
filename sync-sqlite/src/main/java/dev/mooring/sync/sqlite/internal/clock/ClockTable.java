package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.StorageException.Kind;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of rows, by the number of their table and the text of their key. Each has a checksum, as a bit that flips in a clock decides
 * wrongly without anybody noticing.
 */
final class ClockTable {
    private static final String COLUMNS = "SELECT cl, cells, crc, tbl, key FROM mooring_clock WHERE ";

    /** So many are read, or written, by one statement. */
    private static final int BLOCK = 16;

    private static final int PARTS = 5;

    /** Whether nothing is written. */
    private final boolean thinks;

    /** What was read or changed since {@link #hold}; null if nothing is held. */
    private @Nullable Map<String, RowClock> held;

    private final Map<String, Entry> changed = new LinkedHashMap<>();
    private long thoughtVersion;
    private final SqlStatement findBlock;
    private final SqlStatement putBlock;
    private static final String PUT = "INSERT OR REPLACE INTO mooring_clock (tbl, key, cl, cells, crc) VALUES ";

    private final SqlStatement find;
    private final SqlStatement rest;
    private final SqlStatement next;
    private final SqlStatement put;
    private final SqlStatement delete;
    private final SqlStatement clear;
    private final SqlStatement head;
    private final SqlStatement raise;
    private final SqlStatement doubt;

    /** One that writes nothing, if it only thinks. */
    ClockTable(SqlConnection<?> sql, boolean thinks) {
        this.thinks = thinks;
        held = thinks ? new HashMap<>() : null;
        findBlock = sql.statement(COLUMNS + "tbl = ? AND key IN (" + repeated("?") + ")");
        putBlock = sql.statement(PUT + repeated("(?, ?, ?, ?, ?)"));
        find = sql.statement(COLUMNS + "tbl = ? AND key = ?");
        // Not one question with OR, which would begin at the start of the table each time.
        rest = sql.statement(COLUMNS + "tbl = ? AND key > ? ORDER BY tbl, key");
        next = sql.statement(COLUMNS + "tbl > ? ORDER BY tbl, key");
        put = sql.statement(PUT + "(?, ?, ?, ?, ?)");
        delete = sql.statement("DELETE FROM mooring_clock WHERE tbl = ? AND key = ?");
        clear = sql.statement("DELETE FROM mooring_clock");
        head = sql.statement("SELECT clock, doubt, site FROM mooring_scope");
        raise = sql.statement("UPDATE mooring_scope SET clock = ?");
        doubt = sql.statement("UPDATE mooring_scope SET doubt = doubt + 1");
    }

    /**
     * What holds for all clocks.
     *
     * @param version the largest version of the database that was seen or given
     * @param doubt how often it has become doubtful what the server has
     * @param site the number of this file's site
     */
    record Head(long version, int doubt, int site) {}

    /**
     * A row with its clock.
     *
     * @param table its number
     * @param key as text
     */
    record Entry(int table, String key, RowClock clock) {}

    Head head() {
        head.next();
        Head read = new Head(Math.max(thoughtVersion, head.number(1)), (int) head.number(2), (int) head.number(3));
        head.reset();
        return read;
    }

    void version(long number) {
        if (thinks) {
            thoughtVersion = number;
            return;
        }
        raise.set(1, number).run();
    }

    /** What the server has is doubtful once more. */
    void doubt() {
        doubt.run();
    }

    private static String repeated(String part) {
        StringBuilder text = new StringBuilder(part);
        for (int i = 1; i < BLOCK; i++) {
            text.append(", ").append(part);
        }
        return text.toString();
    }

    /** A transaction begins: nothing is held of one that has failed. */
    void begin() {
        held = null;
        changed.clear();
    }

    /** Reads the clocks of rows, and keeps what is put until {@link #release}. */
    void hold(int table, List<String> keys) {
        Map<String, RowClock> known = held == null ? new HashMap<>() : held;
        held = known;
        for (int from = 0; from < keys.size(); from += BLOCK) {
            findBlock.set(1, table);
            for (int i = 0; i < BLOCK; i++) {
                String key = keys.get(Math.min(from + i, keys.size() - 1));
                findBlock.set(2 + i, key);
                known.putIfAbsent(name(table, key), new RowClock());
            }
            while (findBlock.next()) {
                Entry entry = entry(findBlock);
                known.put(name(table, entry.key), entry.clock);
            }
        }
    }

    private static String name(int table, String key) {
        return table + key;
    }

    /** Writes what was put since. */
    void release() {
        List<Entry> entries = new ArrayList<>(changed.values());
        held = null;
        changed.clear();
        int whole = entries.size() - entries.size() % BLOCK;
        for (int from = 0; from < whole; from += BLOCK) {
            for (int i = 0; i < BLOCK; i++) {
                bind(putBlock, i * PARTS, entries.get(from + i));
            }
            putBlock.run();
        }
        for (Entry entry : entries.subList(whole, entries.size())) {
            bind(put, 0, entry);
            put.run();
        }
    }

    /** The clock of a row; an empty one if it has none. */
    RowClock find(int table, String key) {
        RowClock known = held == null ? null : held.get(name(table, key));
        if (known != null) {
            return known;
        }
        find.set(1, table).set(2, key);
        if (!find.next()) {
            return new RowClock();
        }
        Entry entry = entry(find);
        find.reset();
        return entry.clock;
    }

    /** Some rows behind a place, in the order of their tables and keys. */
    List<Entry> after(int table, String key, int most) {
        List<Entry> entries = new ArrayList<>();
        rest.set(1, table).set(2, key);
        while (entries.size() < most && rest.next()) {
            entries.add(entry(rest));
        }
        rest.reset();
        next.set(1, table);
        while (entries.size() < most && next.next()) {
            entries.add(entry(next));
        }
        next.reset();
        return entries;
    }

    private static Entry entry(SqlStatement row) {
        Entry whole = whole(row);
        if (whole == null) {
            throw new StorageException(
                    Kind.CORRUPT, damage(row) + "; nothing of it is sent or applied. A check tells all damage", null);
        }
        return whole;
    }

    private static @Nullable Entry whole(SqlStatement row) {
        long cl = row.number(1);
        int table = (int) row.number(4);
        String key = row.text(5);
        try {
            return row.value(2) instanceof byte[] cells && row.number(3) == checksum(table, key, cl, cells)
                    ? new Entry(table, key, RowClock.of(cl, cells))
                    : null;
        } catch (IllegalArgumentException e) {
            return null; // As if the checksum had not been right.
        }
    }

    private static String damage(SqlStatement row) {
        return "entry " + row.number(4) + "/" + row.text(5)
                + " of mooring_clock is damaged: its checksum is another one than that of what it holds";
    }

    /** The damage in all of them, no more than so many. */
    static List<String> faults(SqlConnection<?> sql, int most) {
        List<String> faults = new ArrayList<>();
        SqlStatement each = sql.statement(COLUMNS + "tbl >= 0");
        while (faults.size() < most && each.next()) {
            if (whole(each) == null) {
                faults.add(damage(each));
            }
        }
        each.reset();
        return faults;
    }

    private static long checksum(int table, String key, long cl, byte[] cells) {
        CRC32 crc = new CRC32();
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            crc.update((int) (cl >>> shift));
            crc.update(table >>> (shift / 2));
        }
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        crc.update(text, 0, text.length);
        crc.update(cells, 0, cells.length);
        return crc.getValue();
    }

    void put(int table, String key, RowClock clock) {
        Entry entry = new Entry(table, key, clock);
        if (held == null) {
            bind(put, 0, entry);
            put.run();
        } else {
            held.put(name(table, key), clock);
            changed.put(name(table, key), entry);
        }
    }

    private static void bind(SqlStatement statement, int after, Entry entry) {
        byte[] cells = entry.clock.bytes();
        long cl = entry.clock.cl();
        statement
                .set(after + 1, entry.table)
                .set(after + 2, entry.key)
                .set(after + 3, cl)
                .bind(after + 4, cells)
                .set(after + 5, checksum(entry.table, entry.key, cl, cells));
    }

    /** Forgets that a row has ever been heard of. */
    void delete(int table, String key) {
        delete.set(1, table).set(2, key).run();
    }

    /** Forgets it of all rows. */
    void clear() {
        clear.run();
    }
}
