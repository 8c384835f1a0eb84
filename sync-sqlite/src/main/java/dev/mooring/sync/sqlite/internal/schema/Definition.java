package dev.mooring.sync.sqlite.internal.schema;

import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as the database declares it.
 *
 * @param name as the database spells it
 * @param columns all of them, generated ones, too
 * @param uniques what no two rows may share, an INTEGER PRIMARY KEY first
 * @param references to other tables, whether those sync or not
 * @param rowid the column that is another name of the rowid, or null
 */
public record Definition(
        String name,
        List<Declared> columns,
        List<Unique> uniques,
        List<Table.ForeignKey> references,
        @Nullable String rowid) {
    /**
     * A column.
     *
     * @param name as the database spells it
     * @param affinity of its declared type
     * @param notNull whether it refuses NULL
     * @param fallback SQL of its default, or null
     * @param generated whether it is computed from others
     */
    public record Declared(
            String name,
            Affinity affinity,
            boolean notNull,
            @Nullable String fallback,
            boolean generated) {
        /** What REPLACE writes for NULL: SQL, or null if NULL stays or is refused. */
        @Nullable
        public String insteadOfNull() {
            return notNull ? fallback : null;
        }
    }

    /**
     * A unique index or key.
     *
     * @param parts its columns; empty if one of them is an expression
     * @param predicate SQL that says for which rows it holds, or null if for all
     */
    public record Unique(List<Part> parts, @Nullable String predicate) {
        public List<String> columns() {
            List<String> columns = new ArrayList<>();
            for (Part part : parts) {
                columns.add(part.column());
            }
            return columns;
        }
    }

    /**
     * A column of a unique index.
     *
     * @param column its name
     * @param collation by which values are the same
     */
    public record Part(String column, String collation) {}

    @Nullable
    public Declared column(String named) {
        for (Declared column : columns) {
            if (Names.same(column.name(), named)) {
                return column;
            }
        }
        return null;
    }

    /** The unique index or key over exactly these columns, with its parts in their order, or null. */
    @Nullable
    public Unique over(List<String> key) {
        for (Unique unique : uniques) {
            if (unique.predicate() == null && unique.parts().size() == key.size()) {
                List<Part> parts = inOrder(unique, key);
                if (parts.size() == key.size()) {
                    return new Unique(parts, null);
                }
            }
        }
        return null;
    }

    private static List<Part> inOrder(Unique unique, List<String> key) {
        List<Part> parts = new ArrayList<>();
        for (String column : key) {
            for (Part part : unique.parts()) {
                if (Names.same(part.column(), column)) {
                    parts.add(part);
                }
            }
        }
        return parts;
    }

    /** The others besides that key. */
    public List<Unique> besides(Unique key) {
        List<Unique> others = new ArrayList<>();
        for (Unique unique : uniques) {
            boolean own = unique.predicate() == null
                    && unique.parts().size() == key.parts().size()
                    && unique.parts().containsAll(key.parts());
            if (!own) {
                others.add(unique);
            }
        }
        return Collections.unmodifiableList(others);
    }

    /** Section 3.1 of SQLite's page on datatypes; ANY is untyped in a STRICT table alone. */
    static Affinity affinity(String type, boolean strict) {
        String folded = Names.folded(type);
        if (folded.contains("int")) {
            return Affinity.INTEGER;
        }
        if (folded.contains("char") || folded.contains("clob") || folded.contains("text")) {
            return Affinity.TEXT;
        }
        if (folded.isEmpty() || folded.contains("blob") || (strict && folded.equals("any"))) {
            return Affinity.NONE;
        }
        boolean real = folded.contains("real") || folded.contains("floa") || folded.contains("doub");
        return real ? Affinity.REAL : Affinity.NUMERIC;
    }
}
