package dev.mooring.systemtests.tables;

import java.util.List;
import java.util.Set;

/**
 * A random schema of an app.
 *
 * @param tables those that sync, parents first
 * @param create creates them, and what belongs to them
 * @param late triggers that the app creates when capturing has begun
 * @param searched the table whose rows the app's own triggers repeat in {@code search}, which does not sync; or empty
 * @param recursiveTriggers whether its connections have that setting on
 * @param features what it has
 */
record AppSchema(
        List<Table> tables,
        List<String> create,
        List<String> late,
        String searched,
        boolean recursiveTriggers,
        Set<Feature> features) {
    /** The one that the app's triggers write to. */
    static final String AUDIT = "audit";

    /** Those that statements write to. */
    List<Table> written() {
        return tables.stream().filter(table -> !table.name().equals(AUDIT)).toList();
    }

    Table table(String name) {
        return tables.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Foreign keys on, always. */
    List<String> pragmas() {
        return List.of("PRAGMA foreign_keys = ON", "PRAGMA recursive_triggers = " + (recursiveTriggers ? "ON" : "OFF"));
    }
}
