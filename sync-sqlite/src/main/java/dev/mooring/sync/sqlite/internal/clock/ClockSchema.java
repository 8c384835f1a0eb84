package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.sqlite.internal.capture.Adoption;
import dev.mooring.sync.sqlite.internal.schema.Catalog;
import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.Table.Column;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps clocks in step with the app's tables, in the transaction in which the storage is opened.
 *
 * <p>A column that was never here has its cells from the server, with their values beside the rows; it needs nothing when it comes. The
 * values of a column that was dropped are gone. So when it comes again, or a table does, its clocks are forgotten, and all is pulled from
 * the start once, as another site: what is known already changes nothing.
 */
public final class ClockSchema {
    /** Only the server has had it so far. */
    private static final int NEVER_HERE = 0;

    private static final int HERE = 1;
    private static final int DROPPED = 2;

    private static final int SLICE = 500;

    private final SqlConnection<?> sql;
    private final String database;
    private final ClockTable clocks;
    private final Fields fields;
    private boolean again;

    private ClockSchema(SqlConnection<?> sql, String database) {
        this.sql = sql;
        this.database = database;
        clocks = new ClockTable(sql, false);
        fields = new Fields(sql, false);
    }

    /**
     * Looks at the tables as they are now.
     *
     * @throws IllegalStateException that says which table cannot have clocks, and what to do
     */
    public static void open(SqlConnection<?> sql, Tables tables, String database) {
        new ClockSchema(sql, database).open(tables);
    }

    /** Looks at the tables again while the storage is open, which may have more columns by now. */
    public static void follow(SqlConnection<?> sql, Tables tables, String database) {
        ClockSchema schema = new ClockSchema(sql, database);
        Map<String, Map<String, Integer>> known = schema.known();
        for (Table table : tables.parentsFirst()) {
            schema.here(table, known.getOrDefault(table.name(), new HashMap<>()));
        }
        schema.finish();
    }

    /**
     * The tables as the app describes them, each with its primary key where no key is named.
     *
     * @throws IllegalStateException that says which table cannot have clocks by its key, and what to do
     */
    public static List<TableSpec> keyed(SqlConnection<?> sql, List<TableSpec> specs, String database) {
        Catalog catalog = new Catalog(sql);
        List<TableSpec> keyed = new ArrayList<>();
        for (TableSpec spec : specs) {
            List<String> primary = catalog.primaryKey(spec.name());
            if (!"table".equals(catalog.kind(spec.name()))) {
                keyed.add(spec); // Refused as in every format.
            } else if (primary.isEmpty()) {
                throw refusal(
                        spec.name(),
                        database,
                        "it has no primary key, by which the server names its rows; make it anew with the server's"
                                + " one");
            } else if (!spec.key().isEmpty() && !Names.same(spec.key(), primary)) {
                throw refusal(
                        spec.name(),
                        database,
                        "its key " + spec.key() + " is not its primary key " + primary
                                + ", by which the server names its rows; name the columns of the primary key, in its"
                                + " order, or name no key");
            } else {
                keyed.add(spec.keyed(primary));
            }
        }
        return keyed;
    }

    private void open(Tables tables) {
        Map<String, Map<String, Integer>> known = known();
        for (Table table : tables.parentsFirst()) {
            table(table, known.getOrDefault(table.name(), new HashMap<>()));
            known.remove(table.name());
        }
        for (Map.Entry<String, Map<String, Integer>> each : known.entrySet()) {
            if (each.getValue().getOrDefault("", NEVER_HERE) == HERE) {
                forget(fields.table(each.getKey()));
                state(each.getKey(), "", DROPPED);
            }
        }
        finish();
    }

    private void finish() {
        if (again) {
            pullAgain();
        }
        ClockedTables.site(sql);
    }

    private Map<String, Map<String, Integer>> known() {
        Map<String, Map<String, Integer>> known = new HashMap<>();
        SqlStatement each = sql.statement("SELECT tbl, name, here FROM mooring_field");
        while (each.next()) {
            known.computeIfAbsent(each.text(1), any -> new HashMap<>()).put(each.text(2), (int) each.number(3));
        }
        return known;
    }

    private void table(Table table, Map<String, Integer> known) {
        if (known.getOrDefault("", NEVER_HERE) != HERE) {
            again = true; // What came of it was passed over.
            state(table.name(), "", HERE);
            if (!Adoption.isPossible(sql, table.name())) {
                Adoption.list(sql, table); // It has been synced in another format, and its rows have no clocks.
            }
        }
        checkKey(table);
        Set<String> here = here(table, known);
        known.forEach((column, state) -> {
            if (!column.isEmpty() && state == HERE && !here.contains(column)) {
                state(table.name(), column, DROPPED);
            }
        });
    }

    /** The columns of a table, each of which counts as here from now on. */
    private Set<String> here(Table table, Map<String, Integer> known) {
        Set<String> here = new HashSet<>();
        for (Column column : table.columns()) {
            if (column.name().equals(Cell.SENTINEL)) {
                throw refusal(table, "its column " + Cell.SENTINEL + " has the name of no column; give it another one");
            }
            here.add(column.name());
            int state = known.getOrDefault(column.name(), NEVER_HERE);
            if (state == DROPPED) {
                forgetColumn(fields.table(table.name()), fields.of(table.name(), column.name()));
                again = true;
            }
            if (state != HERE) {
                state(table.name(), column.name(), HERE);
            }
        }
        return here;
    }

    private IllegalStateException refusal(Table table, String why) {
        return refusal(table.name(), database, why);
    }

    private static IllegalStateException refusal(String table, String database, String why) {
        return new IllegalStateException("table " + table + " of " + database + " cannot sync cell by cell: " + why
                + ". Nothing was changed, and the storage is not open");
    }

    /** Clocks name rows by the key as it was. */
    private void checkKey(Table table) {
        List<String> parts = new ArrayList<>();
        for (Column column : table.columns()) {
            int place = table.form().key().indexOf(column.name());
            if (place >= 0) {
                parts.add(place + " " + Names.quoted(column.name()) + ' ' + column.affinity());
            }
        }
        String now = String.join(", ", parts);
        int number = fields.table(table.name());
        SqlStatement key =
                sql.statement("SELECT keyed FROM mooring_field WHERE id = ?").set(1, number);
        String before = key.next() ? key.text(1) : "";
        key.reset();
        if (!before.isEmpty() && !before.equals(now) && hasClocks(number)) {
            throw refusal(
                    table,
                    "its primary key was " + before + " and is " + now
                            + ", and its rows have clocks by the one before; put it back and sync, open the storage"
                            + " once without the table, and change the key then");
        }
        sql.statement("UPDATE mooring_field SET keyed = ? WHERE id = ? AND keyed <> ?")
                .set(1, now)
                .set(2, number)
                .set(3, now)
                .run();
    }

    private boolean hasClocks(int table) {
        SqlStatement any = sql.statement("SELECT EXISTS (SELECT 1 FROM mooring_clock WHERE tbl = ?)")
                .set(1, table);
        any.next();
        boolean some = any.number(1) != 0;
        any.reset();
        return some;
    }

    private void state(String table, String column, int state) {
        sql.statement("UPDATE mooring_field SET here = ? WHERE id = ?")
                .set(1, state)
                .set(2, fields.of(table, column))
                .run();
    }

    private void forget(int table) {
        sql.statement("DELETE FROM mooring_clock WHERE tbl = ?").set(1, table).run();
    }

    private void forgetColumn(int table, int column) {
        String key = "";
        for (List<ClockTable.Entry> some = clocks.after(table, key, SLICE);
                !some.isEmpty() && some.get(0).table() == table;
                some = clocks.after(table, key, SLICE)) {
            for (ClockTable.Entry each : some) {
                if (each.table() == table) {
                    key = each.key();
                    each.clock().forget(column);
                    if (each.clock().isChanged()) {
                        clocks.put(table, key, each.clock());
                    }
                }
            }
        }
    }

    /** As another site, as the server shows a site nothing of its own. */
    private void pullAgain() {
        SqlStatement cursor = sql.statement("SELECT cursor FROM mooring_scope");
        boolean begun = cursor.next() && !cursor.text(1).isEmpty();
        cursor.reset();
        if (begun) {
            new Sites(sql).begin();
            sql.statement("UPDATE mooring_scope SET cursor = '', position = 0").run();
        }
    }
}
