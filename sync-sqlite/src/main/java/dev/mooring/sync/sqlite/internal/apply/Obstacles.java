package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.apply.Aside.Blocker;
import dev.mooring.sync.sqlite.internal.apply.Constraints.Reference;
import dev.mooring.sync.sqlite.internal.apply.Constraints.Unique;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What keeps a row from its place: asked of the tables, changing nothing. */
final class Obstacles {
    private final AppTables tables;

    Obstacles(AppTables tables) {
        this.tables = tables;
    }

    /** Rows in the table that have a unique value of this one. */
    List<PlacedRow> excluding(PlacedRow item) {
        Map<PlacedRow.Id, PlacedRow> found = new LinkedHashMap<>();
        for (Unique unique : tables.uniques(item.table())) {
            @Nullable Object[] values = item.table().values(unique.columns(), item.row());
            if (values != null) {
                for (@Nullable Object[] row : item.table().rows(unique.terms(), values, unique.more())) {
                    PlacedRow other = PlacedRow.of(item.table(), tables.format.keyOf(item.table().shape, row), row);
                    found.put(other.id(), other);
                }
            }
        }
        found.remove(item.id());
        return new ArrayList<>(found.values());
    }

    /** Whether a row refers to another one. */
    boolean isParent(PlacedRow parent, PlacedRow child) {
        for (Reference reference : tables.parents(child.table())) {
            @Nullable Object[] values = child.table().values(reference.columns(), child.row());
            if (values != null
                    && parent.table().equals(tables.named(reference.parent()))
                    && Arrays.deepEquals(values, parent.table().values(reference.parentColumns(), parent.row()))) {
                return true;
            }
        }
        return false;
    }

    /** What it refers to and is not there; null if all is. */
    @Nullable
    Blocker missingParent(PlacedRow item) {
        for (Reference reference : tables.parents(item.table())) {
            @Nullable Object[] values = item.table().values(reference.columns(), item.row());
            if (values != null && !tables.has(reference.parent(), reference.parentColumns(), values)) {
                return tables.parent(reference, values);
            }
        }
        return null;
    }
}
