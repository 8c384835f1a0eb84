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
 * <p>The app creates and alters the table itself, before the storage is opened. The table needs a primary key or another unique key over
 * exactly the {@linkplain #key key columns}. Each device chooses the values of these so that no other device chooses the same, such as
 * UUIDs.
 */
public final class SyncedTable {
    private final String name;
    private @Nullable List<String> key;
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
     * Describes a table by its name, with the key that {@link #key} says where none is named.
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
     * Sets the columns that identify a row on every device and at the server; {@code id} by default. With {@link RowFormat#CELLS} that is
     * the primary key, which need not be named: another one is refused when the storage is opened.
     *
     * @param columns one or more, in the order in which they make the key of a mutation
     * @return a copy
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public SyncedTable key(String... columns) {
        SyncedTable copy = copy();
        List<String> named = Collections.unmodifiableList(new ArrayList<>(Arrays.asList(columns)));
        if (columns.length == 0 || new HashSet<>(named).size() < columns.length) {
            throw new IllegalArgumentException(
                    "the key of " + name + " needs columns, each of them once, got " + named);
        }
        copy.key = named;
        return copy;
    }

    /**
     * Names a table whose row has to exist before a row of this one. It is written first and deleted last. References between synced tables
     * that the database declares are known without this.
     *
     * @param table another synced table
     * @param column the column of this table that holds the other's key
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
     * Sets the column that marks a row as deleted, by any value but 0, NULL and the empty text. With {@link RowFormat#ROWS} and
     * {@link RowFormat#ENTITIES} such a row travels as a deletion, and another device's deletion sets the column instead of removing the
     * row. With {@link RowFormat#CHANGES} it is a column like all others.
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
     * Sets the column that holds the time of the last edit. If a statement does not change it, or inserts NULL, the storage sets it to the
     * present time: as milliseconds since 1970 if the column is declared as an integer, else as ISO-8601 text in UTC with milliseconds. If
     * the time that was there is later, it is set to a millisecond after that. So an edit is never older than what it was made on top of.
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
     * Sets the collection of the table's mutations and changes; the name of the table by default.
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
     * Sets the name of a column on the wire. The default is the column's name in camelCase: {@code list_id} becomes {@code listId}. Not for
     * {@link RowFormat#CHANGES}.
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
     * Names columns that hold JSON as text and travel as that JSON. Not for {@link RowFormat#CHANGES}.
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
     * Names columns that hold 0 or 1 and travel as {@code false} or {@code true}. Not for {@link RowFormat#CHANGES}.
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
     * Names columns that stay on this device. A write to these alone records nothing, and no change of the server touches them.
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
     * Sends only the fields that have a column, for {@link RowFormat#ROWS}. By default fields that came with a row and have no column are
     * sent back with it, as a server that replaces whole rows would lose them. Use this if the server keeps fields that a row does not
     * name, and the dialect tells only of changes in the app's own columns: row sync with the table's columns described. There sending old
     * fields back would overwrite what others have made of them since.
     *
     * @return a copy
     */
    public SyncedTable columnsOnly() {
        SyncedTable copy = copy();
        copy.columnsOnly = true;
        return copy;
    }

    /** The description that the rest of the module works with. */
    TableSpec spec(RowFormat format) {
        List<String> unnamed = format == RowFormat.CELLS ? Collections.emptyList() : Collections.singletonList("id");
        return new TableSpec(
                name,
                key == null ? unnamed : key,
                parents,
                softDelete,
                stamp,
                collection,
                fields,
                json,
                booleans,
                local,
                columnsOnly);
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
