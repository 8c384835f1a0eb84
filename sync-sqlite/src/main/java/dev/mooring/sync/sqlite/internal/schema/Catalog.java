package dev.mooring.sync.sqlite.internal.schema;

import dev.mooring.sync.sqlite.internal.schema.Definition.Declared;
import dev.mooring.sync.sqlite.internal.schema.Definition.Part;
import dev.mooring.sync.sqlite.internal.schema.Definition.Unique;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads how tables are declared. What it has read it keeps in mind, as SQLite finds one table by looking at all of them: one instance
 * serves one transaction, in which no table of the app's is altered any more.
 */
public final class Catalog {
    private static final int STORED = 3;
    private static final int VIRTUAL = 2;

    private final SqlConnection<?> sql;
    private final SqliteVersion version;
    private final Map<String, Definition> definitions = new HashMap<>();

    /** Tables and views by their names as {@link Names#folded}; null as long as nobody asked. */
    private @Nullable Map<String, Named> named;

    public Catalog(SqlConnection<?> sql) {
        this.sql = sql;
        version = SqliteVersion.of(sql);
    }

    /** What has a name: its name as it is spelt, what it is, and whether it is a strict table. */
    private record Named(String name, String kind, boolean strict) {}

    /** What a name stands for: "table", or why it is none that can sync. */
    public String kind(String name) {
        Named found = named().get(Names.folded(name));
        if (found != null) {
            return found.kind();
        }
        boolean temporary =
                first("SELECT name, type FROM sqlite_temp_master WHERE name = ? COLLATE NOCASE", name) != null;
        return temporary ? "a temporary table" : "not there";
    }

    private Map<String, Named> named() {
        Map<String, Named> all = named;
        if (all == null) {
            all = new HashMap<>();
            Map<String, Named> listed = listed();
            SqlStatement each = sql.statement("SELECT name, type, coalesce(substr(sql, 1, 14), '') FROM sqlite_master"
                    + " WHERE type IN ('table', 'view')");
            while (each.next()) {
                String name = each.text(1);
                Named known = listed.get(name);
                String kind = "table";
                if (each.text(2).equals("view")) {
                    kind = "a view";
                } else if (Names.folded(each.text(3)).equals("create virtual")) {
                    kind = "a virtual table";
                } else if (known != null && known.kind().equals("shadow")) {
                    kind = "a part of a virtual table";
                }
                all.put(Names.folded(name), new Named(name, kind, known != null && known.strict()));
            }
            named = all;
        }
        return all;
    }

    /** Kind and strictness, by the very names, as far as this SQLite knows them. */
    private Map<String, Named> listed() {
        Map<String, Named> listed = new HashMap<>();
        if (version.hasTableList()) {
            SqlStatement each = sql.statement("SELECT name, type, strict FROM pragma_table_list WHERE schema = 'main'");
            while (each.next()) {
                listed.put(each.text(1), new Named(each.text(1), each.text(2), each.number(3) == 1));
            }
        }
        return listed;
    }

    private String @Nullable [] first(String query, String name) {
        SqlStatement select = sql.statement(query).set(1, name);
        if (!select.next()) {
            return null;
        }
        String[] row = {select.text(1), select.text(2)};
        select.reset();
        return row;
    }

    /** How a table is declared whose {@link #kind} is "table". */
    public Definition table(String named) {
        return definitions.computeIfAbsent(Names.folded(named), name -> read(named));
    }

    private Definition read(String named) {
        Named found = named().get(Names.folded(named));
        String name = found == null ? named : found.name();
        boolean strict = found != null && found.strict();
        List<Declared> columns = new ArrayList<>();
        String rowid = null;
        int primary = 0;
        SqlStatement each = sql.statement("SELECT name, type, \"notnull\", dflt_value, pk, "
                        + (version.hasTableXinfo()
                                ? "hidden FROM pragma_table_xinfo(?)"
                                : "0 FROM pragma_table_info(?)"))
                .set(1, name);
        while (each.next()) {
            Object fallback = each.value(4);
            boolean generated = each.number(6) == VIRTUAL || each.number(6) == STORED;
            String type = each.text(2);
            columns.add(new Declared(
                    each.text(1),
                    Definition.affinity(type, strict),
                    each.number(3) != 0,
                    fallback == null ? null : fallback.toString(),
                    generated));
            if (each.number(5) > 0) {
                primary++;
                rowid = Names.folded(type).equals("integer") ? each.text(1) : null;
            }
        }
        List<Index> indexes = indexes(name);
        // A key that has an index of its own is no other name of the rowid.
        boolean alias = rowid != null && primary == 1 && !hasPrimary(indexes);
        return new Definition(
                name,
                Collections.unmodifiableList(columns),
                uniques(alias ? rowid : null, indexes),
                references(name),
                alias ? rowid : null);
    }

    private record Index(String name, String origin, boolean partial) {}

    private List<Index> indexes(String table) {
        List<Index> indexes = new ArrayList<>();
        SqlStatement each = sql.statement("SELECT name, origin, partial FROM pragma_index_list(?) WHERE \"unique\"")
                .set(1, table);
        while (each.next()) {
            indexes.add(new Index(each.text(1), each.text(2), each.number(3) != 0));
        }
        return indexes;
    }

    private @Nullable String predicate(String index) {
        String[] text = first("SELECT coalesce(sql, ''), '' FROM sqlite_master WHERE name = ?", index);
        return text == null ? null : IndexText.predicate(text[0]);
    }

    private static boolean hasPrimary(List<Index> indexes) {
        for (Index index : indexes) {
            if (index.origin().equals("pk")) {
                return true;
            }
        }
        return false;
    }

    private List<Unique> uniques(@Nullable String rowid, List<Index> indexes) {
        List<Unique> uniques = new ArrayList<>();
        if (rowid != null) {
            uniques.add(new Unique(Collections.singletonList(new Part(rowid, "BINARY")), null));
        }
        for (Index index : indexes) {
            String predicate = index.partial() ? predicate(index.name()) : null;
            Unique unique = new Unique(parts(index.name()), predicate);
            uniques.add(index.origin().equals("pk") ? 0 : uniques.size(), unique);
        }
        return Collections.unmodifiableList(uniques);
    }

    private List<Part> parts(String index) {
        List<Part> parts = new ArrayList<>();
        boolean expression = false;
        SqlStatement each = sql.statement("SELECT cid, name, coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno")
                .set(1, index);
        while (each.next()) {
            if (each.number(1) < 0) {
                expression = true;
            } else {
                parts.add(new Part(each.text(2), each.text(3)));
            }
        }
        return expression ? Collections.emptyList() : Collections.unmodifiableList(parts);
    }

    private List<Table.ForeignKey> references(String table) {
        TreeMap<Long, String> parents = new TreeMap<>();
        TreeMap<Long, List<String>> from = new TreeMap<>();
        TreeMap<Long, List<String>> to = new TreeMap<>();
        SqlStatement each = sql.statement(
                        "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?) ORDER BY id, seq")
                .set(1, table);
        while (each.next()) {
            long id = each.number(1);
            parents.put(id, each.text(2));
            from.computeIfAbsent(id, any -> new ArrayList<>()).add(each.text(3));
            List<String> there = to.computeIfAbsent(id, any -> new ArrayList<>());
            Object parentColumn = each.value(4);
            if (parentColumn != null) {
                there.add(parentColumn.toString());
            }
        }
        List<Table.ForeignKey> references = new ArrayList<>();
        parents.forEach((id, parent) -> references.add(new Table.ForeignKey(
                parent, from.getOrDefault(id, Collections.emptyList()), to.getOrDefault(id, Collections.emptyList()))));
        return Collections.unmodifiableList(references);
    }

    /** Columns of the primary key, in its order. */
    public List<String> primaryKey(String table) {
        List<String> columns = new ArrayList<>();
        SqlStatement each = sql.statement("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk")
                .set(1, table);
        while (each.next()) {
            columns.add(each.text(1));
        }
        return columns;
    }
}
