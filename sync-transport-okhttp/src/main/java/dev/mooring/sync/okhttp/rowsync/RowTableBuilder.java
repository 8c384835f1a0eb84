package dev.mooring.sync.okhttp.rowsync;

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

/** Describes a {@link RowTable}; {@link RowTable#builder} begins one. Not thread-safe. */
public final class RowTableBuilder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    final String name;
    List<String> key = Collections.singletonList("id");
    List<String> unique = Collections.emptyList();
    boolean nullsDistinct = true;

    @Nullable
    String deletedColumn;

    boolean deletes = true;
    String stampColumn = "lastModifiedAt";

    @Nullable
    String editedColumn;

    List<String> columns = Collections.emptyList();
    List<String> times = Collections.emptyList();
    final Set<String> parents = new LinkedHashSet<>();
    final Map<String, List<List<String>>> references = new HashMap<>();

    RowTableBuilder(String name) {
        this.name = name;
    }

    /**
     * The columns of the primary key; {@code id} by default.
     *
     * @param names one or more
     * @return this
     */
    public RowTableBuilder key(String... names) {
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
    public RowTableBuilder unique(String... names) {
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
    public RowTableBuilder nullsNotDistinct() {
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
    public RowTableBuilder softDelete(String column) {
        deletedColumn = identifier("column", column);
        return this;
    }

    /**
     * The server skips deletes of this table in silence, so a mutation that deletes is refused when it is recorded.
     *
     * @return this
     */
    public RowTableBuilder withoutDelete() {
        deletes = false;
        return this;
    }

    /**
     * The column of the last modification, which this dialect sets when it sends a row; {@code lastModifiedAt} by default.
     *
     * @param column a name
     * @return this
     */
    public RowTableBuilder stamp(String column) {
        stampColumn = identifier("column", column);
        return this;
    }

    /**
     * A column in which the app keeps when a row was edited, for {@link dev.mooring.sync.ConflictPolicy#lastWriteWins}.
     * Without it this device cannot tell when another device edited a row. A pending mutation then counts as the later one, so
     * the last sender wins.
     *
     * @param column holds a time in any shape that the server knows
     * @return this
     */
    public RowTableBuilder edited(String column) {
        editedColumn = identifier("column", column);
        return this;
    }

    /**
     * All columns that this app knows and always writes, besides those of the keys, the stamp and the soft delete. A mutation
     * that lacks
     * one of them is refused when it is recorded, and what the server keeps in other columns makes no difference to this
     * client. Without them every column counts, and a default that the server adds to a pushed row comes back as a change.
     *
     * @param names any
     * @return this
     */
    public RowTableBuilder columns(String... names) {
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
    public RowTableBuilder times(String... names) {
        times = identifiers(names);
        return this;
    }

    /**
     * Tables whose rows have to be there before a row of this one; they must be among the dialect's tables.
     *
     * @param tables any
     * @return this
     */
    public RowTableBuilder parents(String... tables) {
        parents.addAll(identifiers(tables));
        return this;
    }

    /**
     * Names one parent table, and the columns of this table that hold the primary key of its rows. With them the dialect can tell
     * which row is missing when the server refuses a row and does not say why. Without them it takes any column that holds the
     * key of a row that is here and not on the server. Call it again for other columns.
     *
     * @param table the parent
     * @param columnNames as many as the parent's {@linkplain #key primary key} has, in its order
     * @return this
     */
    public RowTableBuilder parent(String table, String... columnNames) {
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

    static String identifier(String what, String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("the " + what + " must be an identifier, got '" + text + "'");
        }
        return text;
    }
}
