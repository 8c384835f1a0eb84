package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client has to know of a table of a row-sync server: by what the server recognises a row, how a row is deleted, and
 * what has to be there before it. Immutable; {@link #builder} begins one. Column names are those on the wire, camelCase.
 *
 * <p>The collection of a mutation is the table's name, and its key is what {@link #key} says of its payload.
 */
public final class RowTable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

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

    private RowTable(Builder builder) {
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
        return new Builder(name).build();
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
    public static Builder builder(String name) {
        return new Builder(Builder.identifier("table", name));
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
     * {@code {"id":"…"}}, unless {@linkplain Builder#nullsNotDistinct one null is like another}.
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

    /** Describes a table. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private List<String> key = Collections.singletonList("id");
        private List<String> unique = Collections.emptyList();
        private boolean nullsDistinct = true;
        private @Nullable String deletedColumn;
        private boolean deletes = true;
        private String stampColumn = "lastModifiedAt";
        private @Nullable String editedColumn;
        private List<String> columns = Collections.emptyList();
        private List<String> times = Collections.emptyList();
        private final Set<String> parents = new LinkedHashSet<>();
        private final Map<String, List<List<String>>> references = new HashMap<>();

        private Builder(String name) {
            this.name = name;
        }

        /**
         * The columns of the primary key; {@code id} by default.
         *
         * @param names one or more
         * @return this
         */
        public Builder key(String... names) {
            key = identifiers(names);
            return this;
        }

        /**
         * The columns of the unique key besides the primary key, if the server has one: then it recognises rows by that, and
         * gives a row of the same unique key the primary key of the last device that wrote it.
         *
         * @param names one or more
         * @return this
         */
        public Builder unique(String... names) {
            unique = identifiers(names);
            return this;
        }

        /**
         * One null in the {@linkplain #unique unique key} is like another, as the server's index is {@code UNIQUE NULLS NOT DISTINCT}:
         * so rows with a null are recognised by that key, too, and it has the null in its place. By default they are not, as in
         * SQL, and go by their primary key.
         *
         * @return this
         */
        public Builder nullsNotDistinct() {
            nullsDistinct = false;
            return this;
        }

        /**
         * The column that marks a deleted row; none by default, and then rows are deleted for good, which other devices learn
         * by a full pull alone.
         *
         * @param column such as {@code deleted}
         * @return this
         */
        public Builder softDelete(String column) {
            deletedColumn = identifier("column", column);
            return this;
        }

        /**
         * The server skips deletes of this table in silence, so a mutation that deletes is refused when it is recorded.
         *
         * @return this
         */
        public Builder withoutDelete() {
            deletes = false;
            return this;
        }

        /**
         * The column of the last modification, which this dialect sets when it sends a row; {@code lastModifiedAt} by default.
         *
         * @param column a name
         * @return this
         */
        public Builder stamp(String column) {
            stampColumn = identifier("column", column);
            return this;
        }

        /**
         * A column in which the app keeps when a row was edited, for {@link dev.mooring.sync.ConflictPolicy#lastWriteWins}.
         * Without it nobody knows when another device's row was edited, a pending mutation counts as the later one, and so the
         * last sender wins.
         *
         * @param column holds a time in any shape that the server knows
         * @return this
         */
        public Builder edited(String column) {
            editedColumn = identifier("column", column);
            return this;
        }

        /**
         * All columns that this app knows and always writes, besides those of the keys, the stamp and the soft delete. A mutation that lacks
         * one of them is refused when it is recorded, and what the server keeps in other columns makes no difference to this
         * client. Without them every column counts, and a default that the server adds to a pushed row comes back as a change.
         *
         * @param names any
         * @return this
         */
        public Builder columns(String... names) {
            columns = identifiers(names);
            return this;
        }

        /**
         * Columns that hold times. They are sent in UTC with three digits, as the server drops an offset instead of converting
         * it.
         *
         * @param names any
         * @return this
         */
        public Builder times(String... names) {
            times = identifiers(names);
            return this;
        }

        /**
         * Tables whose rows have to be there before a row of this one; they must be among the dialect's tables.
         *
         * @param tables any
         * @return this
         */
        public Builder parents(String... tables) {
            parents.addAll(identifiers(tables));
            return this;
        }

        /**
         * The same of one table, with the columns of this table that hold the primary key of a row of that one. Where a refusal of
         * the server does not say which row is missing, this does. Without the columns any column is taken for it that holds the
         * key of a row that is here and not at the server. May be said again, for other columns.
         *
         * @param table the parent
         * @param columnNames as many as the parent's {@linkplain #key primary key} has, in its order
         * @return this
         */
        public Builder parent(String table, String... columnNames) {
            parents.add(identifier("name in table " + name, table));
            references
                    .computeIfAbsent(table, any -> new ArrayList<>())
                    .add(Collections.unmodifiableList(identifiers(columnNames)));
            return this;
        }

        /**
         * Ends it.
         *
         * @return the table
         * @throws IllegalArgumentException if what was said contradicts itself
         */
        public RowTable build() {
            if (!deletes && deletedColumn != null) {
                throw new IllegalArgumentException(
                        "table " + name + " cannot both mark deleted rows and be without deletes");
            }
            if (!nullsDistinct && unique.isEmpty()) {
                throw new IllegalArgumentException(
                        "table " + name + " says of the nulls of its unique key how they compare, and has no such key");
            }
            List<String> keys = new ArrayList<>(key);
            keys.addAll(unique);
            if (keys.contains(stampColumn) || keys.contains(deletedColumn)) {
                throw new IllegalArgumentException(
                        "table " + name + " cannot have its stamp or its soft-delete column in a key");
            }
            return new RowTable(this);
        }

        private List<String> identifiers(String... names) {
            List<String> list = new ArrayList<>();
            for (String given : names) {
                list.add(identifier("name in table " + name, given));
            }
            if (list.isEmpty() || new HashSet<>(list).size() < list.size()) {
                throw new IllegalArgumentException(
                        "table " + name + " needs names, each of them once, got " + Arrays.toString(names));
            }
            return list;
        }

        private static String identifier(String what, String text) {
            if (!NAME.matcher(text).matches()) {
                throw new IllegalArgumentException("the " + what + " must be an identifier, got '" + text + "'");
            }
            return text;
        }
    }
}
