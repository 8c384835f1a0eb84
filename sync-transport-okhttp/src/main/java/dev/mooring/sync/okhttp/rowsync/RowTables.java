package dev.mooring.sync.okhttp.rowsync;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a dialect, parents before children. Otherwise they stand in the order in which the app named them, so that all
 * its devices touch tables in the same order, and two that push at once do not lock each other out (§1.8).
 */
final class RowTables {
    private final Map<String, RowTable> byName = new LinkedHashMap<>();
    private final Map<String, Integer> ranks = new HashMap<>();
    private final String names;
    private final String mark;

    /**
     * Orders the tables.
     *
     * @throws IllegalArgumentException if there is none, one is there twice, a parent is unknown or its own descendant
     */
    RowTables(Collection<RowTable> tables) {
        Map<String, RowTable> given = new LinkedHashMap<>();
        for (RowTable table : tables) {
            if (given.put(table.name(), table) != null) {
                throw new IllegalArgumentException("table " + table.name() + " is described twice");
            }
        }
        if (given.isEmpty()) {
            throw new IllegalArgumentException("a row-sync dialect needs the description of at least one table");
        }
        for (RowTable table : given.values()) {
            place(table, given, new HashSet<>());
        }
        StringBuilder json = new StringBuilder("[");
        for (String name : byName.keySet()) {
            json.append(json.length() == 1 ? "\"" : ",\"").append(name).append('"');
        }
        names = json.append(']').toString();
        mark = ByteString.of(Fingerprint.sha256().digest(sorted().getBytes(StandardCharsets.UTF_8)), 0, 4)
                .hex();
    }

    private void place(RowTable table, Map<String, RowTable> given, Set<String> below) {
        if (byName.containsKey(table.name())) {
            return;
        }
        if (!below.add(table.name())) {
            throw new IllegalArgumentException("table " + table.name() + " is among its own ancestors");
        }
        for (String name : table.parents()) {
            RowTable parent = given.get(name);
            if (parent == null) {
                throw new IllegalArgumentException(
                        "table " + table.name() + " has a parent that is not described: " + name);
            }
            for (List<String> columns : table.referencesTo(name)) {
                if (columns.size() != parent.primaryKey().size()) {
                    throw new IllegalArgumentException("table " + table.name() + " refers to " + name + " by " + columns
                            + ", whose primary key is " + parent.primaryKey());
                }
            }
            if (!name.equals(table.name())) {
                place(parent, given, below);
            }
        }
        below.remove(table.name());
        ranks.put(table.name(), byName.size());
        byName.put(table.name(), table);
    }

    private String sorted() {
        List<String> sorted = new ArrayList<>();
        for (RowTable table : byName.values()) {
            List<String> columns = new ArrayList<>(table.columns());
            columns.sort(null);
            String known = columns.isEmpty() ? table.name() : table.name() + columns;
            // How rows are recognised counts for those whose key has changed thereby; all others keep their cursor.
            sorted.add(table.isUnique() && !table.isNullsDistinct() ? known + " nulls not distinct" : known);
        }
        sorted.sort(null);
        return String.join(",", sorted);
    }

    /** All of them, parents first. */
    Collection<RowTable> all() {
        return byName.values();
    }

    @Nullable
    RowTable get(String name) {
        return byName.get(name);
    }

    /**
     * A table by name, also one that a newer version of the app has left out while mutations of it were pending: those go out as
     * they were recorded, and the server decides.
     */
    RowTable orPlain(String name) {
        RowTable table = byName.get(name);
        return table == null ? RowTable.plain(name) : table;
    }

    /** Upserts from parents to children, then deletes from children to parents. */
    int rank(String name, boolean hardDelete) {
        int rank = ranks.getOrDefault(name, 0);
        return hardDelete ? 2 * byName.size() - 1 - rank : rank;
    }

    /** All of them, as a JSON array. */
    String names() {
        return names;
    }

    /**
     * Tells this set of tables and columns from another one: a cursor of another set does not cover the rows of a new table, nor
     * what became of a column that nobody here looked at.
     */
    String mark() {
        return mark;
    }
}
