package dev.mooring.sync.sqlite;

import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows sync. Immutable: every method returns a copy.
 *
 * <p>The table is the app's own, created and altered by the app before the storage is opened. It needs a primary key or another
 * unique key over exactly the {@linkplain #key key columns}, whose values have to be chosen by the device so that no other
 * device chooses the same, such as UUIDs.
 */
public final class SyncedTable {
    private final String name;
    private List<String> key = Collections.singletonList("id");
    private List<TableSpec.Parent> parents = Collections.emptyList();
    private @Nullable String softDelete;
    private @Nullable String stamp;
    private String collection;
    private Map<String, String> fields = Collections.emptyMap();
    private Set<String> json = Collections.emptySet();
    private Set<String> booleans = Collections.emptySet();
    private Set<String> local = Collections.emptySet();
    private boolean columnsOnly;

    private SyncedTable(String name) {
        this.name = name;
        this.collection = name;
    }

    /**
     * A table by its name, with the key {@code id}.
     *
     * @param table as the database spells it, in the main schema
     * @return the table
     * @throws IllegalArgumentException if the name is empty, or begins with {@code mooring_} or {@code sqlite_}
     */
    public static SyncedTable named(String table) {
        if (table.isEmpty() || table.startsWith("mooring_") || table.startsWith("sqlite_")) {
            throw new IllegalArgumentException("'" + table + "' cannot be a synced table; name one of the app's own");
        }
        return new SyncedTable(table);
    }

    /**
     * The columns that name a row on every device and at the server; {@code id} by default.
     *
     * @param columns one or more, in the order in which they make the key of a mutation
     * @return a copy
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public SyncedTable key(String... columns) {
        SyncedTable copy = copy();
        copy.key = Collections.unmodifiableList(new ArrayList<>(Arrays.asList(columns)));
        if (columns.length == 0 || new HashSet<>(copy.key).size() < columns.length) {
            throw new IllegalArgumentException(
                    "the key of " + name + " needs columns, each of them once, got " + copy.key);
        }
        return copy;
    }

    /**
     * A table whose row has to be there before a row of this one: it is written first and deleted last. References that the
     * database declares, among synced tables, are known without it.
     *
     * @param table another synced table
     * @param column here, that holds the other's key
     * @return a copy
     */
    public SyncedTable parent(String table, String column) {
        SyncedTable copy = copy();
        List<TableSpec.Parent> all = new ArrayList<>(parents);
        all.add(new TableSpec.Parent(table, column));
        copy.parents = Collections.unmodifiableList(all);
        return copy;
    }

    /**
     * The column that marks a row as deleted, by any value but 0, NULL and the empty text. Under {@link RowFormat#ROWS} and
     * {@link RowFormat#ENTITIES} such a
     * row travels as a deletion, and another device's deletion sets the column instead of removing the row. Under
     * {@link RowFormat#CHANGES} it is a column like others.
     *
     * @param column such as {@code deleted}
     * @return a copy
     */
    public SyncedTable softDelete(String column) {
        SyncedTable copy = copy();
        copy.softDelete = column;
        return copy;
    }

    /**
     * The column that holds the time of the last edit. A statement that leaves it as it is, or NULL in an insert, has it set: to
     * the time as ISO-8601 text in UTC with milliseconds, or as milliseconds since 1970 where the column is declared as an
     * integer; or to a millisecond after the time that was there, if that is later, so that an edit is never older than what it was
     * made on top of.
     *
     * @param column such as {@code updated_at}
     * @return a copy
     */
    public SyncedTable stamp(String column) {
        SyncedTable copy = copy();
        copy.stamp = column;
        return copy;
    }

    /**
     * The collection of the table's mutations and changes, if that is not its name.
     *
     * @param collection such as an entity type
     * @return a copy
     */
    public SyncedTable collection(String collection) {
        SyncedTable copy = copy();
        copy.collection = collection;
        return copy;
    }

    /**
     * The name of a column on the wire, not for {@link RowFormat#CHANGES}; by default the column's name in camelCase, so that
     * {@code list_id} is {@code listId}.
     *
     * @param column here
     * @param field there
     * @return a copy
     */
    public SyncedTable field(String column, String field) {
        SyncedTable copy = copy();
        Map<String, String> all = new HashMap<>(fields);
        all.put(column, field);
        copy.fields = Collections.unmodifiableMap(all);
        return copy;
    }

    /**
     * Columns that hold JSON as text and travel as that JSON, not for {@link RowFormat#CHANGES}.
     *
     * @param columns added to those that were named before
     * @return a copy
     */
    public SyncedTable json(String... columns) {
        SyncedTable copy = copy();
        copy.json = with(json, columns);
        return copy;
    }

    /**
     * Columns that hold 0 or 1 and travel as {@code false} or {@code true}, not for {@link RowFormat#CHANGES}.
     *
     * @param columns added to those that were named before
     * @return a copy
     */
    public SyncedTable booleans(String... columns) {
        SyncedTable copy = copy();
        copy.booleans = with(booleans, columns);
        return copy;
    }

    /**
     * Columns that stay on this device: a write to them alone records nothing, and no change touches them.
     *
     * @param columns added to those that were named before
     * @return a copy
     */
    public SyncedTable local(String... columns) {
        SyncedTable copy = copy();
        copy.local = with(local, columns);
        return copy;
    }

    /**
     * Sends the fields of the columns alone, for {@link RowFormat#ROWS}. By default the fields that came with a row and have no
     * column are sent back with it, as a server that replaces rows whole would lose them. Where the server keeps what a row does
     * not name, and the dialect tells of changes in the app's own columns alone (row sync, with the table's columns described),
     * sending back what came once would overwrite what others have made of it since.
     *
     * @return a copy
     */
    public SyncedTable columnsOnly() {
        SyncedTable copy = copy();
        copy.columnsOnly = true;
        return copy;
    }

    /** The description that the rest of the module works with. */
    TableSpec spec() {
        return new TableSpec(
                name, key, parents, softDelete, stamp, collection, fields, json, booleans, local, columnsOnly);
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(Arrays.asList(more));
        return Collections.unmodifiableSet(all);
    }

    private SyncedTable copy() {
        SyncedTable copy = new SyncedTable(name);
        copy.key = key;
        copy.parents = parents;
        copy.softDelete = softDelete;
        copy.stamp = stamp;
        copy.collection = collection;
        copy.fields = fields;
        copy.json = json;
        copy.booleans = booleans;
        copy.local = local;
        copy.columnsOnly = columnsOnly;
        return copy;
    }
}
