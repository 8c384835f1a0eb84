package dev.mooring.examples.shell;

import dev.mooring.examples.shell.SqlTable.Column;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** How the tables of {@code --tables} sync, by what their SQL says. References that it declares are known without a word. */
final class Mapping {
    /** Fields of an entity-sync server that are not in camelCase. */
    private static final Set<String> AS_THEY_ARE = Set.of("session_id", "target_value", "current_value", "target_date");

    private Mapping() {}

    /** As row changes, for logs that look at nothing. */
    static SyncedTables changes(Options options, List<SqlTable> tables) {
        return all(RowFormat.CHANGES, tables, Mapping::keyed);
    }

    /** As rows of a row-sync server, whose booleans are numbers and whose JSON is text. */
    static SyncedTables rows(Options options, List<SqlTable> tables) {
        return all(RowFormat.ROWS, tables, new RowSyncTables(options, tables)::synced);
    }

    /** As entities, of which {@code updatedAt} says which of two is the later. */
    static SyncedTables entities(Options options, List<SqlTable> tables) {
        return all(RowFormat.ENTITIES, tables, Mapping::entity);
    }

    /** As cells, whose keys are the primary keys. */
    static SyncedTables cells(Options options, List<SqlTable> tables) {
        return all(RowFormat.CELLS, tables, Mapping::keyed);
    }

    private static SyncedTables all(
            RowFormat format, List<SqlTable> tables, Function<SqlTable, SyncedTable> description) {
        SyncedTables.Builder all = SyncedTables.builder().format(format);
        tables.stream().map(description).forEach(all::table);
        return all.build();
    }

    private static SyncedTable keyed(SqlTable sql) {
        SyncedTable table = SyncedTable.named(sql.name());
        return sql.key().isEmpty() ? table : table.key(sql.key().toArray(String[]::new));
    }

    private static SyncedTable entity(SqlTable sql) {
        SyncedTable table = keyed(sql).collection(new Column(sql.name(), "", true, false).field());
        Column edited = sql.edited("updated_at");
        if (edited != null) {
            table = table.stamp(edited.name());
        }
        for (Column column : sql.columns()) {
            if (AS_THEY_ARE.contains(column.name())) {
                table = table.field(column.name(), column.name());
            }
            if (column.type().contains("JSON")) {
                table = table.json(column.name());
            } else if (column.type().startsWith("BOOL")) {
                table = table.booleans(column.name());
            }
        }
        return table;
    }
}
