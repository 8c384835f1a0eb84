package dev.mooring.sync.sqlite;

import dev.mooring.sync.sqlite.internal.capture.Release;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.internal.schema.TableSpec.Parent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The tables of an app that sync: their rows are captured when anybody writes them, and are what the server has plus what is
 * pending. Immutable; {@link #builder} begins one.
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

    /**
     * Takes the library's triggers off a table, for an {@code ALTER TABLE} that SQLite refuses while triggers name a column, such
     * as {@code DROP COLUMN}. The next open puts them back, in the table's new form. What is written to the table in between
     * is not captured, so it is best called in the transaction of the alteration: in
     * {@link JdbcSqliteStorageBuilder#onOpen}, or on a connection of the app's while no storage is open on the file, in this
     * process or another. Does nothing if the file or the table has never been synced. One transaction, or a part of the running
     * one.
     *
     * @param db a connection to the file, used by the calling thread alone
     * @param table its name
     * @throws IllegalStateException if anything is pending for the table, superseded or quarantined; it says how much and of which
     *     keys, and nothing was changed
     * @throws SQLException if SQLite fails, such as because another connection is writing
     */
    public static void release(Connection db, String table) throws SQLException {
        Release.of(db, table);
    }

    List<TableSpec> specs() {
        return specs;
    }

    RowFormat format() {
        return format;
    }

    /** Names the tables. Does no I/O; whether the database has them is seen when the storage is opened. */
    public static final class Builder {
        private final List<TableSpec> specs = new ArrayList<>();
        private RowFormat format = RowFormat.CHANGES;

        private Builder() {}

        /**
         * Adds a table.
         *
         * @param table its description
         * @return this
         */
        public Builder table(SyncedTable table) {
            specs.add(table.spec());
            return this;
        }

        /**
         * How rows travel; {@link RowFormat#CHANGES} by default. It is part of what is pending and of what the server has, so it
         * cannot be another one later.
         *
         * @param format as the server's dialect needs it
         * @return this
         */
        public Builder format(RowFormat format) {
            this.format = Objects.requireNonNull(format);
            return this;
        }

        /**
         * Ends it.
         *
         * @return the tables
         * @throws IllegalArgumentException if there is none, one twice, a parent that is none of them, a circle of parents, or
         *     a mapping of fields with {@link RowFormat#CHANGES}
         */
        public SyncedTables build() {
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
            return new SyncedTables(Collections.unmodifiableList(new ArrayList<>(specs)), format);
        }

        private void checkColumns(TableSpec spec) {
            boolean mapped = !spec.fields().isEmpty()
                    || !spec.json().isEmpty()
                    || !spec.booleans().isEmpty();
            if (mapped && format == RowFormat.CHANGES) {
                throw new IllegalArgumentException(
                        "table " + spec.name()
                                + " maps its columns to fields, which needs the format ROWS or ENTITIES: row changes carry columns as they are");
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
