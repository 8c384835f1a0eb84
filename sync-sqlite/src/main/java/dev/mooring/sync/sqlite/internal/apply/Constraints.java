package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.schema.SqliteVersion;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the app's schema says of rows that belong together or exclude each other, as SQLite tells it. */
final class Constraints {
    private static final Pattern PARTIAL =
            Pattern.compile("\\)\\s*WHERE\\s+(.*)$", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** References of a table's rows to others, by the child's name in small letters. */
    final Map<String, List<Reference>> parents = new HashMap<>();

    /** The same, by the parent's name in small letters. */
    final Map<String, List<Reference>> children = new HashMap<>();

    private final SqlConnection<?> sql;
    private final SqliteVersion version;

    Constraints(SqlConnection<?> sql, SqliteVersion version) {
        this.sql = sql;
        this.version = version;
        Map<String, String> definitions = new HashMap<>();
        SqlStatement tables = sql.statement("SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type = 'table'");
        while (tables.next()) {
            definitions.put(tables.text(1), tables.text(2));
        }
        definitions.forEach((table, definition) -> {
            if (definition.toUpperCase(Locale.ROOT).contains("REFERENCES")) {
                read(table, definition.toUpperCase(Locale.ROOT).contains("DEFERRED"));
            }
        });
    }

    /**
     * A reference that the database declares.
     *
     * @param child table with the columns
     * @param parent table they refer to
     * @param columns there
     * @param parentColumns here, in the same order
     * @param blocks whether the parent cannot be deleted while there are children
     * @param deferred whether SQLite may look at it at commit only
     */
    record Reference(
            String child,
            String parent,
            List<String> columns,
            List<String> parentColumns,
            boolean blocks,
            boolean deferred) {}

    /**
     * A unique index besides the key's.
     *
     * @param columns of it
     * @param terms the columns with the collation of the index
     * @param more the condition of a partial index, to be appended, or empty
     */
    record Unique(List<String> columns, List<String> terms, String more) {}

    private void read(String table, boolean deferred) {
        SqlStatement list =
                sql.statement("SELECT id, \"table\", \"from\", \"to\", on_delete FROM pragma_foreign_key_list("
                        + literal(table) + ") ORDER BY id, seq");
        List<@Nullable Object[]> rows = new ArrayList<>();
        while (list.next()) {
            rows.add(new @Nullable Object[] {list.number(1), list.text(2), list.text(3), list.value(4), list.text(5)});
        }
        for (int i = 0; i < rows.size(); ) {
            Object id = rows.get(i)[0];
            String parent = String.valueOf(rows.get(i)[1]);
            String action = String.valueOf(rows.get(i)[4]);
            List<String> columns = new ArrayList<>();
            List<String> parentColumns = new ArrayList<>();
            for (; i < rows.size() && java.util.Objects.equals(rows.get(i)[0], id); i++) {
                columns.add(String.valueOf(rows.get(i)[2]));
                if (rows.get(i)[3] != null) {
                    parentColumns.add(String.valueOf(rows.get(i)[3]));
                }
            }
            boolean blocks = action.equals("NO ACTION") || action.equals("RESTRICT");
            add(new Reference(
                    table,
                    parent,
                    columns,
                    parentColumns.isEmpty() ? primaryKey(parent) : parentColumns,
                    blocks,
                    deferred));
        }
    }

    private void add(Reference reference) {
        if (reference.columns.size() == reference.parentColumns.size()) {
            parents.computeIfAbsent(lower(reference.child), name -> new ArrayList<>())
                    .add(reference);
            children.computeIfAbsent(lower(reference.parent), name -> new ArrayList<>())
                    .add(reference);
        }
    }

    private List<String> primaryKey(String table) {
        return strings("SELECT name FROM pragma_table_info(" + literal(table) + ") WHERE pk > 0 ORDER BY pk");
    }

    /** Columns that hold a value of their own. */
    List<String> stored(String table) {
        String columns = "pragma_table_" + (version.hasTableXinfo() ? "xinfo(" : "info(") + literal(table) + ")";
        return strings(
                "SELECT name FROM " + columns + (version.hasTableXinfo() ? " WHERE hidden = 0" : "") + " ORDER BY cid");
    }

    /** Whether columns are worked out when they are read. */
    boolean hasVirtualColumns(String table) {
        return version.hasTableXinfo()
                && !strings("SELECT name FROM pragma_table_xinfo(" + literal(table) + ") WHERE hidden = 2")
                        .isEmpty();
    }

    /** All uniquenesses but that of the key, if it is given. */
    List<Unique> uniques(String table, List<String> key) {
        List<Unique> uniques = new ArrayList<>();
        for (String index : strings(
                "SELECT name FROM pragma_index_list(" + literal(table) + ") WHERE \"unique\" = 1 ORDER BY name")) {
            List<String> columns = new ArrayList<>();
            List<String> terms = new ArrayList<>();
            SqlStatement parts = sql.statement("SELECT name, coll FROM pragma_index_xinfo(" + literal(index)
                    + ") WHERE \"key\" = 1 AND name IS NOT NULL ORDER BY seqno");
            while (parts.next()) {
                columns.add(parts.text(1));
                terms.add(RowSql.quote(parts.text(1)) + " COLLATE " + RowSql.quote(parts.text(2)));
            }
            if (!columns.isEmpty() && !columns.equals(key)) {
                uniques.add(new Unique(columns, terms, condition(index)));
            }
        }
        List<String> rowid = rowid(table);
        if (!rowid.isEmpty() && !rowid.equals(key)) {
            List<String> terms = new ArrayList<>();
            terms.add(RowSql.quote(rowid.get(0)));
            uniques.add(new Unique(rowid, terms, ""));
        }
        return uniques;
    }

    /** The column for whose NULL SQLite chooses a number; empty if there is none. */
    List<String> rowid(String table) {
        return strings("SELECT name FROM pragma_table_info(" + literal(table)
                + ") WHERE pk = 1 AND upper(type) = 'INTEGER' AND (SELECT max(pk) FROM pragma_table_info("
                + literal(table) + ")) = 1");
    }

    /** Whether a table compares texts by more than their bytes. */
    boolean aliases(String table) {
        return !strings("SELECT name FROM sqlite_master WHERE type IN ('table', 'index') AND tbl_name = "
                        + literal(table) + " AND upper(sql) LIKE '%COLLATE%'")
                .isEmpty();
    }

    private String condition(String index) {
        List<String> definition = strings(
                "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND name = " + literal(index));
        Matcher partial = PARTIAL.matcher(definition.isEmpty() ? "" : definition.get(0));
        return partial.find() ? " AND (" + partial.group(1) + ")" : "";
    }

    private List<String> strings(String query) {
        List<String> strings = new ArrayList<>();
        SqlStatement select = sql.statement(query);
        while (select.next()) {
            strings.add(select.text(1));
        }
        return strings;
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
