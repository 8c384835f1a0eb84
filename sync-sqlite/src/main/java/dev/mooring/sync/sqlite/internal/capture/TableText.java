package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.internal.schema.Definition;
import dev.mooring.sync.sqlite.internal.schema.Definition.Declared;
import dev.mooring.sync.sqlite.internal.schema.Definition.Part;
import dev.mooring.sync.sqlite.internal.schema.Definition.Unique;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.internal.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Pieces of SQL over the columns of one table that is captured.
 *
 * @param definition of the table
 * @param form its captured columns and key
 * @param key the unique key over the key's columns, in their order
 */
record TableText(Definition definition, Form form, Unique key) {
    /** Milliseconds since 1970; older SQLites than Android 14's have no shorter way to say it. */
    static final String NOW = "CAST((julianday('now') - 2440587.5) * 86400000 + 0.5 AS INTEGER)";

    /** That the library itself is not at work on this connection. */
    static final String QUIET = "NOT EXISTS (SELECT 1 FROM mooring_applying)";

    String table() {
        return Names.quoted(definition.name());
    }

    int width() {
        return form.columns().size();
    }

    /** Value columns of the journal, from the first to the last. */
    static String values(int first, int last) {
        StringBuilder values = new StringBuilder();
        for (int i = first; i <= last; i++) {
            values.append(i == first ? "" : ", ").append('v').append(i);
        }
        return values.toString();
    }

    /** The captured columns of NEW, OLD or an alias. */
    String row(String prefix) {
        return joined(form.columns(), ", ", column -> prefix + '.' + Names.quoted(column));
    }

    /**
     * What names a row of NEW, OLD or an alias in {@code by} and {@code key} of the scratch table. The plus takes the column's
     * affinity away, with which SQLite could not use the index there.
     */
    String name(String prefix) {
        return name(form.key(), column -> prefix + '.' + Names.quoted(column));
    }

    /** The same, of other values by key column. */
    static String name(List<String> columns, Function<String, String> value) {
        return columns.size() == 1
                ? '+' + value.apply(columns.get(0))
                : joined(columns, " || ',' || ", column -> "quote(" + value.apply(column) + ')');
    }

    /** The value column of the journal that holds a column. */
    static String value(Form form, String column) {
        return "v" + (form.columns().indexOf(column) + 1);
    }

    /** That the key of a row, as an index can find it, is that of another: NEW, OLD, or value columns. */
    String sameKey(String row, Function<String, String> other) {
        return joined(key.parts(), " AND ", part -> {
            String column = row + Names.quoted(part.column());
            String value = other.apply(part.column());
            return column + " = " + value + " COLLATE " + Names.quoted(part.collation()) + " AND " + column + " IS "
                    + value + " COLLATE BINARY" + sameType(part.column(), column, value);
        });
    }

    /** Without a type of its own, a column tells 1 and 1.0 apart, and a unique index does not. */
    private String sameType(String name, String column, String value) {
        Declared declared = definition.column(name);
        boolean untyped = declared == null || declared.affinity() == Table.Affinity.NONE;
        return untyped ? " AND typeof(" + column + ") = typeof(" + value + ')' : "";
    }

    /** That two of NEW, OLD and an alias have different values somewhere. */
    static String differ(List<String> columns, String one, String other) {
        List<String> terms = new ArrayList<>();
        for (String column : columns) {
            String name = '.' + Names.quoted(column);
            terms.add(one + name + " IS NOT " + other + name + " COLLATE BINARY");
        }
        return any(terms);
    }

    /** The same, where it matters whether a number is an integer. Rarely so alone; therefore looked at last. */
    String differInType(String one, String other) {
        List<String> terms = new ArrayList<>();
        for (String captured : form.columns()) {
            Declared column = definition.column(captured);
            Table.Affinity affinity = column == null ? Table.Affinity.NONE : column.affinity();
            if (affinity != Table.Affinity.TEXT && affinity != Table.Affinity.REAL) {
                String name = '.' + Names.quoted(captured);
                terms.add("typeof(" + one + name + ") <> typeof(" + other + name + ')');
            }
        }
        return any(terms);
    }

    /** That NEW has another key than OLD, as the very values. */
    String renamed() {
        List<String> terms = new ArrayList<>();
        terms.add(differ(form.key(), "OLD", "NEW"));
        for (String column : form.key()) {
            String name = '.' + Names.quoted(column);
            String same = sameType(column, "OLD" + name, "NEW" + name);
            if (!same.isEmpty()) {
                terms.add("NOT (1" + same + ')');
            }
        }
        return any(terms);
    }

    /** That NEW is not what OLD was, in the captured columns. */
    String changed() {
        String values = differ(form.columns(), "OLD", "NEW");
        String types = differInType("OLD", "NEW");
        return '(' + (types.equals("0") ? values : values + " OR " + types) + ')';
    }

    /** That a row is in the way of NEW. Where NEW brings NULL for a column with a default, REPLACE writes the default. */
    String conflict(Unique unique, String row) {
        String same = joined(unique.parts(), " AND ", (Part part) -> {
            String name = Names.quoted(part.column());
            Declared column = definition.column(part.column());
            String instead = column == null ? null : column.insteadOfNull();
            String value = instead == null ? "NEW." + name : "coalesce(NEW." + name + ", " + instead + ')';
            return row + '.' + name + " = " + value + " COLLATE " + Names.quoted(part.collation());
        });
        String predicate = unique.predicate();
        // On a line of its own, as it may end with a comment.
        return predicate == null ? same : same + " AND (" + predicate + "\n)";
    }

    /** In halves of halves: SQLite takes a thousand levels of an expression, and more columns than that. */
    static String any(List<String> terms) {
        if (terms.size() < 3) {
            return terms.isEmpty() ? "0" : String.join(" OR ", terms);
        }
        int half = terms.size() / 2;
        return '(' + any(terms.subList(0, half)) + ") OR (" + any(terms.subList(half, terms.size())) + ')';
    }

    static <T> String joined(List<T> parts, String between, Function<T, String> text) {
        StringBuilder joined = new StringBuilder();
        for (T part : parts) {
            joined.append(joined.length() == 0 ? "" : between).append(text.apply(part));
        }
        return joined.toString();
    }
}
