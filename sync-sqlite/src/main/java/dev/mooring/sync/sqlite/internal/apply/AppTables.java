package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.apply.Aside.Blocker;
import dev.mooring.sync.sqlite.internal.apply.Constraints.Reference;
import dev.mooring.sync.sqlite.internal.apply.Constraints.Unique;
import dev.mooring.sync.sqlite.internal.capture.Ended;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.format.KeyText;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.SqliteVersion;
import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All synced tables through one connection, with what the schema says of them. */
final class AppTables {
    final List<AppTable> parentsFirst = new ArrayList<>();
    final Format format;

    private final SqlConnection<?> sql;
    private final Constraints constraints;
    private final SqlStatement foreignKeys;
    private final Map<String, AppTable> byName = new HashMap<>();
    private final Map<String, AppTable> byCollection = new HashMap<>();
    private final Map<String, List<Unique>> uniques = new HashMap<>();
    private boolean enforced;
    private boolean deferred;

    AppTables(SqlConnection<?> sql, Shapes shapes) {
        this.sql = sql;
        this.format = shapes.format();
        SqliteVersion version = SqliteVersion.of(sql);
        constraints = new Constraints(sql, version);
        foreignKeys = sql.statement("PRAGMA foreign_keys");
        for (Shape shape : shapes.parentsFirst()) {
            AppTable table = new AppTable(
                    sql,
                    version,
                    version.hasUpsert(constraints.hasVirtualColumns(shape.name())),
                    shape,
                    constraints.stored(shape.name()),
                    constraints.rowid(shape.name()),
                    constraints.aliases(shape.name()) || shape.hasKeyOfAnyType());
            parentsFirst.add(table);
            byName.put(Constraints.lower(shape.name()), table);
            byCollection.put(shape.collection, table);
            uniques.put(
                    shape.name(),
                    constraints.uniques(
                            shape.name(),
                            table.aliases()
                                    ? Collections.emptyList()
                                    : shape.table.form().key()));
        }
    }

    /** Looks whether references are enforced on this connection; where they are not, nobody looks at them here, either. */
    void begin() {
        foreignKeys.next();
        enforced = foreignKeys.number(1) != 0;
        deferred = false;
        foreignKeys.reset();
    }

    /**
     * Has references looked at by nobody, or by SQLite again, with each statement. To end it makes SQLite forget those that it
     * found broken.
     *
     * <p>But many versions count the broken ones apart before and after this is called, also those that they look at at commit. A row
     * that breaks one has to be written and taken out under the same rule, or the commit fails for a row that is not there.
     */
    void deferReferences(boolean defer) {
        if (enforced && defer != deferred) {
            sql.statement("PRAGMA defer_foreign_keys = " + (defer ? "ON" : "OFF"))
                    .run();
            deferred = defer;
        }
    }

    /** Has references looked at by nobody while a table is written to that SQLite looks at at commit only. */
    void deferReferencesOf(AppTable table) {
        deferReferences(isLookedAtAtCommit(table));
    }

    /** Whether SQLite does not look at a reference of a table before the commit. */
    boolean isLookedAtAtCommit(AppTable table) {
        for (Reference reference : parents(table)) {
            if (reference.deferred()) {
                return true;
            }
        }
        return false;
    }

    boolean isDeferred() {
        return deferred;
    }

    /** Tells the keys of the rows of a table that captures end which nobody has taken in. */
    void ended(Shape shape, Consumer<String> key) {
        Ended.each(sql, shape.name(), values -> key.accept(format.key(shape, values)));
    }

    @Nullable
    AppTable ofCollection(String collection) {
        return byCollection.get(collection);
    }

    @Nullable
    AppTable named(String table) {
        return byName.get(Constraints.lower(table));
    }

    /** Whether the app's table has the row of a key. */
    boolean isThere(AppTable table, String key) {
        return table.row(format.keyValues(table.shape, key)) != null;
    }

    AppTable of(Shape shape) {
        AppTable table = named(shape.name());
        if (table == null) {
            throw new IllegalStateException("table " + shape.name() + " is not synced");
        }
        return table;
    }

    List<Unique> uniques(AppTable table) {
        return uniques.getOrDefault(table.shape.name(), Collections.emptyList());
    }

    /** References to a table, as far as they are enforced. */
    List<Reference> children(AppTable table) {
        return enforced
                ? constraints.children.getOrDefault(Constraints.lower(table.shape.name()), Collections.emptyList())
                : Collections.emptyList();
    }

    /** References of a table, as far as they are enforced. */
    List<Reference> parents(AppTable table) {
        return enforced
                ? constraints.parents.getOrDefault(Constraints.lower(table.shape.name()), Collections.emptyList())
                : Collections.emptyList();
    }

    /** Whether a reference is to other columns than the key. */
    boolean isBesideKey(AppTable parent, Reference reference) {
        Set<String> key = new HashSet<>();
        parent.shape.table.form().key().forEach(column -> key.add(Constraints.lower(column)));
        Set<String> named = new HashSet<>();
        reference.parentColumns().forEach(column -> named.add(Constraints.lower(column)));
        return !key.equals(named);
    }

    /** Whether a table, synced or not, has a row with these values. */
    boolean has(String table, List<String> columns, @Nullable Object[] values) {
        List<String> terms = quoted(columns);
        SqlStatement select = sql.statement("SELECT 1 FROM " + RowSql.quote(table) + RowSql.where(terms, values));
        for (int i = 0; i < values.length; i++) {
            select.bind(i + 1, values[i]);
        }
        boolean found = select.next();
        if (found) {
            select.reset();
        }
        return found;
    }

    static List<String> quoted(List<String> columns) {
        List<String> quoted = new ArrayList<>(columns.size());
        for (String column : columns) {
            quoted.add(RowSql.quote(column));
        }
        return quoted;
    }

    /** What a row waits for whose parent is not there. */
    Blocker parent(Reference reference, @Nullable Object[] values) {
        AppTable parent = named(reference.parent());
        if (parent == null) {
            return Blocker.NONE;
        }
        Shape shape = parent.shape;
        // Where other texts are the same key, a row may name its parent by another one.
        if (isBesideKey(parent, reference) || parent.aliases()) {
            return new Blocker(shape.collection, "");
        }
        @Nullable Object[] key = new @Nullable Object[shape.key.length];
        for (int i = 0; i < key.length; i++) {
            for (int j = 0; j < values.length; j++) {
                if (reference.parentColumns().get(j).equalsIgnoreCase(shape.columns.get(shape.key[i]))) {
                    key[i] = converted(values[j], shape.affinities[shape.key[i]]);
                }
            }
        }
        return new Blocker(shape.collection, format.key(shape, key));
    }

    /** As the parent's column would hold it. */
    private static @Nullable Object converted(@Nullable Object value, Affinity affinity) {
        if (value instanceof String text && KeyText.isNumeric(affinity) && KeyText.looksLikeNumber(text)) {
            return converted(KeyText.number(text), affinity);
        }
        if (value instanceof Long number && affinity == Affinity.REAL) {
            return number.doubleValue();
        }
        if (value instanceof Double real && KeyText.isNumeric(affinity) && affinity != Affinity.REAL) {
            return real == Math.rint(real) && Math.abs(real) < 1e15 ? (Object) real.longValue() : (Object) real;
        }
        return value instanceof Long && affinity == Affinity.TEXT ? value.toString() : value;
    }
}
