package dev.mooring.sync.testing.changeset;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change of the wire.
 *
 * @param table its name
 * @param key the packed primary key
 * @param column its name, or {@link #ROW} for the row itself
 * @param value null, or a {@link Long}, {@link Double}, {@link String}, or a {@code byte[]} that nobody changes
 * @param colVersion how often the cell was written
 * @param dbVersion the transaction, as its sender numbers them
 * @param causal odd while the row lives, even when it is deleted
 * @param seq the place in the transaction
 */
public record Cell(
        String table,
        Bytes key,
        String column,
        @Nullable Object value,
        long colVersion,
        long dbVersion,
        long causal,
        int seq) {
    /** The column of a change that is of the row itself. */
    public static final String ROW = "-1";

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cell cell
                && table.equals(cell.table)
                && key.equals(cell.key)
                && column.equals(cell.column)
                && Objects.deepEquals(value, cell.value)
                && colVersion == cell.colVersion
                && dbVersion == cell.dbVersion
                && causal == cell.causal
                && seq == cell.seq;
    }

    @Override
    public int hashCode() {
        return Objects.hash(table, key, column, colVersion, dbVersion, seq);
    }
}
