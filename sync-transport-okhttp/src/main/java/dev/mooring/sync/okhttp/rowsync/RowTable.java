package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client has to know of a table of a row-sync server: by what the server recognises a row, how a row is deleted, and
 * what has to be there before it. Immutable; {@link #builder} begins one. Column names are those on the wire, camelCase.
 *
 * <p>The collection of a mutation is the table's name, and its key is what {@link #key} says of its payload.
 */
public final class RowTable {
    private final String name;
    private final List<String> primaryKey;
    private final List<String> identity;
    private final boolean nullsDistinct;
    private final @Nullable String deletedColumn;
    private final boolean deletes;
    private final String stampColumn;
    private final @Nullable String editedColumn;
    private final Set<String> columns;
    private final Set<String> times;
    private final List<String> parents;
    private final Map<String, List<List<String>>> references;

    RowTable(RowTableBuilder builder) {
        name = builder.name;
        primaryKey = copy(builder.key);
        identity = builder.unique.isEmpty() ? primaryKey : copy(builder.unique);
        nullsDistinct = builder.nullsDistinct;
        deletedColumn = builder.deletedColumn;
        deletes = builder.deletes;
        stampColumn = builder.stampColumn;
        editedColumn = builder.editedColumn;
        columns = Collections.unmodifiableSet(new LinkedHashSet<>(builder.columns));
        times = Collections.unmodifiableSet(new HashSet<>(builder.times));
        parents = copy(new ArrayList<>(builder.parents));
        references = builder.references;
    }

    /** A table of which nothing is known; the name may be any. */
    static RowTable plain(String name) {
        return new RowTableBuilder(name).build();
    }

    private static List<String> copy(List<String> list) {
        return Collections.unmodifiableList(new ArrayList<>(list));
    }

    /**
     * Begins a table whose primary key is {@code id}, whose stamp is {@code lastModifiedAt}, and whose rows are deleted for
     * good.
     *
     * @param name as the server has it, such as {@code repertoire_tune}
     * @return a builder
     * @throws IllegalArgumentException if the name is no identifier
     */
    public static RowTableBuilder builder(String name) {
        return new RowTableBuilder(RowTableBuilder.identifier("table", name));
    }

    /**
     * The table's name, which is the collection of its mutations and changes.
     *
     * @return as given
     */
    public String name() {
        return name;
    }

    /**
     * The key of a row, as {@link dev.mooring.sync.Mutation#key()} and {@link dev.mooring.sync.Change#key()} have it: the value
     * of the key column as text, or of several columns the JSON object that the server calls {@code rowId}, such as
     * {@code {"userId":"…","genreId":"…"}}, all values as strings. UUIDs in small letters, times in UTC. A row with a null in a
     * column of its unique key is none that this key can find, as in SQL: its key is the JSON object of its primary key, such as
     * {@code {"id":"…"}}, unless {@linkplain RowTableBuilder#nullsNotDistinct one null is like another}.
     *
     * @param row a JSON object with the columns of the unique key, or of the primary key where there is no other
     * @return the key
     * @throws IllegalArgumentException if it is no JSON object, a column of the key is missing, or one of the primary key is null
     */
    public String key(String row) {
        try {
            return RowKey.of(this, RowText.of(row));
        } catch (JsonDataException e) {
            throw new IllegalArgumentException("a row of " + name + " has no key: " + e.getMessage(), e);
        }
    }

    List<String> primaryKey() {
        return primaryKey;
    }

    /** The columns by which the server recognises a row: its unique key where there is one (§1.6). */
    List<String> identity() {
        return identity;
    }

    /** Whether the server keeps a unique key besides the primary one. */
    boolean isUnique() {
        return !identity.equals(primaryKey);
    }

    /** Whether rows with a null in the unique key are different from each other, whatever else is in it. */
    boolean isNullsDistinct() {
        return nullsDistinct;
    }

    /** Null where rows are deleted for good. */
    @Nullable
    String deletedColumn() {
        return deletedColumn;
    }

    boolean isDeletable() {
        return deletes;
    }

    String stampColumn() {
        return stampColumn;
    }

    @Nullable
    String editedColumn() {
        return editedColumn;
    }

    /** Those that a row must have; empty if the app did not say. */
    Set<String> columns() {
        return columns;
    }

    boolean isTime(String column) {
        return times.contains(column);
    }

    List<String> parents() {
        return parents;
    }

    /** The columns that hold the primary key of a row of a parent, for each reference to it; empty if the app did not say. */
    List<List<String>> referencesTo(String parent) {
        return references.getOrDefault(parent, Collections.emptyList());
    }

    /** Whether a column belongs to what a row says. */
    boolean counts(String column) {
        return !column.equals(stampColumn)
                && !column.equals(deletedColumn)
                && (columns.isEmpty()
                        || columns.contains(column)
                        || identity.contains(column)
                        || primaryKey.contains(column));
    }

    @Override
    public String toString() {
        return "RowTable[" + name + "]";
    }
}
