package dev.mooring.sync.sqlite.internal.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The synced tables as the database has them. Immutable. */
public final class Tables {
    private final List<Table> parentsFirst;
    private final Map<String, Table> byName = new HashMap<>();

    public Tables(Collection<Table> tables) {
        List<Table> sorted = new ArrayList<>(tables);
        sorted.sort(Comparator.comparingInt(Table::rank).thenComparing(Table::name));
        parentsFirst = Collections.unmodifiableList(sorted);
        for (Table table : sorted) {
            byName.put(table.name(), table);
        }
    }

    public List<Table> parentsFirst() {
        return parentsFirst;
    }

    @Nullable
    public Table named(String name) {
        return byName.get(name);
    }
}
