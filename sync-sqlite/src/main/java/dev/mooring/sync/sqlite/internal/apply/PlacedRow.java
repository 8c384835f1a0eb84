package dev.mooring.sync.sqlite.internal.apply;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A row that is out, or was just put in. */
record PlacedRow(AppTable table, String key, @Nullable Object[] row) {
    static final Comparator<PlacedRow> ORDER = Comparator.<PlacedRow>comparingInt(item -> item.table.shape.table.rank())
            .thenComparing(item -> item.key)
            .thenComparing(item -> item.table.shape.name());

    Id id() {
        return new Id(table.shape.name(), key);
    }

    boolean goesBefore(PlacedRow other) {
        return key.compareTo(other.key) < 0;
    }

    /** Which row it is, in or out. */
    record Id(String table, String key) {}

    /** Padded to all stored columns. */
    static PlacedRow of(AppTable table, String key, @Nullable Object[] row) {
        return new PlacedRow(table, key, table.padded(row));
    }
}
