package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Reads the rows of a table in order and goes around what is broken.
 *
 * <p>SQLite finds a row by its number without reading its neighbours, so a broken page costs the rows on it and no others. From the
 * front it is read until an error; then from the back, which tells where the last whole stretch begins; between the two every
 * number is tried by itself, and from there it goes on. No index is used, as it may be broken, too.
 */
final class BrokenTable {
    /** So many numbers in a row are tried in vain before the rest is given up. */
    private static final int TRIES = 20_000;

    private final SqlConnection<?> sql;
    private final String table;
    private final List<String> faults;
    private final SqlStatement from;
    private final SqlStatement one;
    private final SqlStatement backwards;

    /** The row's number comes first, then the columns. */
    BrokenTable(SqlConnection<?> sql, String table, String columns, List<String> faults) {
        this.sql = sql;
        this.table = table;
        this.faults = faults;
        String select = "SELECT rowid, " + columns + " FROM " + table + " NOT INDEXED WHERE rowid ";
        from = sql.statement(select + ">= ? ORDER BY rowid");
        one = sql.statement(select + "= ?");
        backwards = sql.statement("SELECT rowid FROM " + table + " NOT INDEXED WHERE rowid < ? ORDER BY rowid DESC");
    }

    /** Takes a row where its statement stands. */
    interface Row {
        void take(SqlStatement row);
    }

    /** Hands on every row that can be read, in order; returns how many. */
    long read(Row row) {
        Reading reading = new Reading(row);
        if (!exists()) {
            faults.add(table + " is not there");
            return 0;
        }
        long tail = Long.MIN_VALUE;
        while (!reading.onwards()) {
            long broken = reading.last + 1;
            tail = tail == Long.MIN_VALUE ? tail() : tail;
            reading.oneByOne(tail > reading.last ? tail : Long.MAX_VALUE);
            long next = reading.last + 1;
            faults.add(table + ": of the entries from " + broken + " on some could not be read");
            if (reading.givenUp || next <= broken) {
                break;
            }
        }
        return reading.count;
    }

    private boolean exists() {
        try {
            SqlStatement select =
                    sql.statement("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '" + table + "'");
            boolean there = select.next();
            select.reset();
            return there;
        } catch (StorageException e) {
            return false;
        }
    }

    /** Where the last whole stretch begins; the largest number if there is none. */
    private long tail() {
        long first = Long.MAX_VALUE;
        try {
            backwards.set(1, Long.MAX_VALUE);
            while (backwards.next()) {
                first = backwards.number(1);
            }
        } catch (StorageException e) {
            // That is where it begins.
        }
        return first;
    }

    /** How far it has got. */
    private final class Reading {
        private final Row row;
        private long last = Long.MIN_VALUE;
        private long count;
        private boolean givenUp;

        Reading(Row row) {
            this.row = row;
        }

        /** Until an error; returns whether there was none. */
        boolean onwards() {
            try {
                from.set(1, last + 1); // Not "behind the last": that would be looked for on the broken page.
                while (from.next()) {
                    take(from);
                }
                return true;
            } catch (StorageException e) {
                return false;
            }
        }

        /** Tries each number up to one that is known to be readable. */
        void oneByOne(long end) {
            long at = last == Long.MIN_VALUE ? 0 : last;
            int vain = 0;
            while (vain < TRIES && at + 1 < end) {
                at++;
                vain = reads(at) ? 0 : vain + 1;
            }
            givenUp = at + 1 < end && end == Long.MAX_VALUE;
            last = end == Long.MAX_VALUE ? at : end - 1;
        }

        private boolean reads(long number) {
            try {
                one.set(1, number);
                boolean there = one.next();
                if (there) {
                    take(one);
                }
                one.reset();
                return there;
            } catch (StorageException e) {
                return false;
            }
        }

        private void take(SqlStatement found) {
            last = found.number(1);
            try {
                row.take(found);
                count++;
            } catch (StorageException | UncheckedIOException e) {
                throw e;
            } catch (Checksum.Damaged e) {
                faults.add(table + ": entry " + last + " is damaged, and not among what was read");
            } catch (RuntimeException e) {
                faults.add(table + ": entry " + last + " is not what it should be");
            }
        }
    }
}
