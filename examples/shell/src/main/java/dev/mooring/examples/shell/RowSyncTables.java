package dev.mooring.examples.shell;

import dev.mooring.examples.shell.SqlTable.Column;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import dev.mooring.sync.okhttp.rowsync.RowTableBuilder;
import dev.mooring.sync.sqlite.SyncedTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a row-sync server, as the dialect sees them and as the app does. What {@code --meta} does not say of a table is
 * taken from the SQL that makes it, where there is some.
 */
final class RowSyncTables {
    /** What the dialect sets whenever it sends a row. */
    private static final String STAMP = "lastModifiedAt";

    /** Times of edits, which these servers do not keep unless somebody says so; what is not kept would come back as a change. */
    private static final Set<String> EDITED = Set.of("editedAt", "updatedAt");

    private final Map<String, RowMeta> metas;
    private final List<SqlTable> tables;

    RowSyncTables(Options options, List<SqlTable> tables) {
        this.metas = RowMeta.read(tables.isEmpty() ? options.requiredMeta() : options.meta);
        this.tables = tables;
    }

    /** For the dialect: those of the SQL, and those that the server's description names besides. */
    List<RowTable> described() {
        Map<String, RowTable> described = new LinkedHashMap<>();
        Set<String> names = new HashSet<>(metas.keySet());
        tables.forEach(table -> names.add(table.name()));
        for (SqlTable table : tables) {
            described.put(table.name(), rowTable(metaOf(table), table, names));
        }
        for (RowMeta meta : metas.values()) {
            described.computeIfAbsent(meta.name(), name -> rowTable(meta, null, names));
        }
        return new ArrayList<>(described.values());
    }

    private RowMeta metaOf(SqlTable table) {
        return metas.getOrDefault(table.name(), RowMeta.silent(table.name()));
    }

    private static RowTable rowTable(RowMeta meta, @Nullable SqlTable sql, Set<String> names) {
        RowTableBuilder table = RowTable.builder(meta.name());
        List<String> key = key(meta, sql);
        if (!key.isEmpty()) {
            table.key(array(key));
        }
        if (!meta.texts("unique").isEmpty()) {
            table.unique(array(meta.texts("unique")));
        }
        if (meta.isTrue("nullsNotDistinct")) {
            table.nullsNotDistinct();
        }
        String deleted = softDelete(meta, sql);
        if (deleted != null) {
            table.softDelete(deleted);
        }
        String edited = meta.text("edited");
        if (edited != null) {
            table.edited(edited);
        }
        if (meta.isWithoutDelete()) {
            table.withoutDelete();
        }
        table.stamp(stamp(meta));
        lists(table, meta, sql, names);
        return table.build();
    }

    private static void lists(RowTableBuilder table, RowMeta meta, @Nullable SqlTable sql, Set<String> names) {
        List<String> columns = columns(meta, sql);
        if (!columns.isEmpty()) {
            table.columns(array(columns));
        }
        List<String> times = meta.texts("times");
        if (sql != null && !meta.says("times")) {
            times = fields(sql.columns().stream()
                    .filter(column -> column.type().matches("(DATETIME|TIMESTAMP).*"))
                    .toList());
        }
        if (!times.isEmpty()) {
            table.times(array(times));
        }
        List<String> parents = meta.texts("parents");
        if (sql != null && !meta.says("parents")) {
            parents = sql.parents().stream().filter(names::contains).toList();
        }
        if (!parents.isEmpty()) {
            table.parents(array(parents));
        }
    }

    private static List<String> key(RowMeta meta, @Nullable SqlTable sql) {
        return sql == null || meta.says("key")
                ? meta.texts("key")
                : sql.key().stream().map(name -> field(sql, name)).toList();
    }

    private static String stamp(RowMeta meta) {
        String stamp = meta.text("stamp");
        return stamp == null ? STAMP : stamp;
    }

    private static @Nullable String softDelete(RowMeta meta, @Nullable SqlTable sql) {
        if (meta.says("softDelete") || meta.isWithoutDelete()) {
            return meta.text("softDelete");
        }
        return sql == null || sql.column("deleted") == null ? null : "deleted";
    }

    /** All that travel: what the server fills in besides is no change of another's. */
    private static List<String> columns(RowMeta meta, @Nullable SqlTable sql) {
        if (sql == null || meta.says("columns")) {
            return meta.texts("columns");
        }
        List<Column> columns = new ArrayList<>(sql.columns());
        columns.removeIf(column -> column.generated()
                || column.field().equals(stamp(meta))
                || (EDITED.contains(column.field()) && !column.field().equals(meta.text("edited")))
                || column.field().equals(softDelete(meta, sql)));
        return fields(columns);
    }

    /** A table of the SQL, as the app sees it. */
    SyncedTable synced(SqlTable sql) {
        RowMeta meta = metaOf(sql);
        List<String> identity = meta.texts("unique").isEmpty() ? key(meta, sql) : meta.texts("unique");
        SyncedTable table = SyncedTable.named(sql.name()).columnsOnly();
        if (!identity.isEmpty()) {
            table = table.key(identity.stream().map(field -> name(sql, field)).toArray(String[]::new));
        }
        String deleted = softDelete(meta, sql);
        if (deleted != null && sql.column(deleted) != null) {
            table = table.softDelete(name(sql, deleted));
        }
        Column edited = sql.edited(String.valueOf(meta.text("edited")));
        if (edited != null) {
            table = table.stamp(edited.name());
        }
        return table.local(local(meta, sql));
    }

    /** What the dialect stamps, and what the server is said not to have. */
    private static String[] local(RowMeta meta, SqlTable sql) {
        Set<String> travel = new HashSet<>(columns(meta, sql));
        travel.addAll(key(meta, sql));
        travel.addAll(meta.texts("unique"));
        travel.add(String.valueOf(softDelete(meta, sql)));
        travel.add(String.valueOf(meta.text("edited")));
        return sql.columns().stream()
                .filter(column -> column.fillable() && !column.generated() && !travel.contains(column.field()))
                .map(Column::name)
                .toArray(String[]::new);
    }

    private static String name(SqlTable sql, String field) {
        Column column = sql.column(field);
        return column == null ? field : column.name();
    }

    private static String field(SqlTable sql, String name) {
        Column column = sql.column(name);
        return column == null ? name : column.field();
    }

    private static List<String> fields(List<Column> columns) {
        return columns.stream().map(Column::field).toList();
    }

    private static String[] array(List<String> texts) {
        return texts.toArray(String[]::new);
    }
}
