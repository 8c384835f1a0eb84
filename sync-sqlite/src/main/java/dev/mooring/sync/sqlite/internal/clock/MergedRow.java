package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.internal.apply.Rows;
import dev.mooring.sync.sqlite.internal.clock.CellRule.Fate;
import dev.mooring.sync.sqlite.internal.clock.RowClock.Writer;
import dev.mooring.sync.sqlite.internal.format.Exact;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of a slice make of one row and its clock. A row that goes and begins anew is deleted before it is written, so that a
 * column that nobody tells has its default, whichever of the two was heard of first.
 */
final class MergedRow {
    final Shape shape;
    final String key;
    final RowClock clock;
    private final @Nullable Object[] keyValues;
    private final Rows rows;
    private final @Nullable Object[] values;
    private final BitSet told = new BitSet();
    private Map<String, String> unknown = Collections.emptyMap();
    private @Nullable Object @Nullable [] present;
    private boolean looked;
    private boolean deletes;
    private boolean anew;
    private boolean changed;

    MergedRow(Shape shape, String key, @Nullable Object[] keyValues, RowClock clock, Rows rows) {
        this.shape = shape;
        this.key = key;
        this.keyValues = keyValues;
        this.clock = clock;
        this.rows = rows;
        values = new @Nullable Object[shape.size()];
        empty();
    }

    private void empty() {
        Arrays.fill(values, RowChange.UNTOLD);
        for (int i = 0; i < keyValues.length; i++) {
            values[shape.key[i]] = keyValues[i];
        }
        told.clear();
        unknown = Collections.emptyMap();
    }

    /** Merges a cell of the column at that place and of that number, whose value is as the column stores it. */
    Fate merge(Cell cell, int column, int number, Writer by) {
        boolean there = Cell.isThere(clock.cl());
        Fate fate =
                clock.merge(cell, number, by, () -> ValueOrder.compare(cell.value(), present(column, cell.column())));
        if (fate == Fate.DELETE || fate == Fate.REVIVE) {
            deletes |= there || fate == Fate.DELETE;
            anew = fate == Fate.REVIVE;
            empty();
            present = null;
            looked = true;
        }
        if (!cell.isSentinel() && (fate == Fate.SET || fate == Fate.REVIVE)) {
            set(column, cell.column(), cell.value());
        }
        changed |= fate != Fate.IGNORE && fate != Fate.KEEP;
        return fate;
    }

    private void set(int column, String name, @Nullable Object value) {
        if (column >= 0) {
            values[column] = value;
            told.set(column);
        } else {
            JsonWriter json = new JsonWriter();
            Exact.write(json, value);
            unknown = unknown.isEmpty() ? new LinkedHashMap<>() : unknown;
            unknown.put(name, json.toString());
        }
    }

    /** The value that is here of a column, or of one that is not here. */
    @Nullable
    Object present(int column, String name) {
        if (column < 0) {
            String json = unknown.get(name);
            json = json == null ? rows.field(shape, key, name) : json;
            return json == null ? null : Exact.read(UnreadableText.in(json));
        }
        if (told.get(column)) {
            return values[column];
        }
        if (!looked) {
            looked = true;
            present = rows.row(shape, key, keyValues);
        }
        Object value = present == null ? null : present[column];
        return value == RowChange.UNTOLD ? null : value;
    }

    /** Whether the row is not as it was. */
    boolean isChanged() {
        return changed;
    }

    /** The row as it goes before it is written; null if it does not. */
    @Nullable
    RowChange deletion() {
        return deletes || !Cell.isThere(clock.cl()) ? RowChange.gone(shape, key, values.clone()) : null;
    }

    /** What is written; null if it is gone. */
    @Nullable
    RowChange write() {
        if (!Cell.isThere(clock.cl())) {
            return null;
        }
        // A row that was there before its table came under sync has columns that nobody told.
        boolean whole = anew && (isWhole() || deletes || rows.row(shape, key, keyValues) == null);
        RowChange write =
                new RowChange(shape, key, false, values, whole ? null : told, false, unknown, Collections.emptyMap());
        return anew ? write.withAllFields() : write;
    }

    private boolean isWhole() {
        return told.cardinality() + keyValues.length == values.length;
    }
}
