package dev.mooring.sync.okhttp.changeset;

import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One cell of a table with its clock.
 *
 * @param table its name
 * @param key the row's key, packed; see {@link PackedKey}
 * @param column its name, or {@value #ROW} for the row as such
 * @param value of the cell
 * @param version of the column in this row, not negative
 * @param dbVersion of the sender's database, not negative
 * @param site who wrote it; null for the sender of the frame
 * @param length the row's causal length, 1 or more: odd if it is there, even if it is deleted
 * @param seq the place in that version, not negative
 */
record Cell(
        String table,
        ByteString key,
        String column,
        Value value,
        long version,
        long dbVersion,
        @Nullable ByteString site,
        long length,
        long seq) {
    /** The name in place of a column's that says that the row is there, or is not. */
    static final String ROW = "-1";

    /** Whether it deletes its row. */
    boolean isDeletion() {
        return column.equals(ROW) && length % 2 == 0;
    }

    /** The same of another version of the sender's database. */
    Cell at(long sent) {
        return sent == dbVersion ? this : new Cell(table, key, column, value, version, sent, site, length, seq);
    }
}
