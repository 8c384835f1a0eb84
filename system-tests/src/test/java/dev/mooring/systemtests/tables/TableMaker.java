package dev.mooring.systemtests.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes one random table. */
final class TableMaker {
    private final Chance chance;
    private final Set<Feature> features;
    private final String name;
    private final KeyKind key;
    private final List<Column> columns = new ArrayList<>();
    private final List<String> constraints = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();

    TableMaker(Chance chance, Set<Feature> features, String name) {
        this.chance = chance;
        this.features = features;
        this.name = name;
        this.key = chance.pick(KeyKind.values());
    }

    Table make(List<Table> parents) {
        has(Feature.valueOf("KEY_" + key));
        boolean withoutRowid = key != KeyKind.UNIQUE_ONLY && chance.oneIn(3) && has(Feature.WITHOUT_ROWID);
        key();
        int values = chance.between(1, 3);
        for (int i = 1; i <= values; i++) {
            value("c" + i);
        }
        if (values > 1 && chance.oneIn(4)) {
            has(Feature.UNIQUE_PAIR);
            constraints.add("UNIQUE (c1, c2)");
        }
        if (chance.oneIn(3) && Feature.VIRTUAL_COLUMN.isKnown()) {
            generated();
        }
        columns.add(new Column("touched", "INTEGER", Value.SMALL_INTEGER::literal, false, false));
        refer(parents);
        if (chance.oneIn(5)) {
            has(Feature.SELF_REFERENCE);
            reference("own", name, key);
        }
        return new Table(name, key, columns, constraints, references, withoutRowid);
    }

    private boolean has(Feature feature) {
        return features.add(feature) || features.contains(feature);
    }

    private void key() {
        for (KeyKind.Part part : key.parts()) {
            columns.add(new Column(part.name(), part.type(), part::literal, true, true));
        }
        String conflict = chance.oneIn(12) && has(Feature.UNIQUE_REPLACES) ? " ON CONFLICT REPLACE" : "";
        constraints.add((key == KeyKind.UNIQUE_ONLY ? "UNIQUE (" : "PRIMARY KEY (") + String.join(", ", key.names())
                + ")" + conflict);
    }

    private void value(String column) {
        String type = chance.pick("TEXT", "INTEGER", "REAL", "BLOB", "NUMERIC", "");
        if (type.isEmpty()) {
            has(Feature.UNTYPED_COLUMN);
        }
        switch (chance.between(0, 11)) {
            case 0 -> value(column, type + " NOT NULL DEFAULT 'none'", Feature.NOT_NULL);
            case 1 -> value(column, type + " CHECK (" + column + " IS NOT 42)", Feature.CHECK);
            case 2 -> unique(column, type + " UNIQUE", Feature.UNIQUE);
            case 3 -> unique(column, "TEXT COLLATE NOCASE UNIQUE", Feature.UNIQUE_NOCASE);
            case 4 -> unique(column, type + " UNIQUE ON CONFLICT REPLACE", Feature.UNIQUE_REPLACES);
            case 5 -> {
                if (Feature.UNIQUE_PARTIAL.isKnown()) {
                    unique(column, type, Feature.UNIQUE_PARTIAL);
                } else {
                    columns.add(new Column(column, type, Value::any, false, false));
                }
            }
            default -> columns.add(new Column(column, type, Value::any, false, false));
        }
    }

    private void value(String column, String definition, Feature feature) {
        has(feature);
        columns.add(new Column(column, definition, Value::any, false, false));
    }

    /** Of few values, so that they meet. */
    private void unique(String column, String definition, Feature feature) {
        has(feature);
        columns.add(new Column(
                column,
                definition,
                some -> some.pick("1", "2", "'u'", "'U'", "'v'", "NULL", "1.0", "x'75'"),
                false,
                true));
    }

    /** Indexes that are no part of the table's own statement. */
    List<String> indexes() {
        return columns.stream()
                .filter(column ->
                        column.unique() && !column.key() && !column.definition().contains("UNIQUE"))
                .map(column -> "CREATE UNIQUE INDEX " + name + "_" + column.name() + " ON " + name + " ("
                        + column.name() + ") WHERE touched > 0")
                .toList();
    }

    private void generated() {
        boolean stored = chance.oneIn(2);
        // Of a column whose default REPLACE writes instead of NULL, no trigger sees the value before it is written.
        boolean defaults = columns.stream()
                .anyMatch(column ->
                        column.name().equals("c1") && column.definition().contains("DEFAULT"));
        boolean unique = chance.oneIn(4) && !defaults;
        has(stored ? Feature.STORED_COLUMN : Feature.VIRTUAL_COLUMN);
        if (unique) {
            has(Feature.UNIQUE_GENERATED);
            constraints.add("UNIQUE (g)");
        }
        String of = unique ? "substr(c1, 1, 3)" : chance.pick("coalesce(c1, 'none') || '!'", "typeof(c1)", "c1");
        columns.add(new Column("g", "AS (" + of + ") " + (stored ? "STORED" : "VIRTUAL"), null, false, unique));
    }

    private void refer(List<Table> parents) {
        if (parents.isEmpty() || chance.oneIn(3)) {
            return;
        }
        Table parent = chance.pick(parents);
        reference("p", parent.name(), parent.key());
        if (chance.oneIn(4)) {
            Table other = chance.pick(parents);
            reference("q", other.name(), other.key());
        }
    }

    private void reference(String prefix, String parent, KeyKind parentKey) {
        List<String> own = new ArrayList<>();
        for (KeyKind.Part part : parentKey.parts()) {
            String column = prefix + "_" + part.name();
            String type = part.type().replace(" NOT NULL", "");
            own.add(column);
            columns.add(new Column(column, type, some -> parent(some, parent, parentKey, part), false, false));
        }
        Feature onDelete = chance.pick(Feature.CASCADE, Feature.CASCADE, Feature.SET_NULL, Feature.NO_ACTION);
        if (parent.equals(name) && replaces()) {
            onDelete = Feature.NO_ACTION;
        }
        has(onDelete);
        // A row that refers to itself is written by the cascade before anybody is told that it was written.
        boolean cascades = !parent.equals(name) && chance.oneIn(2) && has(Feature.CASCADED_KEY);
        String onUpdate = cascades ? " ON UPDATE CASCADE" : "";
        String deferred = chance.oneIn(3) && has(Feature.DEFERRED) ? " DEFERRABLE INITIALLY DEFERRED" : "";
        constraints.add("FOREIGN KEY (" + String.join(", ", own) + ") REFERENCES " + parent + " ("
                + String.join(", ", parentKey.names()) + ") ON DELETE "
                + onDelete.name().replace('_', ' ') + onUpdate + deferred);
        references.add(new Reference(parent, own, onDelete == Feature.CASCADE));
    }

    /** Whether any statement may replace rows here, see {@link Table#mayDeleteWhatItWrites}. */
    private boolean replaces() {
        return constraints.stream().anyMatch(each -> each.contains("ON CONFLICT REPLACE"))
                || columns.stream().anyMatch(each -> each.definition().contains("ON CONFLICT REPLACE"));
    }

    /** One that is there mostly; of a composite key each column its own, which may fit or not. */
    private static String parent(Chance chance, String parent, KeyKind key, KeyKind.Part part) {
        return switch (chance.between(0, 5)) {
            case 0 -> "NULL";
            case 1 -> part.literal(chance);
            default ->
                "(SELECT " + part.name() + " FROM " + parent + " ORDER BY " + String.join(", ", key.names())
                        + " LIMIT 1 OFFSET " + chance.between(0, 2) + ")";
        };
    }
}
