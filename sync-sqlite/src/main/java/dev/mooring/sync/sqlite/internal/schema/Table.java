package dev.mooring.sync.sqlite.internal.schema;

import java.util.List;

/**
 * A synced table as the database has it.
 *
 * @param spec what the app said
 * @param form the current one
 * @param columns those of the form, in its order
 * @param uniques columns of each unique index besides the key's own
 * @param foreignKeys to tables that are synced, too
 * @param rank parents have a lower one
 */
public record Table(
        TableSpec spec,
        Form form,
        List<Column> columns,
        List<List<String>> uniques,
        List<ForeignKey> foreignKeys,
        int rank) {
    /** How SQLite converts what is written into a column (its documentation, section 3.1 of Datatypes). */
    public enum Affinity {
        TEXT,
        NUMERIC,
        INTEGER,
        REAL,
        NONE
    }

    /**
     * A column that is captured.
     *
     * @param name as the database spells it
     * @param affinity what its declared type makes of values
     * @param nullable whether it may hold NULL
     */
    public record Column(String name, Affinity affinity, boolean nullable) {}

    /**
     * A reference to another synced table, or to this one.
     *
     * @param table the parent
     * @param columns here
     * @param parentColumns there, in the same order
     */
    public record ForeignKey(String table, List<String> columns, List<String> parentColumns) {}

    public String name() {
        return spec.name();
    }
}
