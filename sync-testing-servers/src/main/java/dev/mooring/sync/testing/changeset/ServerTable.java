package dev.mooring.sync.testing.changeset;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table of the server's schema. */
record ServerTable(String name, List<Column> key, List<Column> columns) {
    record Column(String name, Affinity affinity, @Nullable Object otherwise) {}

    /** Null if it has none of this name. */
    @Nullable
    Column column(String wanted) {
        for (Column column : columns) {
            if (column.name().equals(wanted)) {
                return column;
            }
        }
        return null;
    }

    /** The packed key of values, as they would be stored. */
    Bytes pack(List<? extends @Nullable Object> values) {
        if (values.size() != key.size()) {
            throw new IllegalArgumentException(
                    "the key of " + name + " has " + key.size() + " columns, not " + values.size());
        }
        List<@Nullable Object> stored = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            stored.add(key.get(i).affinity().stored(values.get(i)));
        }
        return PackedKey.write(stored);
    }
}
