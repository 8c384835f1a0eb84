package dev.mooring.sync.sqlite;

import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.internal.schema.TableSpec.Parent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The tables of an app that sync. Every write to their rows is captured, whoever makes it. Their rows are those of the server, with the
 * pending writes on top. Immutable; made by {@link #builder}.
 */
public final class SyncedTables {
    private final List<TableSpec> specs;
    private final RowFormat format;

    private SyncedTables(List<TableSpec> specs, RowFormat format) {
        this.specs = specs;
        this.format = format;
    }

    /**
     * Begins without any table, in the format {@link RowFormat#CHANGES}.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    List<TableSpec> specs() {
        return specs;
    }

    RowFormat format() {
        return format;
    }

    /**
     * Builds {@link SyncedTables}. Does no I/O: whether the database has the tables is checked when the storage is opened. Not thread-safe.
     */
    public static final class Builder {
        private final List<SyncedTable> tables = new ArrayList<>();
        private RowFormat format = RowFormat.CHANGES;

        private Builder() {}

        /**
         * Adds a table.
         *
         * @param table its description
         * @return this
         */
        public Builder table(SyncedTable table) {
            tables.add(Objects.requireNonNull(table));
            return this;
        }

        /**
         * Sets how rows travel; {@link RowFormat#CHANGES} by default. Pending mutations and the server's data have this format, so it
         * cannot be changed later.
         *
         * @param format as the server's dialect needs it
         * @return this
         */
        public Builder format(RowFormat format) {
            this.format = Objects.requireNonNull(format);
            return this;
        }

        /**
         * Builds the tables.
         *
         * @return the tables
         * @throws IllegalArgumentException if there is no table, one is named twice, a parent is none of them, parents go in a circle, or
         *     fields are mapped with {@link RowFormat#CHANGES} or {@link RowFormat#CELLS}
         */
        public SyncedTables build() {
            List<TableSpec> specs = new ArrayList<>();
            tables.forEach(table -> specs.add(table.spec(format)));
            if (specs.isEmpty()) {
                throw new IllegalArgumentException("no table is named; name one, or leave the synced tables out");
            }
            Map<String, TableSpec> byName = new HashMap<>();
            Set<String> collections = new HashSet<>();
            for (TableSpec spec : specs) {
                if (byName.put(spec.name(), spec) != null || !collections.add(spec.collection())) {
                    throw new IllegalArgumentException(
                            "table " + spec.name() + ", or its collection " + spec.collection() + ", is named twice");
                }
                checkColumns(spec);
            }
            for (TableSpec spec : specs) {
                checkParents(spec, byName, new ArrayList<>());
            }
            return new SyncedTables(Collections.unmodifiableList(specs), format);
        }

        private void checkColumns(TableSpec spec) {
            boolean mapped = !spec.fields().isEmpty()
                    || !spec.json().isEmpty()
                    || !spec.booleans().isEmpty();
            if (mapped && (format == RowFormat.CHANGES || format == RowFormat.CELLS)) {
                throw new IllegalArgumentException("table " + spec.name()
                        + " maps its columns to fields, which needs the format ROWS or ENTITIES: row changes"
                        + " and cells carry columns as they are");
            }
            for (String column : spec.key()) {
                if (spec.local().contains(column)) {
                    throw new IllegalArgumentException(
                            "column " + column + " of the key of " + spec.name() + " cannot stay local");
                }
            }
        }

        private static void checkParents(TableSpec spec, Map<String, TableSpec> byName, List<String> path) {
            if (path.contains(spec.name())) {
                throw new IllegalArgumentException(
                        "the tables " + path + " are parents of each other in a circle; leave one of them out");
            }
            path.add(spec.name());
            for (Parent parent : spec.parents()) {
                TableSpec named = byName.get(parent.table());
                if (named == null) {
                    throw new IllegalArgumentException("the parent " + parent.table() + " of table " + spec.name()
                            + " is not among the synced tables");
                }
                if (!named.equals(spec)) {
                    checkParents(named, byName, path);
                }
            }
            path.remove(path.size() - 1);
        }
    }
}
