package dev.mooring.systemtests.tables;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a random table.
 *
 * @param name of the column
 * @param definition what comes behind the name
 * @param literals makes values, or null for a generated column, which takes none
 * @param key whether it belongs to the key
 * @param unique whether an index keeps its values apart
 */
record Column(
        String name, String definition, @Nullable Function<Chance, String> literals, boolean key, boolean unique) {
    boolean generated() {
        return literals == null;
    }

    String literal(Chance chance) {
        if (literals == null) {
            throw new IllegalStateException(name + " is generated");
        }
        return literals.apply(chance);
    }

    String sql() {
        return name + " " + definition;
    }
}
