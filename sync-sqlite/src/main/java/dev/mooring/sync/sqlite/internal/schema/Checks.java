package dev.mooring.sync.sqlite.internal.schema;

import dev.mooring.sync.sqlite.internal.schema.Definition.Declared;
import dev.mooring.sync.sqlite.internal.schema.Definition.Unique;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Refuses tables that cannot be captured, and spells what the app said as the database does. */
public final class Checks {
    /** The journal takes two values for each column and SQLite 2,000 columns. */
    public static final int MAX_COLUMNS = 950;

    private final Catalog catalog;
    private final String database;

    public Checks(Catalog catalog, String database) {
        this.catalog = catalog;
        this.database = database;
    }

    /** The tables' definitions, by their names as {@link Names#folded}. */
    public Map<String, Definition> definitions(List<TableSpec> specs) {
        Map<String, Definition> definitions = new LinkedHashMap<>();
        for (TableSpec spec : specs) {
            String kind = catalog.kind(spec.name());
            require(
                    kind.equals("table"),
                    spec.name(),
                    "it is " + kind + "; create it before the storage is opened, or"
                            + " leave it out of the synced tables");
            Definition definition = catalog.table(spec.name());
            Definition twice = definitions.put(Names.folded(definition.name()), definition);
            require(twice == null, spec.name(), "it is named twice, in different spelling; name it once");
        }
        return definitions;
    }

    /** Spelt as the database does, once it is known that it can be captured. */
    public TableSpec spelt(TableSpec spec, Definition definition, Map<String, Definition> all) {
        String table = definition.name();
        String folded = Names.folded(table);
        require(
                !folded.equals("new") && !folded.equals("old"),
                table,
                "within triggers its name means something else; give it another one");
        List<TableSpec.Parent> parents = new ArrayList<>();
        for (TableSpec.Parent parent : spec.parents()) {
            Definition named = all.get(Names.folded(parent.table()));
            String name = named == null ? parent.table() : named.name();
            parents.add(new TableSpec.Parent(name, column(definition, parent.column())));
        }
        Map<String, String> fields = new HashMap<>();
        spec.fields().forEach((column, field) -> fields.put(column(definition, column), field));
        TableSpec spelt = new TableSpec(
                table,
                Collections.unmodifiableList(columns(definition, spec.key())),
                Collections.unmodifiableList(parents),
                spec.softDelete() == null ? null : column(definition, spec.softDelete()),
                spec.stamp() == null ? null : column(definition, spec.stamp()),
                spec.collection(),
                Collections.unmodifiableMap(fields),
                set(definition, spec.json()),
                set(definition, spec.booleans()),
                set(definition, spec.local()),
                spec.columnsOnly());
        check(spelt, definition);
        return spelt;
    }

    private Set<String> set(Definition definition, Set<String> columns) {
        return Collections.unmodifiableSet(new HashSet<>(columns(definition, new ArrayList<>(columns))));
    }

    private List<String> columns(Definition definition, List<String> columns) {
        List<String> spelt = new ArrayList<>();
        for (String column : columns) {
            spelt.add(column(definition, column));
        }
        return spelt;
    }

    private String column(Definition definition, String column) {
        Declared declared = definition.column(column);
        if (declared == null) {
            throw refusal(definition.name(), "it has no column " + column + "; add the column or name another one");
        }
        return declared.name();
    }

    private void check(TableSpec spec, Definition definition) {
        String table = spec.name();
        for (String column : spec.key()) {
            require(
                    !generated(definition, column),
                    table,
                    "its key column " + column + " is generated; name a key that is" + " written");
        }
        require(
                definition.over(spec.key()) != null,
                table,
                "nothing makes its key " + spec.key() + " unique; declare a"
                        + " PRIMARY KEY or a UNIQUE index over exactly these columns, or name another key");
        for (Unique unique : definition.uniques()) {
            require(
                    !unique.parts().isEmpty(),
                    table,
                    "it has a unique index over an expression, whose conflicts cannot be"
                            + " foreseen; make it a generated column with a unique index");
        }
        checkMarks(spec, definition);
        for (String column : spec.local()) {
            Declared declared = definition.column(column);
            boolean fillable =
                    declared == null || !declared.notNull() || declared.fallback() != null || declared.generated();
            require(
                    fillable,
                    table,
                    "its local column " + column + " is NOT NULL without a default, so that no row of"
                            + " another device could be written; give it a default");
        }
        require(
                captured(spec, definition).size() <= MAX_COLUMNS,
                table,
                "it has more than " + MAX_COLUMNS + " columns to capture; keep some of them local or split the table");
    }

    private void checkMarks(TableSpec spec, Definition definition) {
        String[] marks = {spec.softDelete(), spec.stamp()};
        for (String column : marks) {
            if (column != null) {
                boolean plain = !spec.key().contains(column)
                        && !spec.local().contains(column)
                        && !generated(definition, column);
                require(
                        plain,
                        spec.name(),
                        "its column " + column + " cannot mark deletions or times, as it is a part of the"
                                + " key, local or generated; name another one");
            }
        }
    }

    private static boolean generated(Definition definition, String column) {
        Declared declared = definition.column(column);
        return declared != null && declared.generated();
    }

    /** The columns whose values are captured. */
    public static List<Declared> captured(TableSpec spec, Definition definition) {
        List<Declared> captured = new ArrayList<>();
        for (Declared column : definition.columns()) {
            if (!column.generated() && !spec.local().contains(column.name())) {
                captured.add(column);
            }
        }
        return captured;
    }

    private void require(boolean fit, String table, String why) {
        if (!fit) {
            throw refusal(table, why);
        }
    }

    private IllegalStateException refusal(String table, String why) {
        return new IllegalStateException("table " + table + " of " + database + " cannot sync: " + why
                + ". Nothing was changed, and the storage is" + " not open");
    }
}
