package dev.mooring.systemtests.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A random table. */
record Table(
        String name,
        KeyKind key,
        List<Column> columns,
        List<String> constraints,
        List<Reference> references,
        boolean withoutRowid) {

    String create() {
        List<String> parts = new ArrayList<>();
        columns.forEach(column -> parts.add(column.sql()));
        parts.addAll(constraints);
        return "CREATE TABLE " + name + " (" + String.join(", ", parts) + ")" + (withoutRowid ? " WITHOUT ROWID" : "");
    }

    List<Column> keyColumns() {
        return columns.stream().filter(Column::key).toList();
    }

    List<String> keyNames() {
        return keyColumns().stream().map(Column::name).toList();
    }

    /** Those that a statement can set and that are not the key's. */
    List<Column> values() {
        return columns.stream()
                .filter(column -> !column.key() && !column.generated())
                .toList();
    }

    /** Those that a statement can set. */
    List<Column> written() {
        return columns.stream().filter(column -> !column.generated()).toList();
    }

    /** The key's first. */
    List<String> allColumns() {
        return Stream.concat(
                        keyNames().stream(),
                        columns.stream().filter(column -> !column.key()).map(Column::name))
                .toList();
    }

    /** That a row is a certain one, with a literal for each column of the key. */
    String isRow(List<String> literals) {
        List<String> names = keyNames();
        List<String> tests = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            tests.add(names.get(i) + " IS " + literals.get(i));
        }
        return String.join(" AND ", tests);
    }

    /** That a row is the one of a trigger, {@code NEW} or {@code OLD}. */
    String isRow(String image) {
        return isRow(keyNames().stream().map(name -> image + "." + name).toList());
    }

    /** The key of the row at a place in the order of keys, or nothing. */
    String nth(int place) {
        String names = String.join(", ", keyNames());
        return "(SELECT " + names + " FROM " + name + " ORDER BY " + names + " LIMIT 1 OFFSET " + place + ")";
    }

    /** The key of a trigger's row as one text. */
    String keyText(String image) {
        return keyNames().stream()
                .map(name -> "typeof(" + image + "." + name + ") || hex(" + image + "." + name + ")")
                .collect(Collectors.joining(" || ' ' || "));
    }

    /**
     * Whether an update that replaces a row may delete the row that it is writing, which refers to it: then no trigger tells what
     * was replaced.
     */
    boolean mayDeleteWhatItWrites() {
        return references.stream()
                .anyMatch(
                        reference -> reference.cascades() && reference.parent().equals(name));
    }

    /** Those that are not the key's and kept apart by an index. */
    List<Column> uniqueValues() {
        return values().stream().filter(Column::unique).toList();
    }
}
