package dev.mooring.sync.sqlite.internal.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the app says of a table that syncs.
 *
 * @param name of the table, as the app spells it
 * @param key columns that name a row, in order; none where it is the primary key, whatever that is
 * @param parents tables whose rows have to be there first
 * @param softDelete column that marks deleted rows, or null
 * @param stamp column that holds the time of the last edit, or null
 * @param collection of its mutations and changes
 * @param fields names on the wire that are not what they would be, by column
 * @param json columns whose text travels as JSON
 * @param booleans columns whose 0 and 1 travel as false and true
 * @param local columns that stay here
 * @param columnsOnly whether fields that are no column are not sent back
 */
public record TableSpec(
        String name,
        List<String> key,
        List<Parent> parents,
        @Nullable String softDelete,
        @Nullable String stamp,
        String collection,
        Map<String, String> fields,
        Set<String> json,
        Set<String> booleans,
        Set<String> local,
        boolean columnsOnly) {
    /** A table whose other fields are sent back with a row. */
    public TableSpec(
            String name,
            List<String> key,
            List<Parent> parents,
            @Nullable String softDelete,
            @Nullable String stamp,
            String collection,
            Map<String, String> fields,
            Set<String> json,
            Set<String> booleans,
            Set<String> local) {
        this(name, key, parents, softDelete, stamp, collection, fields, json, booleans, local, false);
    }

    /** The same with this key. */
    public TableSpec keyed(List<String> columns) {
        return new TableSpec(
                name, columns, parents, softDelete, stamp, collection, fields, json, booleans, local, columnsOnly);
    }

    /**
     * A table whose row has to be there first.
     *
     * @param table its name
     * @param column the column here that holds its key
     */
    public record Parent(String table, String column) {}
}
