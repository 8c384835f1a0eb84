package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.script.ScriptValue;

/**
 * A column.
 *
 * @param name as on the wire, camelCase
 * @param kind its type
 * @param required NOT NULL
 * @param preset what an insert without it stores; {@link #CLOCK} for the time of the statement
 */
record Column(String name, ColumnKind kind, boolean required, Object preset) {
    static final Object CLOCK = new Object();

    static Column of(String name, ColumnKind kind) {
        return new Column(name, kind, false, ScriptValue.Nothing.NULL);
    }

    Column must() {
        return new Column(name, kind, true, preset);
    }

    Column or(Object value) {
        return new Column(name, kind, required, value);
    }
}
