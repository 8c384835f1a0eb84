package dev.mooring.systemtests.tables;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes a random schema: two to four tables, and triggers of the app's own. */
final class SchemaMaker {
    /** What keeps a trigger of the app from repeating what other devices' triggers have done. */
    private static final String GUARD = "NOT EXISTS (SELECT 1 FROM mooring_applying)";

    private final Chance chance;
    private final Set<Feature> features = EnumSet.noneOf(Feature.class);
    private final List<Table> tables = new ArrayList<>();
    private final List<String> create = new ArrayList<>();
    private final List<String> late = new ArrayList<>();

    SchemaMaker(Chance chance) {
        this.chance = chance;
    }

    AppSchema make() {
        int count = chance.between(2, 4);
        for (int i = 1; i <= count; i++) {
            TableMaker maker = new TableMaker(chance, features, "t" + i);
            Table table = maker.make(tables);
            tables.add(table);
            create.add(table.create());
            create.addAll(maker.indexes());
        }
        String searched = chance.oneIn(2) ? "" : search(chance.pick(tables));
        for (Table table : List.copyOf(tables)) {
            triggers(table);
        }
        if (chance.oneIn(2)) {
            audit(chance.pick(tables));
        }
        boolean recursive = chance.oneIn(2) && features.add(Feature.RECURSIVE_TRIGGERS);
        return new AppSchema(tables, create, late, searched, recursive, features);
    }

    private void triggers(Table table) {
        if (chance.oneIn(4)) {
            features.add(Feature.TOUCH);
            trigger("CREATE TRIGGER " + table.name() + "_touch AFTER UPDATE OF c1 ON " + table.name()
                    + " WHEN NEW.touched IS OLD.touched AND " + GUARD + " BEGIN UPDATE " + table.name()
                    + " SET touched = coalesce(touched, 0) + 1 WHERE " + table.isRow("NEW") + "; END");
        }
        if (chance.oneIn(6)) {
            features.add(Feature.VETO);
            trigger("CREATE TRIGGER " + table.name() + "_veto BEFORE INSERT ON " + table.name()
                    + " WHEN NEW.c1 IS 'bread' AND " + GUARD + " BEGIN SELECT RAISE(IGNORE); END");
        }
    }

    private void trigger(String sql) {
        if (chance.oneIn(3)) {
            features.add(Feature.LATE_TRIGGER);
            late.add(sql);
        } else {
            create.add(sql);
        }
    }

    /** Into another table that syncs; under the guard, as the other devices get the row anyway. */
    private void audit(Table table) {
        features.add(Feature.AUDIT);
        Column id = new Column("id", "INTEGER PRIMARY KEY", Value.SMALL_INTEGER::literal, true, true);
        Column what = new Column("what", "TEXT", Value.TEXT::literal, false, false);
        Table audit = new Table(AppSchema.AUDIT, KeyKind.ROWID, List.of(id, what), List.of(), List.of(), false);
        create.add(audit.create());
        tables.add(audit);
        trigger("CREATE TRIGGER " + table.name() + "_audit AFTER INSERT ON " + table.name() + " WHEN " + GUARD
                + " BEGIN INSERT INTO audit (what) VALUES (" + table.keyText("NEW") + "); END");
    }

    /** Into a table that does not sync; without a guard, as it must see other devices' rows, too. */
    private String search(Table table) {
        features.add(Feature.SEARCH);
        create.add("CREATE TABLE search (k TEXT, v TEXT)");
        String on = " ON " + table.name() + " BEGIN ";
        String forget = "DELETE FROM search WHERE k = ";
        String note = "INSERT INTO search VALUES (" + table.keyText("NEW") + ", typeof(NEW.c1) || hex(NEW.c1)); ";
        String afterNew = forget + table.keyText("NEW") + "; " + note + "END";
        create.add("CREATE TRIGGER search_insert AFTER INSERT" + on + afterNew);
        create.add("CREATE TRIGGER search_update AFTER UPDATE" + on + forget + table.keyText("OLD") + "; " + afterNew);
        create.add("CREATE TRIGGER search_delete AFTER DELETE" + on + forget + table.keyText("OLD") + "; END");
        return table.name();
    }
}
