package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.internal.apply.Images;
import dev.mooring.sync.sqlite.internal.apply.Rows;
import dev.mooring.sync.sqlite.internal.clock.CellText.Written;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Exact;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes mutations out of rows and clocks, and writes them into both again. */
final class ClockWrites {
    private final ClockTable clocks;
    private final Fields fields;
    private final ClockStamps stamps;
    private final Shapes shapes;
    private final Images images;

    ClockWrites(ClockTable clocks, Fields fields, ClockStamps stamps, Shapes shapes, Images images) {
        this.clocks = clocks;
        this.fields = fields;
        this.stamps = stamps;
        this.shapes = shapes;
        this.images = images;
    }

    /** What a mutation makes of the row below it, as text. */
    String on(Mutation mutation, String below) {
        Shape shape = shapes.ofCollection(mutation.collection());
        if (shape == null) {
            return below;
        }
        Below row = Below.read(below);
        PendingCells.merge(row, shape, fields, mutation, clocks.head().site());
        return row.text();
    }

    /** As if it had never been written: the row becomes what all others make of it. */
    void takeBack(Rows rows, Mutation mutation) {
        Shape shape = shapes.ofCollection(mutation.collection());
        PendingCells pending = shape == null ? null : PendingCells.of(shape, mutation.key(), fields, images);
        Below row = pending == null
                ? null
                : pending.without(mutation.id(), clocks.head().site());
        if (shape == null || row == null) {
            return;
        }
        int table = fields.table(shape.name());
        if (row.clock.cl() == 0) {
            clocks.delete(table, mutation.key());
        } else {
            clocks.put(table, mutation.key(), row.clock);
        }
        show(rows, shape, mutation.key(), row.row());
    }

    /** Writes a row as it is to be, with the defaults of the columns that it does not tell. */
    private void show(Rows rows, Shape shape, String key, @Nullable Map<String, @Nullable Object> row) {
        @Nullable Object[] keyValues = shapes.format().keyValues(shape, key);
        @Nullable Object[] values = new @Nullable Object[shape.size()];
        Arrays.fill(values, RowChange.UNTOLD);
        Map<String, String> unknown = new HashMap<>();
        (row == null ? Collections.<String, @Nullable Object>emptyMap() : row).forEach((name, value) -> {
            int column = shape.column(name);
            if (column >= 0) {
                values[column] = value;
            } else {
                JsonWriter json = new JsonWriter();
                Exact.write(json, value);
                unknown.put(name, json.toString());
            }
        });
        for (int i = 0; i < keyValues.length; i++) {
            values[shape.key[i]] = keyValues[i];
        }
        @Nullable Object[] present = rows.row(shape, key, keyValues);
        BitSet changed = new BitSet();
        boolean told = true;
        for (int i = 0; i < values.length; i++) {
            told &= values[i] != RowChange.UNTOLD;
            changed.set(i, present == null || !Objects.deepEquals(values[i], present[i]));
        }
        if (row == null || (present != null && !told)) {
            rows.apply(Collections.singletonList(RowChange.gone(shape, key, values.clone())));
        }
        if (row != null) {
            boolean whole = present == null || !told;
            RowChange write = new RowChange(
                    shape, key, false, values, whole ? null : changed, false, unknown, Collections.emptyMap());
            rows.apply(Collections.singletonList(write.withAllFields()));
        }
    }

    /** Writes mutations on top of what there is, with one new version; returns them with their new clocks, in their order. */
    List<Draft> written(Rows rows, List<Mutation> again) {
        stamps.next();
        List<Draft> drafts = new ArrayList<>(again.size());
        Map<List<String>, RowChange> changes = new LinkedHashMap<>();
        for (Mutation mutation : again) {
            Shape shape = shapes.ofCollection(mutation.collection());
            Written written = PendingCells.written(mutation);
            if (shape == null || written == null) {
                throw new IllegalArgumentException(
                        "mutation " + mutation.id() + " is no write of cells of a synced table");
            }
            @Nullable Object[] keyValues = shapes.format().keyValues(shape, mutation.key());
            String key = shapes.format().key(shape, keyValues);
            if (changes.containsKey(Arrays.asList(shape.name(), key))) {
                rows.apply(changes.values());
                changes.clear();
            }
            drafts.add(stamps.again(shape, key, rows.row(shape, key, keyValues), written));
            RowChange change = CellFormat.row(shape, key, keyValues, written);
            changes.put(Arrays.asList(shape.name(), key), change);
        }
        rows.apply(changes.values());
        return drafts;
    }
}
